import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addCredentials, loadCredentials } from '../index.ts';

const APP = 'com.example.phone';

describe('a folder of credentials', () => {
  let place: string;
  let folder: string;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'rp-credentials-'));
    folder = join(place, 'credentials');
  });
  afterEach(() => rm(place, { recursive: true, force: true }));

  it('is for the eyes of its owner only, and tells the index no secret', async () => {
    await addCredentials(folder, { keys: [{}], certificates: [{ bundleId: APP }] });
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    for (const name of await readdir(folder)) {
      assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name);
    }
    assert.doesNotMatch(await readFile(join(folder, 'credentials.json'), 'utf8'), /PRIVATE/);
  });

  it('keeps its authority and its files when more is added', async () => {
    const topics = [`${APP}.voip`];
    const first = await addCredentials(folder, { keys: [{ topics }], certificates: [{ bundleId: APP }] });
    const names = await readdir(folder);
    const before = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const relatedTo = first.keys[0]?.keyId ?? '';
    const second = await addCredentials(folder, {
      keys: [{ topics: [APP], relatedTo, environment: 'sandbox' }],
      certificates: [{ bundleId: APP }],
    });
    assert.deepEqual([first.isNew, second.isNew], [true, false]);
    assert.equal(second.certificates[0]?.p12, `push-${APP}-2.p12`);
    const after = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const changed = names.filter((_name, at) => before[at] !== after[at]);
    assert.deepEqual(changed, ['credentials.json']);
    const { keys, certificates } = await loadCredentials(folder);
    const described = keys.list().map((key) => [key.keyId, key.environment, key.topics, key.relatedTo]);
    const added = second.keys[0]?.keyId;
    assert.deepEqual(described, [
      [relatedTo, 'both', topics, added],
      [added, 'sandbox', [APP], relatedTo],
    ]);
    assert.equal(certificates.certificateAuthority, await readFile(join(folder, 'ca.pem'), 'utf8'));
  });

  it('is not there when it could not be made whole', async () => {
    const certificates = [{ bundleId: APP }, { bundleId: 'phone' }];
    await assert.rejects(addCredentials(folder, { certificates }), /the bundle id is 'phone'/);
    await assert.rejects(addCredentials(folder, { keys: [{ teamId: 'x' }] }), { name: 'CredentialsError' });
    assert.deepEqual(await readdir(place), []);
  });

  it('stays as it was when something cannot be added to it', async () => {
    await addCredentials(folder, { keys: [{}] });
    const before = await readdir(folder);
    await mkdir(join(folder, '.credentials.json.new')); // In the way of the new index, the last file to be written.
    await assert.rejects(addCredentials(folder, { keys: [{}] }), { name: 'CredentialsError' });
    assert.deepEqual(await readdir(folder), ['.credentials.json.new', ...before]);
    assert.equal((await loadCredentials(folder)).keys.list().length, 1);
  });

  it("is not made of somebody's other folder", async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'letter.txt'), 'Dear');
    await assert.rejects(addCredentials(folder, { keys: [{}] }), {
      what: `${folder} has files of another kind in it, such as letter.txt.`,
    });
    assert.deepEqual(await readdir(folder), ['letter.txt']);
  });

  it('says what is wrong with it', async () => {
    const refusal = async (): Promise<unknown> =>
      loadCredentials(folder).then(
        () => 'none',
        (error: unknown) => (error instanceof Error && 'what' in error ? error.what : error),
      );
    assert.equal(await refusal(), `${folder} is no folder of credentials: it has no file credentials.json.`);
    await addCredentials(folder, { keys: [{}] });
    assert.equal(await refusal(), 'none');
    const index = join(folder, 'credentials.json');
    const good = await readFile(index, 'utf8');
    await writeFile(index, '{');
    assert.equal(await refusal(), `${index} is not JSON.`);
    await writeFile(index, good.replace('"both"', '"moon"'));
    assert.match(String(await refusal()), /credentials\.json cannot be used:\n[^]*keys\[0\]\.environment/);
    await writeFile(index, good.replace(/"-----BEGIN[^"]+"/, '""'));
    assert.match(String(await refusal()), /^The key '\w{10}' in .+credentials\.json is empty\.$/);
    await writeFile(index, good);
    await rm(join(folder, 'server-key.pem'));
    assert.equal(await refusal(), `${folder} is no folder of credentials: it has no file server-key.pem.`);
  });
});
