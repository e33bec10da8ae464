/** The stopwatch of several runs in one process. */

import { strict as assert } from 'node:assert';
import { Stopwatch } from './stopwatch.ts';

describe('the stopwatch of a run', () => {
  it('gives the start of the process to the first run at most', () => {
    const earlier = new Stopwatch();
    const before = performance.timeOrigin + performance.now();
    const later = new Stopwatch();
    assert.ok(earlier.startedAt >= Math.round(performance.timeOrigin));
    assert.ok(later.startedAt >= Math.floor(before), 'a later run begins when it begins');
    later.lap('first');
    assert.ok((later.laps[0]?.ms ?? Number.NaN) <= performance.timeOrigin + performance.now() - before + 1);
  });
});
