/**
 * PushKit's check inside the app, one small rule each. "On iOS 13.0 and later, if you fail to report a call to CallKit,
 * the system will terminate your app" (Apple, pushkit/pkpushregistrydelegate); the moment of the check is stated in the
 * developer forums, thread 817976.
 */

import { launch, logWarning } from '../bridge.ts';
import { NSException, NSInternalInconsistencyException } from '../foundation/ns-exception.ts';

/** A report this recent counts for the next push too. Observed on iOS 17 and later; Apple names no number. */
const RECENT_REPORT_MS = 7_000;

/** What the log says before the exception; harnesses look for "in the same run loop", and Apple misspells its second word. */
const RULE =
  'Apps receving VoIP pushes must post an incoming call via CallKit in the same run loop as the delegate callback, ' +
  'without delay.';

let outstanding = 0;
let lastReportAt = Number.NEGATIVE_INFINITY;

/** A push that must be reported is handed to the delegate: it is outstanding unless a call was just reported. */
export function pushHandedOver(mustReport: boolean): void {
  if (mustReport && Date.now() - lastReportAt > RECENT_REPORT_MS) outstanding += 1;
}

/**
 * Any report of an incoming call settles all outstanding pushes, at once and before the report itself is judged: one
 * that Do Not Disturb or a known UUID turns down still counts (forum thread 768136: report again and ignore the error).
 */
export function callReported(): void {
  outstanding = 0;
  lastReportAt = Date.now();
}

/**
 * The delegate method has returned. Whether the completion handler was called plays no part (forum thread 817976).
 *
 * @throws NSException NSInternalInconsistencyException with the text that this iOS shows.
 */
export function delegateReturned(): void {
  if (outstanding === 0) return;
  logWarning('PushKit', RULE);
  throw new NSException(NSInternalInconsistencyException, launch.unreportedPushText);
}
