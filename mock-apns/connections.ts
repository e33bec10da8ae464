/**
 * Connections: TLS and HTTP/2 on one side, {@link ProviderRequest} and {@link Answer} on the other. Nothing beyond this
 * file knows how requests are framed, so the framing can be replaced.
 *
 * `tls` with `http2.performServerHandshake`, because some providers speak HTTP/2 without ALPN (jchambers/pushy does by
 * default) and Apple serves them, whereas `http2.createSecureServer` drops them.
 */

import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Release } from '../clock/index.ts';
import type { Certificates } from './certificates.ts';
import type { ProviderRequest } from './push-request.ts';
import { LARGEST_PAYLOAD_BYTES } from './push-types.ts';
import type { Reason } from './reasons.ts';

export interface Answer {
  readonly status: number;
  /** Without `:status`. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; undefined for an answer without a body. */
  readonly body: string | undefined;
  /** From this answer on the connection may have as many streams open as `ListenOptions.streamLimit` says. */
  readonly liftsStreamLimit: boolean;
}

/** One connection's requests, as the gateway answers them. */
export interface ConnectionHandler {
  /** Streams that the connection may have open at first. */
  readonly streamLimit: number;
  /** Why the connection is ended before its first request; undefined when it is not. */
  readonly refusal: Reason | undefined;
  answer(request: ProviderRequest): Answer;
  closed(): void;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly certificates: Certificates;
  readonly streamLimit: number;
  opened(socket: TLSSocket): ConnectionHandler;
  /** A TLS handshake failed. */
  refused(because: string): void;
  /** Announces a request that is being read or answered. */
  busy(): Release;
}

export interface Listener {
  readonly port: number;
  /** Stops listening and ends every connection at once. */
  close(): Promise<void>;
}

/** What APNs advertises beside the stream limit, seen in 2016 and 2021 (RobotsAndPencils/buford 33, jchambers/pushy 878). */
const ADVERTISED = { headerTableSize: 4096, initialWindowSize: 65_535, maxFrameSize: 16_384, maxHeaderListSize: 8000 };

/** Rejects with the system's error when the port cannot be had. */
export function listen(options: ListenOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer(
    {
      cert: options.certificates.certificate,
      key: options.certificates.key,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['h2'],
      noDelay: true,
      // Apple asks every provider for a certificate, on the port that providers with tokens use, too.
      requestCert: true,
      rejectUnauthorized: false,
      ca: options.certificates.certificateAuthority,
    },
    (socket) => serve(socket, options),
  );
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (error) => options.refused(explain(error)));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : options.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

/** OpenSSL's own short reason where there is one; its message is a line of source positions. */
function explain(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}

function serve(socket: TLSSocket, options: ListenOptions): void {
  const handler = options.opened(socket);
  const session = performServerHandshake(socket, {
    settings: { ...ADVERTISED, maxConcurrentStreams: handler.streamLimit },
  });
  let isLimitLifted = handler.streamLimit === options.streamLimit;
  // A provider that breaks off is an ordinary end; the journal has it as connection.closed.
  session.on('error', () => undefined);
  session.once('close', () => handler.closed());
  if (handler.refusal !== undefined) {
    dismiss(session, handler.refusal);
    return;
  }
  session.on('stream', (stream, headers: IncomingHttpHeaders, _flags, rawHeaders?: readonly string[]) => {
    read(stream, options.busy(), (body) => {
      const answer = handler.answer({
        method: headers[':method'] ?? '',
        path: headers[':path'] ?? '',
        rawHeaders: rawHeaders ?? [],
        body,
      });
      if (answer.liftsStreamLimit && !isLimitLifted) {
        isLimitLifted = true;
        lift(session, options.streamLimit);
      }
      write(stream, answer);
    });
  });
}

/**
 * As with Apple (sideshow/apns2 issues 93 and 117): GOAWAY with NO_ERROR, stream 0 and the reason as JSON, one without
 * data, and the end.
 */
function dismiss(session: ServerHttp2Session, reason: Reason): void {
  session.goaway(constants.NGHTTP2_NO_ERROR, 0, Buffer.from(JSON.stringify({ reason })));
  session.close();
}

/** As with Apple, the new limit arrives before the answer that earned it. */
function lift(session: ServerHttp2Session, streamLimit: number): void {
  if (!session.destroyed && !session.closed) session.settings({ maxConcurrentStreams: streamLimit });
}

/** Reads a request to its end; of a body that is too large for any push only so much that this can be told. */
function read(stream: ServerHttp2Stream, release: Release, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    if (length <= LARGEST_PAYLOAD_BYTES) chunks.push(chunk);
    length += chunk.length;
  });
  stream.once('end', () => {
    if (stream.aborted) return;
    const [first] = chunks;
    const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    done(body.length > LARGEST_PAYLOAD_BYTES ? body.subarray(0, LARGEST_PAYLOAD_BYTES + 1) : body);
    release();
  });
  stream.on('error', () => undefined); // The provider reset the stream; 'close' follows.
  stream.once('close', release);
}

/**
 * 200 is HEADERS with END_STREAM; an error is HEADERS and one DATA frame with END_STREAM, since jchambers/pushy takes the
 * reason only from the frame that ends the stream. No `date`: APNs sends none.
 */
function write(stream: ServerHttp2Stream, answer: Answer): void {
  if (stream.destroyed || stream.closed) return;
  const headers = { ':status': answer.status, ...answer.headers };
  const options = { endStream: answer.body === undefined, sendDate: false };
  stream.respond(headers, options);
  if (answer.body !== undefined) stream.end(answer.body);
}
