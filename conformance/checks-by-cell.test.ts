import { strict as assert } from 'node:assert';
import { checksByCell } from './checks-by-cell.ts';
import { samplePhone, sampleResult } from './sample-run.test-data.ts';

describe('checks by cell', () => {
  const [old, current] = [samplePhone('old', 'iPhone 6s', '9.3'), samplePhone('new', 'iPhone 15', '18.6')];

  it('are those of one requirement on one phone, in order', () => {
    const checks = [
      sampleResult('RP-RNG-001', current, { title: 'a' }),
      sampleResult('RP-RNG-001', old, { title: 'b' }),
      sampleResult('RP-RNG-002', current, { title: 'c' }),
      sampleResult('RP-RNG-001', current, { title: 'd' }),
    ];
    const checksOf = checksByCell(checks);
    const titles = checksOf({ requirement: 'RP-RNG-001', phone: 'new' }).map(({ title }) => title);
    assert.deepEqual(titles, ['a', 'd']);
    assert.deepEqual(checksOf({ requirement: 'RP-RNG-002', phone: 'old' }), []);
  });
});
