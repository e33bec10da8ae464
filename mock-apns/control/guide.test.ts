/** The examples of docs/guides/control-api.md, run as they stand there. Skipped where curl or jq is missing. */

import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { startWorlds } from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';
import { startControl } from './index.ts';

/** The option --json came with 7.82. */
function hasTools(): boolean {
  const curl = spawnSync('curl', ['--help', 'all'], { encoding: 'utf8' });
  const jq = spawnSync('jq', ['--version']);
  return curl.error === undefined && jq.error === undefined && curl.stdout.includes('--json');
}

describe('the guide to the control API', () => {
  it('has examples with curl that do what it says', async function () {
    if (!hasTools()) this.skip();
    const guide = await readFile(new URL('../../docs/guides/control-api.md', import.meta.url), 'utf8');
    const [, section = ''] = /\n## With curl\n([\s\S]*?)\n## /.exec(guide) ?? [];
    const examples = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script = '']) => script);
    const clock = new TestbedClock();
    const journal = new Journal(clock);
    const worlds = await startWorlds({ clock, journal });
    const control = await startControl({ worlds, clock, journal });
    const folder = await mkdtemp(join(tmpdir(), 'ringproof-'));
    const env = { ...process.env, CONTROL: control.url };
    const run = async (script: string) => {
      const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env });
      const [output, errors] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
      return output + errors;
    };
    const outputs: string[] = [];
    const provider = new TestProvider(worlds.sandbox);
    for (const [index, script] of examples.entries()) {
      outputs.push(await run(script));
      if (index > 0) continue;
      const key = await readFile(join(folder, 'AuthKey.p8'), 'utf8');
      const made: { keyId: string; teamId: string } = JSON.parse(await readFile(join(folder, 'key.json'), 'utf8'));
      const authorization = `bearer ${providerToken({ ...made, key, environment: 'sandbox' })}`;
      const headers = { authorization, 'apns-topic': 'com.example.app.voip', 'apns-push-type': 'voip' };
      const [token = ''] = worlds.sandbox
        .device('phone-1')
        .registrations()
        .map((one) => one.token);
      const body = JSON.stringify({ aps: {}, call: { id: '1' } });
      await provider.send({ path: `/3/device/${token}`, headers, body });
      await provider.send({ path: `/3/device/${'ab'.repeat(32)}`, headers, body });
    }
    const expected = [
      /^[0-9a-f]{64}\n$/,
      /^\{\n {2}"aps": \{\},\n {2}"call": \{\n {4}"id": "1"\n {2}\}\n\}\n$/,
      /^push\.stored\n1\n$/,
      /\ndata: \{"id":"[0-9A-Fa-f-]{36}","topic":"com\.example\.app\.voip",.*"call":\{"id":"1"\}/,
      /^answers 503 ServiceUnavailable to the next 2 requests\n$/,
      /^\{"now":\d+\}$/,
      /^$/,
    ];
    provider.close();
    await control.close();
    await worlds.close();
    clock.close();
    assert.equal(await readFile(join(folder, 'ca.pem'), 'utf8'), worlds.certificateAuthority + '\n');
    await rm(folder, { recursive: true });
    assert.equal(outputs.length, expected.length);
    for (const [index, output] of outputs.entries()) assert.match(output, expected[index] ?? /^$/);
  }).timeout(60_000);
});
