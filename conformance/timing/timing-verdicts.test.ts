import { strict as assert } from 'node:assert';
import type { Timing } from '../report.ts';
import { TIMING_LIMITS, type TimingLimit } from './limits.ts';
import { judgeTimings } from './timing-verdicts.ts';

const LIMIT: TimingLimit = { name: 'ringMs', title: 'Time to ring', span: '', because: '', limitMs: 100 };

const timing = (phone: string | null, p95Ms: number): Timing => {
  return { name: 'ringMs', phone, count: 20, minMs: 1, p50Ms: 50, p90Ms: 90, p95Ms, maxMs: 900 };
};

describe('the second verdict', () => {
  it('goes by the 95th percentile of each phone, and a slow exception does not break it', () => {
    const phones = ['a', 'b', 'c'].map((name) => ({ name }));
    const verdicts = judgeTimings([timing(null, 200), timing('a', 100), timing('b', 101)], phones, [LIMIT]);
    assert.deepEqual(
      verdicts.map(({ phone, verdict, count, medianMs, maxMs }) => [phone, verdict, count, medianMs, maxMs]),
      [
        ['a', 'within', 20, 50, 900],
        ['b', 'over', 20, 50, 900],
        ['c', 'not-measured', 0, null, null],
      ],
    );
  });

  it('knows each limit by one name', () => {
    const names = TIMING_LIMITS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
  });
});
