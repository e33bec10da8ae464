/** All routes of WebDriverAgent that a virtual phone has. Everything else is an unknown command. */

import { ABSENT_ROUTES } from './commands/absent.ts';
import { ACTION_ROUTES } from './commands/actions.ts';
import { ALERT_ROUTES } from './commands/alerts.ts';
import { APP_ROUTES } from './commands/apps.ts';
import { DEVICE_ROUTES } from './commands/device.ts';
import { ELEMENT_ROUTES } from './commands/elements.ts';
import { FIND_ROUTES } from './commands/find.ts';
import { GESTURE_ROUTES } from './commands/gestures.ts';
import { LOCATION_ROUTES } from './commands/location.ts';
import { MAINTENANCE_ROUTES } from './commands/maintenance.ts';
import { PASTEBOARD_ROUTES } from './commands/pasteboard.ts';
import { SCREEN_ROUTES } from './commands/screen.ts';
import { SESSION_ROUTES } from './commands/session.ts';
import { TYPING_ROUTES } from './commands/typing.ts';
import { RouteTable } from './route.ts';

export const ROUTES = new RouteTable([
  ...SESSION_ROUTES,
  ...APP_ROUTES,
  ...FIND_ROUTES,
  ...ELEMENT_ROUTES,
  ...TYPING_ROUTES,
  ...SCREEN_ROUTES,
  ...DEVICE_ROUTES,
  ...ALERT_ROUTES,
  ...GESTURE_ROUTES,
  ...ACTION_ROUTES,
  ...LOCATION_ROUTES,
  ...PASTEBOARD_ROUTES,
  ...MAINTENANCE_ROUTES,
  ...ABSENT_ROUTES,
]);
