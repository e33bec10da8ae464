/** Results as JSON lines: there and back, and where a line is wrong. */

import assert from 'node:assert/strict';
import { DataFileError } from './catalogue.ts';
import { checkResultLine, parseCheckResults } from './check.ts';
import { samplePhone, sampleResult } from './sample-run.test-data.ts';

describe('check results as JSON lines', () => {
  const phone = samplePhone('a', 'iPhone 15', '18.6');
  const full = sampleResult('RP-RNG-001', phone, {
    outcome: 'failed',
    message: 'two\nlines',
    measurements: { ring: 12.5 },
    attachments: ['a.png'],
  });

  it('come back as they were written', () => {
    const plain = sampleResult('RP-RNG-002', phone);
    assert.deepEqual(parseCheckResults('r.jsonl', checkResultLine(full) + checkResultLine(plain)), [full, plain]);
  });

  it('may be put behind one another with empty lines between', () => {
    const text = `\n${checkResultLine(full)}\n${checkResultLine(full)}`;
    assert.equal(parseCheckResults('r.jsonl', text).length, 2);
  });

  it('name the line that a dying worker left behind', () => {
    const text = checkResultLine(full) + checkResultLine(full).slice(0, 40);
    assert.throws(
      () => parseCheckResults('r.jsonl', text),
      (error) => {
        assert.ok(error instanceof DataFileError);
        assert.deepEqual(
          error.problems.map((problem) => problem.line),
          [2],
        );
        assert.match(error.message, /r\.jsonl:2: not JSON .* a worker may have died/);
        return true;
      },
    );
  });

  it('name line and field of every wrong value', () => {
    const wrong = JSON.stringify({ ...full, outcome: 'green', phone: { ...phone, kind: 'toy' } });
    assert.throws(
      () => parseCheckResults('r.jsonl', `\n${wrong}\n`),
      (error) => {
        assert.ok(error instanceof DataFileError);
        const seen = error.problems.map((problem) => `${problem.line} ${problem.message.split(':')[0]}`);
        assert.deepEqual(seen, ['2 phone.kind', '2 outcome']);
        return true;
      },
    );
  });
});
