import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BENCHMARKS, GROUPS, namesOf } from './benchmarks.ts';

describe('The list of benchmarks', () => {
  it('takes a group for all of its benchmarks', () => {
    const names = namesOf('phone');
    assert.ok(names.includes('phone-commands') && names.includes('phone-memory'), names.join());
    assert.deepEqual(namesOf('ring'), ['ring']);
  });

  it('has no benchmark under the name of a group', () => {
    for (const group of GROUPS) assert.ok(!(group in BENCHMARKS), group);
  });
});
