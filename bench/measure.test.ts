import { strict as assert } from 'node:assert';
import { figure, interleave, spread } from './measure.ts';

describe('the figures of a benchmark', () => {
  it('spread samples by nearest rank', () => {
    assert.deepEqual(spread([4, 1, 3, 2]), { median: 2, low: 1, high: 3, p95: 4, count: 4 });
  });

  it('take turns, each round starting with another case, and leave warm-ups out', async () => {
    const order: string[] = [];
    let ran = 0;
    const turn = (name: string) => async () => {
      order.push(name);
      ran += 1;
      return ran;
    };
    const samples = await interleave(2, 1, { a: turn('a'), b: turn('b') });
    assert.deepEqual(order, ['a', 'b', 'b', 'a', 'a', 'b']);
    assert.deepEqual(samples, { a: [4, 5], b: [3, 6] });
  });

  it('take ratios within a round, so that a slow minute cancels out', () => {
    const slowSecondRound = figure({
      name: 'job',
      unit: 'ms',
      samples: [10, 100, 10],
      yardstick: { name: 'bare', samples: [5, 50, 5] },
    });
    assert.deepEqual(slowSecondRound.ratio, { median: 2, low: 2, high: 2, p95: 2, count: 3 });
  });

  it('judge a goal on the ratio by the ratio', () => {
    const source = { name: 'job', unit: 'ms', samples: [30], yardstick: { name: 'bare', samples: [10] } } as const;
    assert.deepEqual(figure({ ...source, goal: { on: 'ratio', atMost: 3 } }).goal, { text: '≤ 3 ×', met: true });
    assert.deepEqual(figure({ ...source, goal: { on: 'ratio', atMost: 2.9 } }).goal, { text: '≤ 2.9 ×', met: false });
  });

  it('judge a goal on the value by the median or the 95th percentile', () => {
    const source = { name: 'job', unit: 'ms', samples: [1, 1, 9] } as const;
    assert.equal(figure({ ...source, goal: { on: 'median', atMost: 5 } }).goal?.met, true);
    assert.deepEqual(figure({ ...source, goal: { on: 'p95', atMost: 5 } }).goal, { text: '≤ 5 ms (p95)', met: false });
  });

  it('refuse a yardstick from other rounds', () => {
    assert.throws(
      () => figure({ name: 'job', unit: 'ms', samples: [1, 2], yardstick: { name: 'bare', samples: [1] } }),
      /"job" has 2 samples and its yardstick 1/,
    );
  });
});
