import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sampleReport } from '../sample-run.test-data.ts';
import { fileIn, readEvidence } from './evidence.ts';

describe('evidence', () => {
  it('has no file from outside of the folder', () => {
    assert.equal(fileIn('/reports/run', 'shots/a.png'), path.resolve('/reports/run/shots/a.png'));
    for (const outside of ['../run-2/a.png', '/etc/passwd', '.']) {
      assert.equal(fileIn('/reports/run', outside), undefined, outside);
    }
  });

  it('reads time lines, those of failed checks first, and leaves out what cannot be read', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'evidence-'));
    try {
      const line = JSON.stringify({ at: 1, part: 'phone', kind: 'call.shown' });
      for (const name of ['passed.jsonl', 'failed.jsonl']) await writeFile(path.join(folder, name), line);
      await writeFile(path.join(folder, 'broken.png'), 'no picture');
      const report = await sampleReport();
      const [first, second] = report.checks;
      assert.ok(first !== undefined && second !== undefined);
      const checks = [
        { ...first, outcome: 'passed' as const, attachments: ['passed.jsonl', 'lost.jsonl', 'broken.png'] },
        { ...second, outcome: 'failed' as const, attachments: ['failed.jsonl'] },
      ];
      const { timeLines, pictures } = await readEvidence({ ...report, checks }, folder);
      assert.deepEqual([...timeLines.keys()], ['failed.jsonl', 'passed.jsonl']);
      assert.equal(pictures.size, 0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
