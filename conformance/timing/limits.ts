/**
 * How long an app may take, as data. The limits are Ringproof's own, since Apple states none: they are wide enough for a
 * call server far away, and narrow enough that a person notices what is beyond them.
 */

export interface TimingLimit {
  /** Name of the measurement, as checks take it. */
  readonly name: string;
  /** For tables and messages. */
  readonly title: string;
  /** From what to what it is measured, on the testbed's clock. */
  readonly span: string;
  /** Of every 20 measurements on a phone, 19 have to stay within it. */
  readonly limitMs: number;
  /** Why it is as high as it is. */
  readonly because: string;
}

export const TIMING_LIMITS: readonly TimingLimit[] = [
  {
    name: 'pushToCallScreenMs',
    title: 'Time to ring',
    span: 'from the push that the gateway accepts to the call screen',
    limitMs: 2_000,
    because: 'An app has all it needs in the push; whoever asks a server first keeps the caller waiting.',
  },
  {
    name: 'answerToConnectMs',
    title: 'Answer to connect',
    span: 'from the answer to a call that CallKit shows as connected',
    limitMs: 2_000,
    because: 'People say hello at once, and hang up when nobody hears them.',
  },
  {
    name: 'cancelToSilenceMs',
    title: 'Cancel to silence',
    span: 'from the cancel that the call server takes to the end of the call on the phone',
    limitMs: 4_000,
    because: 'iOS shows each reported call for some 2 s; what rings longer than 2 s beyond that is answered in vain.',
  },
];
