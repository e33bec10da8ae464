/** All routes of the control API. */

import type { Route } from './route.ts';
import { CREDENTIAL_ROUTES } from './routes/credentials.ts';
import { DEVICE_ROUTES } from './routes/devices.ts';
import { FAULT_ROUTES } from './routes/faults.ts';
import { labRoutes } from './routes/lab.ts';
import { PUSH_ROUTES } from './routes/pushes.ts';
import { WORLD_ROUTES } from './routes/worlds.ts';

export const ROUTES: readonly Route[] = [
  ...labRoutes(() => ROUTES),
  ...DEVICE_ROUTES,
  ...CREDENTIAL_ROUTES,
  ...FAULT_ROUTES,
  ...PUSH_ROUTES,
  // Last, since their addresses fit others, too.
  ...WORLD_ROUTES,
];
