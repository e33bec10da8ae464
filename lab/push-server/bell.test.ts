/** The sample push server and broken ones; all 33 of these run with `ringproof selftest --push-servers`. */

import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { PROVIDER_FILE, PUSH_SERVERS_FOLDER } from './kill-push-servers.ts';
import { readProviderConfig } from './provider-config.ts';
import { pushServerVerdicts } from './run-push-server.ts';

/** Broken servers that show at once, with what each breaks. */
const BROKEN = {
  'keeps-calls': 'RP-PRV-003',
  'nameless-call': 'RP-PRV-004',
  'silent-alert': 'RP-PRV-007',
  'sandbox-only': 'RP-PRV-013',
  'keeps-unregistered': 'RP-PRV-016',
  'ignores-changed-token': 'RP-PRV-021',
  'never-repeats': 'RP-PRV-031',
} as const;

const ONLY = ['RP-PRV-001', 'RP-PRV-015', ...Object.values(BROKEN)];

describe('the sample push server Bell', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringproof-bell-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const fallen = async (...variant: string[]) => {
    const config = await readProviderConfig(join(PUSH_SERVERS_FOLDER, 'bell', PROVIDER_FILE));
    const verdicts = await pushServerVerdicts(
      { ...config, start: [...config.start, ...variant] },
      { labFile: DEFAULT_LAB_FILE, phones: ['iPhone 15'], only: ONLY },
      join(folder, variant.join() || 'bell'),
    );
    const judged = verdicts.filter(({ verdict }) => verdict !== 'deselected');
    assert.equal(judged.length, ONLY.length);
    return judged.filter(({ verdict }) => verdict !== 'pass').map(({ requirement }) => requirement);
  };

  it('meets every requirement', async () => {
    assert.deepEqual(await fallen(), []);
  });

  for (const [name, requirement] of Object.entries(BROKEN)) {
    it(`fails ${requirement} alone when it is broken as ${name}`, async () => {
      assert.deepEqual(await fallen(name), [requirement]);
    });
  }
});
