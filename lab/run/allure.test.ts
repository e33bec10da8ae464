import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateAllureSite } from './allure.ts';

describe('The Allure site of a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringproof-allure-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is left out on a machine without Java, with the reason', async () => {
    const before = process.env['JAVA_HOME'];
    process.env['JAVA_HOME'] = folder;
    try {
      const outcome = await generateAllureSite(folder, join(folder, 'site'));
      assert.equal(outcome.kind, 'left-out');
      assert.match(outcome.kind === 'left-out' ? outcome.reason : '', /^no Java on this machine \(install /);
    } finally {
      if (before === undefined) delete process.env['JAVA_HOME'];
      else process.env['JAVA_HOME'] = before;
    }
  });

  it('is not begun once the run has been interrupted', async () => {
    const interrupted = AbortSignal.abort(new Error('interrupted'));
    await assert.rejects(generateAllureSite(folder, join(folder, 'site'), interrupted), /interrupted/);
  });
});
