/** The listener for the probe of one phone's app. On loopback, unless the lab file says otherwise. */

import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ProbeInFile } from './entry.ts';
import { ProbeDesk, type ProbeDeskOptions } from './probe-desk.ts';
import { ProbeSocket } from './probe-socket.ts';
import { WIRE_PATH } from './wire.ts';

/** A VoIP push has 5 KB at most; nothing that a probe says is longer. */
const LARGEST_MESSAGE_BYTES = 64 * 1_024;

/** One speaks; the others may be newer processes of the app, or strangers. */
const MOST_CONNECTIONS = 20;

export interface ProbeServer {
  /** What the app is given: where the probe reports, with its secret behind `#`. */
  readonly address: string;
  readonly desk: ProbeDesk;
  close(): Promise<void>;
}

/** @throws Error of the system when it cannot listen there */
export async function startProbeServer(listen: ProbeInFile, options: ProbeDeskOptions): Promise<ProbeServer> {
  const { host, port, secret } = listen;
  const desk = new ProbeDesk(options);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES, perMessageDeflate: false });
  const probes = new Set<ProbeSocket>();
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A web page sends its origin; an app has none.
    const isApp = request.url === WIRE_PATH && request.headers.origin === undefined;
    if (!isApp || probes.size >= MOST_CONNECTIONS) {
      socket.end(`HTTP/1.1 ${isApp ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const connected = new ProbeSocket(opened, secret, {
        admit: (probe, hello) => desk.admit(probe, hello),
        told: (probe, message) => desk.take(probe, message),
        refused: (because) => desk.refused(because),
        closed: (probe) => {
          probes.delete(probe);
          desk.closed(probe);
        },
      });
      probes.add(connected);
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `ws://${host.includes(':') ? `[${host}]` : host}:${taken}${WIRE_PATH}#${secret}`,
    desk,
    async close() {
      for (const probe of probes) probe.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
