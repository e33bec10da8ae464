/** The package.json of a suite, right and wrong. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from './input-error.ts';
import { RINGPROOF, readSuite, specOf } from './suites.ts';

describe('A suite', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'suite-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = (text: string) => writeFile(path.join(folder, 'package.json'), text);
  const refuses = (message: RegExp) =>
    assert.rejects(readSuite(folder), (error) => error instanceof InputError && message.test(error.message));

  it('has the name of its package and a prefix of its own', async () => {
    await put('{"name": "@acme/suite", "version": "1.0.0", "ringproof": {"prefix": "ACME"}}');
    assert.deepEqual(await readSuite(folder), { name: '@acme/suite', version: '1.0.0', prefix: 'ACME', folder });
  });

  it('has the spec file of an area in a folder named after it', () => {
    const suite = { name: '@acme/suite', version: '1.0.0', prefix: 'ACME', folder: '/acme' };
    assert.equal(
      specOf({ name: 'Push to talk', suite }),
      path.join('/acme', 'specs', 'push-to-talk', 'push-to-talk.spec.ts'),
    );
    assert.match(specOf({ name: 'Ringing', suite: RINGPROOF }), /specs.ringing.ringing\.spec\.ts$/);
  });

  it('is refused without a package.json', () => refuses(/cannot be read: ENOENT/));

  it('is refused when that is no JSON', async () => {
    await put('{');
    await refuses(/package\.json is no JSON: /);
  });

  it('is refused without a prefix, with a poor one, and with ours', async () => {
    await put('{"name": "@acme/suite", "version": "1.0.0"}');
    await refuses(/: ringproof: /);
    await put('{"name": "@acme/suite", "version": "1.0.0", "ringproof": {"prefix": "acme"}}');
    await refuses(/: ringproof\.prefix: expected two to eight capital letters\.$/);
    await put('{"name": "@acme/suite", "version": "1.0.0", "ringproof": {"prefix": "RP"}}');
    await refuses(/: ringproof\.prefix: RP is Ringproof's own\.$/);
  });
});
