/** The yardstick of a testbed: the two servers that it listens with, bare, opened and closed. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { Certificates } from '../../mock-apns/index.ts';

export async function bareServers({ key, certificate }: Certificates): Promise<void> {
  const servers = [createSecureServer({ key, cert: certificate }), createServer()];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
}
