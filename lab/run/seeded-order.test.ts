import { strict as assert } from 'node:assert';
import { seededOrder } from './seeded-order.ts';

describe('The order of a seeded run', () => {
  const FILES = ['claims', 'tokens', 'ringing', 'answering', 'ending', 'outgoing'];
  const order = (seed: number) => seededOrder(FILES, seed, (file) => file === 'claims');

  it('is the same for the same seed, and another for another one', () => {
    assert.deepEqual(order(7), order(7));
    assert.notDeepEqual(order(7), order(8));
  });

  it('has every file once, and begins with what comes first in every run', () => {
    for (const seed of [1, 2, 3]) {
      assert.deepEqual(order(seed).toSorted(), FILES.toSorted());
      assert.equal(order(seed)[0], 'claims');
    }
  });
});
