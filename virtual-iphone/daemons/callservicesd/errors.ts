/** CallKit's error domains and codes, and the names of its ended reasons (raw values from Apple's headers). */

import type { ErrorData } from '../../messages.ts';

const INCOMING_CALL = {
  unknown: 0,
  unentitled: 1,
  callUUIDAlreadyExists: 2,
  filteredByDoNotDisturb: 3,
  filteredByBlockList: 4,
  filteredDuringRestrictedSharingMode: 5,
  callIsProtected: 6,
  filteredBySensitiveParticipants: 7,
} as const;

const REQUEST_TRANSACTION = {
  unknown: 0,
  unentitled: 1,
  unknownCallProvider: 2,
  emptyTransaction: 3,
  unknownCallUUID: 4,
  callUUIDAlreadyExists: 5,
  invalidAction: 6,
  maximumCallGroupsReached: 7,
} as const;

const SERVICE_EXTENSION = {
  unknown: 0,
  invalidClientProcess: 1,
  missingNotificationFilteringEntitlement: 2,
} as const;

/** CXErrorCode missingVoIPBackgroundMode. */
export const MISSING_VOIP_BACKGROUND_MODE: ErrorData = { domain: 'com.apple.CallKit.error', code: 3 };

export function serviceExtensionError(name: keyof typeof SERVICE_EXTENSION): ErrorData {
  return { domain: 'com.apple.CallKit.error.notificationserviceextension', code: SERVICE_EXTENSION[name] };
}

export function incomingCallError(name: keyof typeof INCOMING_CALL): ErrorData {
  return { domain: 'com.apple.CallKit.error.incomingcall', code: INCOMING_CALL[name] };
}

export function requestError(name: keyof typeof REQUEST_TRANSACTION): ErrorData {
  return { domain: 'com.apple.CallKit.error.requesttransaction', code: REQUEST_TRANSACTION[name] };
}

/** AVAudioSession's `insufficientPriority` ('!pri'): an app may not activate its session while the system does it. */
export const INSUFFICIENT_PRIORITY: ErrorData = { domain: 'NSOSStatusErrorDomain', code: 561_017_449 };

const ENDED_REASONS: Readonly<Record<number, string>> = {
  1: 'failed',
  2: 'remoteEnded',
  3: 'unanswered',
  4: 'answeredElsewhere',
  5: 'declinedElsewhere',
};

/** Name of a CXCallEndedReason; values that Apple does not define count as unknown. */
export function endedReasonName(raw: number): string {
  return ENDED_REASONS[raw] ?? 'unknown';
}
