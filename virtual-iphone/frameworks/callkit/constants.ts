/** CallKit's raw values, as Apple's headers state them. */

export const CXErrorDomain = 'com.apple.CallKit.error';
export const CXErrorDomainIncomingCall = 'com.apple.CallKit.error.incomingcall';
export const CXErrorDomainRequestTransaction = 'com.apple.CallKit.error.requesttransaction';

export const CXErrorCode = { Unknown: 0, Unentitled: 1, InvalidArgument: 2, MissingVoIPBackgroundMode: 3 } as const;

export const CXErrorCodeIncomingCallError = {
  Unknown: 0,
  Unentitled: 1,
  CallUUIDAlreadyExists: 2,
  FilteredByDoNotDisturb: 3,
  FilteredByBlockList: 4,
  FilteredDuringRestrictedSharingMode: 5,
  CallIsProtected: 6,
  FilteredBySensitiveParticipants: 7,
} as const;

export const CXErrorCodeRequestTransactionError = {
  Unknown: 0,
  Unentitled: 1,
  UnknownCallProvider: 2,
  EmptyTransaction: 3,
  UnknownCallUUID: 4,
  CallUUIDAlreadyExists: 5,
  InvalidAction: 6,
  MaximumCallGroupsReached: 7,
  CallIsProtected: 8,
} as const;

export const CXCallEndedReason = {
  Failed: 1,
  RemoteEnded: 2,
  Unanswered: 3,
  AnsweredElsewhere: 4,
  DeclinedElsewhere: 5,
} as const;
export type CXCallEndedReason = (typeof CXCallEndedReason)[keyof typeof CXCallEndedReason];

export const CXHandleType = { Generic: 1, PhoneNumber: 2, EmailAddress: 3 } as const;
export type CXHandleType = (typeof CXHandleType)[keyof typeof CXHandleType];

export const CXPlayDTMFCallActionType = { SingleTone: 1, SoftPause: 2, HardPause: 3 } as const;
export type CXPlayDTMFCallActionType = (typeof CXPlayDTMFCallActionType)[keyof typeof CXPlayDTMFCallActionType];
