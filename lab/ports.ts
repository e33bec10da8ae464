/** Free loopback ports, for servers that must be told their port before they start. */

import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Ports are picked below the ranges from which Linux (32768…) and macOS (49152…) take the local ports of outgoing
 * connections, or one of those could sit on the port before its server does.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** So many ports that are taken, one after the other, are no chance. */
const MOST_TAKEN = 1_000;

/**
 * Ports that are free now and differ from each other; picked at random, so that two labs seldom want the same.
 *
 * @throws Error when none is to be had
 */
export async function freePorts(count: number, free = isFree): Promise<number[]> {
  const found = new Set<number>();
  for (let taken = 0; found.size < count; ) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (!found.has(port) && (await free(port))) found.add(port);
    else taken += 1;
    if (taken === MOST_TAKEN) {
      throw new Error(
        `No loopback port from ${FIRST} to ${LAST - 1} is free, of ${MOST_TAKEN} that were tried. Check that this ` +
          'machine has 127.0.0.1 and that no firewall or sandbox forbids to listen there.',
      );
    }
  }
  return [...found];
}

/** Whether nobody listens on the loopback port now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
