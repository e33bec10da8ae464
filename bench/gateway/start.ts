/** How long somebody waits who starts `ringproof gateway` and pushes as soon as it is ready. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { FrameLoad } from './frame-load.ts';
import { providerToken } from './signed-token.ts';

const RINGPROOF = fileURLToPath(new URL('../../cli/ringproof.js', import.meta.url));
const TOPIC = 'com.example.app.voip';

/** Milliseconds from the start of the process to the answer 200; its end is waited for and not counted. */
export async function startToPush(): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, [RINGPROOF, 'gateway', '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const load = await FrameLoad.open(await targetOf(child));
  const took = performance.now() - begin;
  load.close();
  child.kill('SIGINT');
  await once(child, 'close');
  return took;
}

/** What it printed, by the time it is ready. */
async function targetOf(child: ChildProcessByStdio<null, Readable, null>) {
  const said = new Map<string, string[]>();
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('Ready')) break;
    const [name = '', ...words] = line.trim().split(/ +/);
    const isOfTopic = !words.includes('topic') || (name === 'sandbox' && words.includes(TOPIC));
    if (isOfTopic) said.set(name, words);
  }
  const word = (name: string, place: number) => said.get(name)?.at(place) ?? '';
  const key = await readFile(word('Key', 0), 'utf8');
  const authorization = `bearer ${providerToken({ key, keyId: word('Key', 3), teamId: word('Key', 6) })}`;
  return {
    port: Number(new URL(word('Sandbox', 0)).port),
    certificateAuthority: await readFile(word('CA', 0), 'utf8'),
    path: `/3/device/${word('sandbox', -1)}`,
    headers: { authorization, 'apns-topic': TOPIC, 'apns-push-type': 'voip' },
    body: '{"aps":{}}',
  };
}
