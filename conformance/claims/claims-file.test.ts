import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CLAIM_NAMES } from './claims.ts';
import { type Claims, claimsJsonSchema, readClaims, writtenClaims } from './claims-file.ts';

describe('A claims file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ringproof-claims-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function written(text: string): Promise<string> {
    const file = path.join(folder, 'claims.yaml');
    await writeFile(file, text);
    return file;
  }

  const allButHold = Object.fromEntries(CLAIM_NAMES.map((claim) => [claim, claim !== 'hold'])) as Claims;

  it('reads what was written', async () => {
    const file = await written(writtenClaims(allButHold));
    assert.deepEqual(await readClaims(file), { file, claims: allButHold });
  });

  it('says where a claim is missing, unknown, or neither yes nor no', async () => {
    const text = writtenClaims(allButHold)
      .replace(/^ {2}video:.*\n/m, '')
      .replace('dtmf: yes', 'dtmf: maybe');
    const file = await written(`${text}  telepathy: yes\n`);
    await assert.rejects(readClaims(file), (error: Error) => {
      assert.equal(error.name, 'InputError');
      assert.match(error.message, /claims\.video: is missing: say yes or no/);
      assert.match(error.message, /claims\.yaml:9: claims\.dtmf: must be yes or no/);
      assert.match(error.message, /telepathy/);
      return true;
    });
  });

  it('has a schema for editors that is as it is now', async () => {
    const published = await readFile(new URL('./claims.schema.json', import.meta.url), 'utf8');
    assert.deepEqual(JSON.parse(published), JSON.parse(claimsJsonSchema()), 'run: npm run generate');
  });

  it('says that there is none, and that it is no YAML', async () => {
    await assert.rejects(readClaims(path.join(folder, 'none.yaml')), /there is no such file/);
    await assert.rejects(readClaims(await written('claims: [')), /claims\.yaml:1: /);
  });
});
