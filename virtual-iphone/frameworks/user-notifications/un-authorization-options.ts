/** UNAuthorizationOptions. Of those, a virtual iPhone heeds Alert, and Provisional from iOS 12 on. */

export const UNAuthorizationOptions = {
  Badge: 1,
  Sound: 2,
  Alert: 4,
  CarPlay: 8,
  CriticalAlert: 16,
  /** iOS 12 and later: on trial, without asking the user. */
  Provisional: 64,
} as const;
