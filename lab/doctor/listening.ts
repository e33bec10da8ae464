/** Whether the lab could listen where its file says that apps on phones outside reach it. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Finding } from './checks.ts';
import type { Listening } from './needs.ts';

/** What to do, by the code with which the system refuses; the names are those of listen(2) and bind(2). */
const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another run may be up, or another program is there: end it, or give another port.',
  EADDRNOTAVAIL:
    'It is no address of this machine: give one that the phone can reach (on a Mac: ipconfig getifaddr en0).',
  ENOTFOUND: 'The name has no address: give the address itself (on a Mac: ipconfig getifaddr en0).',
  EACCES: 'This user may not listen there: give a port above 1023.',
};

/** The first that cannot be had decides, since no run begins without it. */
export async function lookAtListening(listens: readonly Listening[]): Promise<Finding> {
  for (const { phone, setting, host, port } of listens) {
    const why = await refusal(host, port);
    if (why === undefined) continue;
    const found = `${phone}: \`${setting}\` ${host}:${port} cannot be listened on (${why})`;
    return { ok: false, found, advice: ADVICE[why] ?? 'Give another address of this machine, or another port.' };
  }
  return { ok: true, found: listens.map(({ host, port }) => `${host}:${port}`).join(', ') };
}

async function refusal(host: string, port: number): Promise<string | undefined> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
  await new Promise((closed) => server.close(closed));
  return undefined;
}
