/** Which application's tree the commands see: WebDriverAgent shows one at a time. */

import { APP_STATE, type PhoneAutomation } from '../automation.ts';
import type { Point, UiNode } from '../ui/model.ts';
import { WdaError } from './errors.ts';
import { topSurfaceAt } from './hit-test.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';

export const SPRINGBOARD = 'com.apple.springboard';

/** Parts of SpringBoard that `respectSystemAlerts` gives precedence over the app under test. A call banner is none. */
const SYSTEM_ALERT_IDENTIFIERS: ReadonlySet<string> = new Set([
  'SBTransientOverlayWindow',
  'NotificationShortLookView',
]);

/**
 * Bundle id of the active application.
 * @throws WdaError `invalid element state` when the app under test should run and does not.
 */
export function activeApplication(phone: PhoneAutomation, settings: Settings, session: Session | undefined): string {
  const preferred = settings.text('defaultActiveApplication');
  if (preferred !== 'auto' && phone.appState(preferred) === APP_STATE.foreground) return preferred;
  if (session?.bundleId !== undefined) {
    const state = phone.appState(session.bundleId);
    if (state === APP_STATE.foreground) {
      return settings.flag('respectSystemAlerts') && showsSystemAlert(phone) ? SPRINGBOARD : session.bundleId;
    }
    if (session.expectsApp && state <= APP_STATE.notRunning) {
      throw new WdaError(
        'invalid element state',
        `The application under test with bundle id '${session.bundleId}' is not running, possibly crashed.`,
      );
    }
  }
  const onScreen = phone.activeApps().map((app) => app.bundleId);
  if (onScreen.length <= 1) return onScreen[0] ?? SPRINGBOARD;
  if (onScreen.includes(preferred)) return preferred;
  const pointed = topSurfaceAt(phone.surfaces(), detectionPoint(phone, settings))?.bundleId;
  return pointed !== undefined && onScreen.includes(pointed) ? pointed : (onScreen[0] as string);
}

function showsSystemAlert(phone: PhoneAutomation): boolean {
  const isAlert = (node: UiNode): boolean =>
    node.type === 'Alert' || SYSTEM_ALERT_IDENTIFIERS.has(node.identifier ?? '') || (node.children ?? []).some(isAlert);
  const root = phone.tree(SPRINGBOARD);
  return root !== undefined && isAlert(root);
}

/** By default 20 % of the screen's short side from the top left corner. */
function detectionPoint(phone: PhoneAutomation, settings: Settings): Point {
  const [x, y] = settings.text('activeAppDetectionPoint').split(',').map(Number);
  if (x !== undefined && y !== undefined) return { x, y };
  const offset = 0.2 * Math.min(phone.screen.width, phone.screen.height);
  return { x: offset, y: offset };
}
