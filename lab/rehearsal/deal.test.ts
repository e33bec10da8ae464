import { strict as assert } from 'node:assert';
import { dealt } from './deal.ts';

const judged = (requirement: string, checks: number) => ({
  requirement,
  phone: 'iPhone 15',
  verdict: checks === 0 ? ('not-applicable' as const) : ('pass' as const),
  counts: checks === 0 ? ('out' as const) : ('met' as const),
  reason: '',
  checks,
});

describe('Requirements that are dealt', () => {
  it('come to about as many checks in each share, and each is in one', () => {
    const verdicts = [judged('A', 1), judged('B', 14), judged('C', 7), judged('D', 6), judged('E', 2)];
    assert.deepEqual(dealt({ verdicts }, 2), [
      ['B', 'A'],
      ['C', 'D', 'E'],
    ]);
  });

  it('are those that were judged, and no share is empty', () => {
    assert.deepEqual(dealt({ verdicts: [judged('A', 1), judged('B', 0)] }, 4), [['A']]);
  });
});
