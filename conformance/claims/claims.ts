/**
 * What an app can claim to offer beside ringing, being answered and ending. A requirement names the claims that it needs,
 * and one requirement of area CLM verifies each claim.
 */

/** Each with its meaning, as a phrase. */
export const CLAIMS = {
  callkit: 'shows incoming calls with CallKit',
  outgoing: 'places calls itself',
  video: 'announces video calls as such',
  hold: 'lets calls be held',
  'several-calls': 'has more than one call at a time',
  groups: 'joins calls into a conference',
  dtmf: 'plays tones from the keypad',
  mute: "mutes a call by the system's button",
  media: 'tells its server when the sound of a call begins and stops',
  fallback: 'rings by ordinary push where VoIP pushes cannot',
  recents: 'has its calls in Recents',
  china: 'does without CallKit where the region is mainland China',
} as const;

export type Claim = keyof typeof CLAIMS;
export const CLAIM_NAMES = Object.keys(CLAIMS) as [Claim, ...Claim[]];
