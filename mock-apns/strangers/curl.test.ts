/** curl, as in Apple's "Sending push notifications using command-line tools". Skipped where curl knows no HTTP/2. */

import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Gateway } from '../index.ts';
import { providerToken } from '../testing/provider.ts';
import { PAYLOAD, Stage, type Stranger, type StrangerPush, TOPIC, tellStories } from './stories.ts';

/** Runs curl once per push; `own` are the arguments of its credential, files by content. */
async function curl(gateway: Gateway, own: readonly string[], files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-'));
  const all = { 'ca.pem': gateway.certificateAuthority, ...files };
  for (const [name, content] of Object.entries(all)) await writeFile(join(folder, name), content);
  const output = async ({ token, payload }: StrangerPush) => {
    const url = `${gateway.url}/3/device/${token}`;
    const headers = ['--header', `apns-topic: ${TOPIC}`, '--header', 'apns-push-type: voip'];
    const data = ['--data', '@-', url];
    const child = spawn('curl', ['-q', '-si', '--http2', '--cacert', 'ca.pem', ...own, ...headers, ...data], {
      cwd: folder,
    });
    child.stdin.end(JSON.stringify(payload));
    return await text(child.stdout);
  };
  return { output, close: () => rm(folder, { recursive: true, force: true }) };
}

async function stranger(...how: Parameters<typeof curl>): Promise<Stranger> {
  const { output, close } = await curl(...how);
  const send: Stranger['send'] = async (push) => {
    const answer = await output(push);
    const status = Number(/^HTTP\/2 (\d+)/.exec(answer)?.[1] ?? 0);
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
    return body === '' ? { status } : { status, ...(JSON.parse(body) as object) };
  };
  return { send, close };
}

/** A fresh token per client, in the encoding of Apple's recipe. */
function bearer(key: Parameters<typeof providerToken>[0]): string[] {
  return ['--header', `authorization: bearer ${providerToken(key, { encoding: 'der' })}`];
}

describe('curl at the gateway', () => {
  let stage: Stage;
  before(function () {
    const version = spawnSync('curl', ['--version'], { encoding: 'utf8' });
    if (version.error !== undefined || !version.stdout.includes('HTTP2')) this.skip();
  });
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.close());

  tellStories(
    {
      withKey: (gateway, key) => stranger(gateway, bearer(key), {}),
      withCertificate: (gateway, { certificate, key }) =>
        stranger(gateway, ['--cert', 'own.pem', '--key', 'own.key'], { 'own.pem': certificate, 'own.key': key }),
      attempts: () => 1,
      tellsTimestamp: true,
      keepsConnection: false,
    },
    () => stage,
  );

  it('shows an answer as Apple writes it', async () => {
    const { output, close } = await curl(stage.gateway, bearer(stage.key), {});
    const answer = await output({ token: stage.token, payload: PAYLOAD });
    await close();
    assert.match(answer, /^HTTP\/2 200 \r\napns-id: [0-9A-F-]{36}\r\napns-unique-id: [0-9a-f-]{36}\r\n\r\n$/);
  });
});
