import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeReportsFolder } from './reports-folder.ts';

describe('The reports folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'ringproof-reports-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('has a folder of its own for each run, made with those above it', async () => {
    const below = join(root, 'not', 'there', 'yet');
    const [one, two] = await Promise.all([makeReportsFolder(below), makeReportsFolder(below)]);
    assert.match(one.runId, /^run-\d{8}-\d{6}-[0-9a-f]{4}$/);
    assert.notEqual(one.path, two.path);
    assert.deepEqual((await readdir(below)).toSorted(byName), [one.runId, two.runId].toSorted(byName));
  });

  it('shows the newest whole run as `latest`, whatever stood there', async () => {
    const [one, two] = await Promise.all([makeReportsFolder(root), makeReportsFolder(root)]);
    await symlink('gone', join(root, 'latest'));
    await one.publish();
    assert.equal(await readlink(join(root, 'latest')), one.runId);
    await Promise.all([one.publish(), two.publish()]);
    assert.ok([one.runId, two.runId].includes(await readlink(join(root, 'latest'))));
    assert.deepEqual((await readdir(root)).toSorted(byName), ['latest', ...[one.runId, two.runId].toSorted(byName)]);
  });

  it('keeps ten runs and the one that `latest` shows, and what is not ours', async () => {
    const old = Array.from({ length: 12 }, (_, index) => `run-20200101-0000${String(index).padStart(2, '0')}-abcd`);
    for (const name of [...old, 'run-of-my-own']) await mkdir(join(root, name));
    await writeFile(join(root, 'notes.txt'), '');
    await symlink(old[0] as string, join(root, 'latest'));
    const { runId } = await makeReportsFolder(root);
    assert.deepEqual(
      (await readdir(root)).toSorted(byName),
      ['latest', 'notes.txt', old[0] as string, ...old.slice(3), runId, 'run-of-my-own'].toSorted(byName),
    );
  });

  it('says what stands in its way', async () => {
    await writeFile(join(root, 'file'), '');
    await assert.rejects(makeReportsFolder(join(root, 'file')), {
      name: 'UsageError',
      message: /^The reports folder .*file cannot be written: ENOTDIR: /,
      advice: 'Make it writable, or give another with --reports.',
    });
  });

  it('forgets a run that came to nothing', async () => {
    const folder = await makeReportsFolder(root);
    await folder.remove();
    assert.deepEqual(await readdir(root), []);
  });
});

function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}
