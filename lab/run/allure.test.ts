import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateAllureSite, hasJava } from './allure.ts';

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

  it('takes the width of the screen, and has a style for narrow ones', async function () {
    if (!(await hasJava())) this.skip();
    const results = join(folder, 'results');
    await mkdir(results);
    const outcome = await generateAllureSite(results, join(folder, 'site'));
    assert.equal(outcome.kind, 'generated');
    const page = await readFile(outcome.kind === 'generated' ? outcome.index : '', 'utf8');
    assert.equal(page.match(/<meta name="viewport" content="width=device-width, initial-scale=1">/g)?.length, 1);
    assert.match(page, /<style>\s*@media \(max-width: 760px\)[^<]*<\/style>\s*<\/head>/);
  });

  it('is not begun once the run has been interrupted', async () => {
    const interrupted = AbortSignal.abort(new Error('interrupted'));
    await assert.rejects(generateAllureSite(folder, join(folder, 'site'), interrupted), /interrupted/);
  });
});
