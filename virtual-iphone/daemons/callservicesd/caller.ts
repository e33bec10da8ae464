/** Who calls, in words. */

import type { CallUpdateData } from '../../messages.ts';

/** Caller's name, or the handle where there is no name. */
export function callerOf(update: CallUpdateData): string {
  return update.localizedCallerName || update.remoteHandle?.value || 'Unknown';
}
