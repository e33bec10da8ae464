import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLAIM_NAMES } from '../conformance/claims/claims.ts';
import { CLAIMS_FILE, readClaims } from '../conformance/claims/claims-file.ts';
import { type Ask, init } from './init.ts';

describe('ringproof init', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringproof-init-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const manifest = (text: string) => writeFile(join(folder, 'manifest.yaml'), text);
  const command = (more = {}) => ({ app: folder, lab: join(folder, 'lab.yaml'), set: {}, ...more });
  const claims = async () => (await readClaims(join(folder, CLAIMS_FILE))).claims;

  it('takes what the manifest shows and asks only the rest', async () => {
    await manifest('UIBackgroundModes: [voip]\nentitlements: { aps-environment: development }\n');
    const asked: string[] = [];
    const ask: Ask = async (message) => asked.push(message) === 1;
    await init(command({ set: { hold: true } }), ask);
    const { callkit, fallback, hold, outgoing, video } = await claims();
    assert.deepEqual([callkit, fallback, hold, outgoing, video], [true, true, true, true, false]);
    assert.equal(asked.length, CLAIM_NAMES.length - 3);
    assert.match(await readFile(join(folder, 'lab.yaml'), 'utf8'), /^app: "\."$/m);
  });

  it('reads an Info.plist, and claims nothing that it cannot see when nobody is asked', async () => {
    const plist =
      '<plist version="1.0"><dict><key>UIBackgroundModes</key><array><string>voip</string></array></dict></plist>';
    await writeFile(join(folder, 'Info.plist'), plist);
    await init(command(), undefined);
    const said = await claims();
    assert.deepEqual(
      CLAIM_NAMES.filter((claim) => said[claim]),
      ['callkit'],
    );
  });

  it('leaves a claims file and a lab file that are there, unless told otherwise', async () => {
    await manifest('UIBackgroundModes: []\n');
    await writeFile(join(folder, CLAIMS_FILE), 'mine');
    await writeFile(join(folder, 'lab.yaml'), 'mine, too');
    await assert.rejects(init(command(), undefined), /is there already/);
    assert.equal(await readFile(join(folder, CLAIMS_FILE), 'utf8'), 'mine');
    await init(command({ overwrite: true }), undefined);
    const { callkit, china } = await claims();
    assert.deepEqual([callkit, china], [false, true], 'an app without CallKit does without it in China, too');
    assert.equal(await readFile(join(folder, 'lab.yaml'), 'utf8'), 'mine, too');
  });

  it('says what it needs where it finds no app', async () => {
    await assert.rejects(init(command(), undefined), /has neither manifest\.yaml nor Info\.plist/);
  });
});
