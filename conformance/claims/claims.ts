/** What an app can claim to offer beside ringing, being answered and ending. */

export const CLAIMS = [
  /** Shows incoming calls with CallKit. */
  'callkit',
  /** Places calls itself. */
  'outgoing',
  'video',
  /** Lets calls be held. */
  'hold',
  /** Has more than one call at a time. */
  'several-calls',
  /** Joins calls into a conference. */
  'groups',
  'dtmf',
  'mute',
  /** Rings by ordinary push where VoIP pushes cannot. */
  'fallback',
  /** Dials from Recents, Siri and contact cards. */
  'recents',
] as const;
export type Claim = (typeof CLAIMS)[number];
