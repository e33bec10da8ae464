import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { judgeCorrectApp, loadCorrectApps } from './correct-apps.ts';
import type { Verdict } from './verdict.ts';
import { renderKillMatrix } from './writers/kill-matrix.ts';

function verdict(requirement: string, counts: Verdict['counts']): Verdict {
  return { requirement, counts, phone: 'iPhone 15', verdict: 'pass', reason: 'Because.', checks: 1 };
}

describe('a correct app', () => {
  it('holds when something is met and nothing fell, not even with a warning', () => {
    const holds = (...counts: Verdict['counts'][]) =>
      judgeCorrectApp(
        'other',
        counts.map((each) => verdict('RP-ANS-001', each)),
      ).holds;
    assert.deepEqual(
      [holds('met', 'out'), holds('out'), holds('met', 'warned'), holds('met', 'not-met'), holds()],
      [true, false, false, false, false],
    );
  });

  it('is in the matrix with what fell, where, and why', () => {
    const correctApps = [
      judgeCorrectApp('one', [verdict('RP-ANS-001', 'met')]),
      judgeCorrectApp('two', [verdict('RP-ANS-001', 'met'), verdict('RP-ANS-002', 'not-met')]),
      { ...judgeCorrectApp('three', []), instead: 'push server' },
    ];
    const text = renderKillMatrix(
      { killed: 0, total: 0, rows: [], unproven: [], correctApps },
      { ascii: true, colour: false },
    );
    assert.match(text, /Correct app one, on 1 phone: nothing fell, 1 met\.\n/);
    assert.match(text, /Correct app two, on 1 phone: 1 fell\.\n {2}RP-ANS-002, iPhone 15: Because\.\n/);
    assert.match(text, /Correct push server three, on 0 phones: nothing was checked\.\n/);
  });

  it('is listed with a lab that is there', async () => {
    for (const { lab } of await loadCorrectApps()) assert.ok(existsSync(lab), lab);
  });

  it('that is listed wrongly is named with its line', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'correct-apps-'));
    const file = path.join(folder, 'correct-apps.yaml');
    try {
      await writeFile(file, '- name: other\n  lab: lab.yaml\n  phone: iPhone 15\n  profile: most\n  story: Other.\n');
      await assert.rejects(loadCorrectApps(file), /correct-apps\.yaml:4: .*profile/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
