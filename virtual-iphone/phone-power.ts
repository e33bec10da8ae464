/** Off and on again: what a start of the phone ends, and the state it begins in. */

import type { PhoneContext } from './daemons/context.ts';
import type { PhoneApps } from './phone-apps.ts';
import type { Daemons } from './phone-messages.ts';

/**
 * Takes no testbed time. The courier comes last, so that a push that waited there finds the phone before its first
 * unlock. A started phone no longer knows which apps the user swiped away (UIApplicationDelegate documentation on
 * background pushes: "or restarts the device").
 */
export function reboot(context: PhoneContext, daemons: Daemons, apps: PhoneApps): void {
  const { callServices, backgroundPushes, springBoard, storage, apsd } = daemons;
  context.note('phone.rebooted', {});
  callServices.calls.clear();
  callServices.voip.forgetPushes();
  backgroundPushes.clear();
  apps.endAll('reboot');
  storage.protection.booted();
  springBoard.booted();
  context.log('SpringBoard', 'Device restarted and has not been unlocked since boot');
  apsd.reconnect();
}
