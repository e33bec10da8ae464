/** The sample push server in Java; `ringproof selftest --push-servers` runs the whole of it. */

import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { readProviderConfig } from './provider-config.ts';
import { pushServerVerdicts } from './run-push-server.ts';
import { lackingFor, SAMPLE_SERVERS } from './sample-servers.ts';

/** A push of each kind, the storm, dead tokens, GOAWAY, a broken connection and a pause: what a HTTP/2 client shapes. */
const ONLY = [1, 5, 7, 14, 16, 20, 25, 28, 29, 31].map((number) => `RP-PRV-${String(number).padStart(3, '0')}`);

describe('the sample push server Chime, in Java with certificates', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringproof-chime-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const chime = SAMPLE_SERVERS.find(({ name }) => name === 'chime');
  assert.ok(chime !== undefined);

  it('meets every requirement that is not about provider tokens', async function () {
    const lacking = await lackingFor(chime);
    if (lacking !== undefined) {
      if (this.test !== undefined) this.test.title += ` (left out: ${lacking})`;
      this.skip();
    }
    const config = await readProviderConfig(chime.provider);
    const choice = { labFile: DEFAULT_LAB_FILE, phones: ['iPhone 15'], only: ONLY };
    const verdicts = await pushServerVerdicts(config, choice, folder);
    const others = verdicts.filter(({ verdict }) => verdict !== 'deselected' && verdict !== 'pass');
    assert.deepEqual(
      others.map(({ requirement, verdict }) => [requirement, verdict]),
      [['RP-PRV-025', 'not-applicable']],
    );
  });

  it('says what is lacking where it cannot be run', async () => {
    assert.match((await lackingFor({ ...chime, java: 1000 })) ?? '', /^it needs Java 1000, and /);
    assert.equal(await lackingFor({ name: 'plain', provider: 'provider.yaml' }), undefined);
  });
});
