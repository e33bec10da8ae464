/**
 * The second verdict: whether an app is quick enough, beside whether it behaves. It changes neither a verdict on a
 * requirement nor the exit code.
 */

import type { Timing } from '../report.ts';
import { TIMING_LIMITS, type TimingLimit } from './limits.ts';

export const TIMING_WORDS = ['within', 'over', 'not-measured'] as const;
export type TimingWord = (typeof TIMING_WORDS)[number];

export interface TimingVerdict {
  /** Name of the measurement. */
  readonly name: string;
  readonly title: string;
  readonly phone: string;
  readonly verdict: TimingWord;
  readonly limitMs: number;
  readonly count: number;
  /** Testbed milliseconds; null without a measurement. */
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
}

/** One for each limit on each phone. @param timings distributions, with an entry per phone */
export function judgeTimings(
  timings: readonly Timing[],
  phones: readonly { readonly name: string }[],
  limits: readonly TimingLimit[] = TIMING_LIMITS,
): TimingVerdict[] {
  return limits.flatMap(({ name, title, limitMs }) =>
    phones.map(({ name: phone }): TimingVerdict => {
      const timing = timings.find((each) => each.name === name && each.phone === phone);
      const about = { name, title, phone, limitMs };
      if (timing === undefined) {
        return { ...about, verdict: 'not-measured', count: 0, medianMs: null, p95Ms: null, maxMs: null };
      }
      const { count, p50Ms, p95Ms, maxMs } = timing;
      return { ...about, verdict: p95Ms <= limitMs ? 'within' : 'over', count, medianMs: p50Ms, p95Ms, maxMs };
    }),
  );
}
