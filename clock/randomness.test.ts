import { strict as assert } from 'node:assert';
import { SYSTEM_RANDOMNESS, seededRandomness } from './randomness.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('seeded randomness', () => {
  it('gives the same values in the same order for the same seed', () => {
    const [one, two] = [seededRandomness(7), seededRandomness(7)];
    for (let round = 0; round < 100; round += 1) {
      assert.equal(one.uuid(), two.uuid());
      assert.deepEqual(one.bytes(round), two.bytes(round));
    }
  });

  it('gives other values for another seed, and no value twice', () => {
    const [one, two] = [seededRandomness(7), seededRandomness(8)];
    const all = Array.from({ length: 500 }, () => [one.uuid(), two.uuid()]).flat();
    assert.equal(new Set(all).size, 1_000);
  });

  it('gives UUIDs of version 4, as the system does', () => {
    for (const randomness of [seededRandomness('x'), SYSTEM_RANDOMNESS]) assert.match(randomness.uuid(), UUID);
  });
});
