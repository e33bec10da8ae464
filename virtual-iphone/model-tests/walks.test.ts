import { strict as assert } from 'node:assert';
import { TRANSITIONS, type Transition } from './transitions.ts';
import { WALKED_VERSIONS, WALKS_PER_VERSION, walk } from './walks.ts';

describe(`${WALKED_VERSIONS.length * WALKS_PER_VERSION} walks beside a model of CallKit`, () => {
  const seen = new Set<Transition>();
  let steps = 0;

  for (const ios of WALKED_VERSIONS) {
    it(`find no difference on iOS ${ios}`, async () => {
      const record = await walk(ios);
      for (const transition of record.seen) seen.add(transition);
      steps += record.steps;
    }).timeout(120_000);
  }

  it(`go through all ${TRANSITIONS.length} transitions`, () => {
    assert.ok(steps > 30_000, `The walks were only ${steps} steps long.`);
    assert.deepEqual(
      TRANSITIONS.filter((transition) => !seen.has(transition)),
      [],
    );
  });
});
