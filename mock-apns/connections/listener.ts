/**
 * The gateway's port: TLS, and a {@link Connection} for each provider that gets through the handshake, whether it names
 * HTTP/2 by ALPN or not (jchambers/pushy does not by default, and Apple serves it).
 */

import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Certificates } from '../credentials/certificates.ts';
import { Connection, type ConnectionHandler, type ConnectionOptions } from './connection.ts';
import type { Admission } from './outcome.ts';

export interface ListenOptions extends Omit<ConnectionOptions, 'reset'> {
  readonly host: string;
  readonly port: number;
  readonly certificates: Certificates;
  /** Where another process puts connections in; it never listens. Default: a port of one's own. */
  readonly door?: Server;
  /** Asked before the first byte of a TCP connection is read. */
  admit(): Admission;
  opened(socket: TLSSocket): ConnectionHandler;
  /** A TLS handshake failed. */
  refused(because: string): void;
}

export interface Listener {
  readonly port: number;
  /** Stops listening, tells every provider, and ends every connection whether the provider has heard or not. */
  close(): Promise<void>;
}

/** What is written reaches the system in the turn after; the others are for the provider's answers to it. */
const TURNS_TO_SAY_GOODBYE = 4;

/** Rejects with the system's error when the port cannot be had. */
export function listen(options: ListenOptions): Promise<Listener> {
  const sockets = new Map<string, Socket>();
  /** With a promise of their end each. */
  const connections = new Map<Connection, Promise<void>>();
  const connectionOptions = {
    ...options,
    reset: (socket: TLSSocket) => void sockets.get(nameOf(socket))?.resetAndDestroy(),
  };
  const tls = createTlsServer(
    {
      cert: options.certificates.certificate,
      key: options.certificates.key,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['h2'],
      // Apple asks every provider for a certificate, on the port that providers with tokens use, too.
      requestCert: true,
      rejectUnauthorized: false,
      ca: options.certificates.certificateAuthority,
    },
    (socket) => {
      const connection = new Connection(socket, options.opened(socket), connectionOptions);
      const end = new Promise<void>((ended) => {
        socket.once('close', () => ended(void connections.delete(connection)));
      });
      connections.set(connection, end);
    },
  );
  tls.on('tlsClientError', (error) => options.refused(explain(error)));
  const server = options.door ?? createTcpServer({ noDelay: true });
  server.on('connection', (socket) => {
    const name = nameOf(socket);
    sockets.set(name, socket);
    socket.once('close', () => sockets.delete(name));
    const admission = options.admit();
    if (admission.kind === 'refuse') socket.resetAndDestroy();
    else if (admission.afterMs === 0) tls.emit('connection', socket);
    else {
      const timer = options.clock.setTimeout(() => tls.emit('connection', socket), admission.afterMs);
      socket.once('close', () => timer.cancel());
    }
  });

  async function close(): Promise<void> {
    const closed = new Promise<void>((done) => {
      server.close(() => done());
    });
    const ends = [...connections.values()];
    for (const connection of connections.keys()) connection.shutDown();
    for (let turn = 0; turn < TURNS_TO_SAY_GOODBYE && sockets.size > 0; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const socket of sockets.values()) socket.destroy();
    await Promise.all([closed, ...ends]);
  }

  if (options.door !== undefined) return Promise.resolve({ port: options.port, close });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : options.port, close });
    });
  });
}

/** The provider's address and port, which tell its connections apart. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** OpenSSL's own short reason where there is one; its message is a line of source positions. */
function explain(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
