import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRun, generateAllureSite, nameSpecFiles } from './allure.ts';

describe('The Allure site of a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringproof-allure-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is described in a properties file, also in a folder that no worker has made', async () => {
    const results = join(folder, 'allure-results');
    await describeRun(results, { 'app name': 'Calls = 1.0: C:\\calls', phones: '张三的\niPhone' });
    assert.equal(
      await readFile(join(results, 'environment.properties'), 'utf8'),
      'app\\ name = Calls = 1.0: C:\\\\calls\nphones = \\u5f20\\u4e09\\u7684 iPhone\n',
    );
  });

  it('names the spec file of each result, whatever else its session ran', async () => {
    const result = (name: string) => ({
      name,
      fullName: `specs/first/first.spec.ts#Answering.${name}`,
      labels: [
        { name: 'package', value: 'specs.first.first.spec.ts' },
        { name: 'thread', value: '0-0' },
      ],
    });
    for (const name of ['RP-ANS-001 connects', 'a test of somebody else']) {
      await writeFile(join(folder, `${name}-result.json`), JSON.stringify(result(name)));
    }
    await nameSpecFiles(folder, (id) => (id === 'RP-ANS-001' ? 'specs/answering/answering.spec.ts' : undefined));
    const read = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder, `${name}-result.json`), 'utf8'));
    assert.deepEqual(await read('RP-ANS-001 connects'), {
      ...result('RP-ANS-001 connects'),
      fullName: 'specs/answering/answering.spec.ts#Answering.RP-ANS-001 connects',
      labels: [
        { name: 'package', value: 'specs.answering.answering.spec.ts' },
        { name: 'thread', value: '0-0' },
      ],
    });
    assert.deepEqual(await read('a test of somebody else'), result('a test of somebody else'));
  });

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
