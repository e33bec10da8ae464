/**
 * What becomes of a held call when the cellular call beside it is over: it comes back when the user hung up, and stays on
 * hold when the other side did, until the app asks (twilio/twilio-voice-ios#152 and #89). Both are settings.
 */

import type { PhoneContext } from '../context.ts';
import type { CallRegistry, CallWatcher, TrackedCall } from './call-registry.ts';
import { isCellular } from './stand-in-callers.ts';

export function afterCellular(
  { settings }: PhoneContext,
  calls: CallRegistry,
  resume: (call: TrackedCall) => void,
): CallWatcher {
  return {
    ended: (ended, { by }) => {
      if (!isCellular(ended.app) || ended.connectedAt === undefined || ended.held) return;
      const wanted = by === 'user' ? settings.resumeAfterUserEnd : settings.resumeAfterRemoteEnd;
      if (!wanted || calls.all.some((call) => call.state !== 'ringing' && !call.held)) return;
      const held = calls.all.findLast((call) => call.held);
      if (held !== undefined) resume(held);
    },
  };
}
