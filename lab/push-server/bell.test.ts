/** The sample push server and broken ones; all of these run with `ringproof selftest --push-servers`. */

import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { readProviderConfig } from './provider-config.ts';
import { pushServerVerdicts } from './run-push-server.ts';
import { PROVIDER_FILE, PUSH_SERVERS_FOLDER } from './sample-servers.ts';

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

  const judged = async (provider: string, only: readonly string[], ...variant: string[]) => {
    const config = await readProviderConfig(join(PUSH_SERVERS_FOLDER, 'bell', provider));
    const verdicts = await pushServerVerdicts(
      { ...config, start: [...config.start, ...variant] },
      { labFile: DEFAULT_LAB_FILE, phones: ['iPhone 15'], only },
      join(folder, [provider, ...variant].join('-')),
    );
    const selected = verdicts.filter(({ verdict }) => verdict !== 'deselected');
    assert.equal(selected.length, only.length);
    return selected;
  };

  const fallen = async (...variant: string[]) =>
    (await judged(PROVIDER_FILE, ONLY, ...variant))
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ requirement }) => requirement);

  it('meets every requirement', async () => {
    assert.deepEqual(await fallen(), []);
  });

  for (const [name, requirement] of Object.entries(BROKEN)) {
    it(`fails ${requirement} alone when it is broken as ${name}`, async () => {
      assert.deepEqual(await fallen(name), [requirement]);
    });
  }

  it('meets as much with certificates, of which what concerns provider tokens says nothing', async () => {
    const only = ['RP-PRV-001', 'RP-PRV-007', 'RP-PRV-008', 'RP-PRV-024', 'RP-PRV-025', 'RP-PRV-026'];
    const verdicts = await judged('certificates.yaml', only);
    assert.deepEqual(
      verdicts.map(({ verdict }) => verdict),
      ['pass', 'pass', 'pass', 'not-applicable', 'not-applicable', 'not-applicable'],
    );
    assert.equal(verdicts.at(-1)?.reason, 'The push server shows provider certificates, and signs no provider token.');
  });

  it('fails when it shows its ordinary certificate for VoIP pushes', async () => {
    const [verdict, ...others] = await judged('certificates.yaml', ['RP-PRV-001', 'RP-PRV-007'], 'one-certificate');
    assert.equal(verdict?.verdict, 'fail');
    assert.match(verdict?.reason ?? '', /voip push to com\.example\.bell\.voip, refused as TopicDisallowed/);
    assert.deepEqual(
      others.map((other) => other.verdict),
      ['pass'],
    );
  });

  it('has nothing to check with certificates when only provider tokens are asked for', async () => {
    await assert.rejects(judged('certificates.yaml', ['RP-PRV-025']), /Nothing to check: RP-PRV-025 is about provider/);
  });
});
