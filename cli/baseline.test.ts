/** The baseline from outside: what is refused before a run, and what `--fix` does after one. */

import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { ConformanceReport } from '../conformance/report.ts';
import { sampleReport } from '../conformance/sample-run.test-data.ts';
import { DEFAULT_LAB_FILE } from '../lab/default-lab.ts';
import { fixBaselineFile } from './fix-baseline.ts';
import { Place, START_LIMIT_MS } from './test-support.ts';

const ENTRY = [
  '  - requirement: RP-ANS-001',
  '    phone: iPhone 15',
  '    owner: calls team',
  '    issue: RING-12',
  '    expires: 2026-12-31',
  '',
].join('\n');

describe('The baseline of a run', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('is refused with its lines before anything starts', async () => {
    await place.write('ringproof.baseline.yaml', `expectedFailures:\n${ENTRY.replace('15', '16')}`);
    const [wrong, gone, noBaseline] = await Promise.all([
      place.run('run', '--baseline', '--phone', 'iPhone 15'),
      place.run('run', '--baseline', 'gone.yaml'),
      place.run('run', '--fix'),
    ]);
    assert.deepEqual(wrong, {
      exitCode: 64,
      stdout: '',
      stderr:
        'ringproof: The baseline ringproof.baseline.yaml cannot be used:\n' +
        '  ringproof.baseline.yaml:3: there is no phone "iPhone 16" in the lab; ' +
        'it has "iPhone 6s", "iPhone 6", "iPhone 7", "iPhone 15", "iPhone 17"\n' +
        'An entry has requirement, owner, issue and expires, and may have phone and note.\n',
    });
    assert.deepEqual(gone, {
      exitCode: 64,
      stdout: '',
      stderr:
        'ringproof: Cannot read the baseline gone.yaml: there is no such file.\n' +
        'Give an existing file with --baseline.\n',
    });
    assert.deepEqual(noBaseline, {
      exitCode: 64,
      stdout: '',
      stderr: 'ringproof: --fix has no baseline to rewrite.\nGive one with --baseline, or leave --fix out.\n',
    });
  });

  describe('with --fix', () => {
    async function reportOf(change: Partial<ConformanceReport>): Promise<ConformanceReport> {
      const report = await sampleReport();
      const [verdict] = report.verdicts;
      assert.ok(verdict !== undefined);
      const passed = { ...verdict, requirement: 'RP-ANS-001', phone: 'iPhone 15', verdict: 'unexpected-pass' } as const;
      return { ...report, verdicts: [passed], ...change };
    }

    it('loses what has passed, once', async () => {
      const file = await place.write('b.yaml', `expectedFailures:\n${ENTRY}${ENTRY.replace('001', '002')}`);
      const report = await reportOf({ exitCode: 1 });
      assert.equal(
        await fixBaselineFile(file, report, DEFAULT_LAB_FILE),
        `${file} no longer lists RP-ANS-001 on iPhone 15.`,
      );
      assert.equal(readFileSync(file, 'utf8'), `expectedFailures:\n${ENTRY.replace('001', '002')}`);
      assert.equal(await fixBaselineFile(file, report, DEFAULT_LAB_FILE), `${file} is up to date.`);
    });

    it('stays as it is after a run that says nothing about the app', async () => {
      const text = `expectedFailures:\n${ENTRY}`;
      const file = await place.write('b.yaml', text);
      assert.equal(
        await fixBaselineFile(file, await reportOf({ exitCode: 3 }), DEFAULT_LAB_FILE),
        `${file} was left as it is: the run says nothing about the app.`,
      );
      assert.equal(readFileSync(file, 'utf8'), text);
    });
  });
});
