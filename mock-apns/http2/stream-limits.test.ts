/** When a stream limit begins to count. */

import { strict as assert } from 'node:assert';
import { SkippedStreams } from './skipped-streams.ts';
import { StreamLimits } from './stream-limits.ts';

describe('the stream limits of a connection', () => {
  it('are those of before the first SETTINGS frame until that is acknowledged', () => {
    const limits = new StreamLimits(1, 1000);
    assert.equal(limits.enforced, 1000);
    limits.acknowledge();
    assert.equal(limits.enforced, 1);
  });

  it('rise when they are told and fall when they are acknowledged', () => {
    const limits = new StreamLimits(1, 0);
    limits.acknowledge();
    limits.tell(1000);
    assert.equal(limits.enforced, 1000);
    limits.tell(1);
    limits.acknowledge();
    assert.equal(limits.enforced, 1000);
    assert.equal(limits.unacknowledged, 1);
    limits.acknowledge();
    assert.equal(limits.enforced, 1);
  });

  it('stay as they are when something is acknowledged that was not told', () => {
    const limits = new StreamLimits(1, 0);
    limits.acknowledge();
    limits.acknowledge();
    assert.equal(limits.enforced, 1);
  });
});

describe('the streams that were skipped', () => {
  it('lie between one stream and the next', () => {
    const skipped = new SkippedStreams();
    skipped.add(0, 1);
    skipped.add(1, 3);
    skipped.add(3, 9);
    assert.deepEqual(
      [1, 3, 5, 7, 9, 11].filter((stream) => skipped.has(stream)),
      [5, 7],
    );
  });

  it('lie before the first one, too', () => {
    const skipped = new SkippedStreams();
    skipped.add(0, 5);
    assert.deepEqual(
      [1, 3, 5].filter((stream) => skipped.has(stream)),
      [1, 3],
    );
  });

  it('are forgotten when there are many, the first ones first', () => {
    const skipped = new SkippedStreams();
    for (let stream = 1; stream < 1000; stream += 4) skipped.add(stream, stream + 4);
    assert.ok(!skipped.has(3));
    assert.ok(skipped.has(999));
  });
});
