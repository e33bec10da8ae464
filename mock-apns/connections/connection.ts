/**
 * One connection of a provider: HTTP/2 on one side, {@link ProviderRequest} and {@link Answer} on the other. Nothing
 * beyond this file and `connections.ts` knows how requests are framed, so the framing can be replaced.
 */

import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Clock, Release, Timer } from '../../clock/index.ts';
import type { ProviderRequest } from '../judging/push-request.ts';
import { LARGEST_PAYLOAD_BYTES } from '../judging/push-types.ts';
import type { Reason } from '../judging/reasons.ts';
import type { Answer, Disturbance, Outcome } from './outcome.ts';
import { SessionSocket } from './session-socket.ts';

/** One connection's requests, as the gateway answers them. */
export interface ConnectionHandler {
  /** Streams that the connection may have open at first. */
  readonly streamLimit: number;
  /** Why the connection is ended before its first request; undefined when it is not. */
  readonly refusal: Reason | undefined;
  /** A promise while somebody else decides; it never rejects. */
  answer(request: ProviderRequest): Outcome | Promise<Outcome>;
  /** @param reason why the gateway ended it; undefined when it did not. */
  closed(reason: string | undefined): void;
}

export interface ConnectionOptions {
  readonly clock: Clock;
  /** Milliseconds of testbed time without a request or PING after which the connection is ended; undefined: never. */
  readonly idleTimeoutMs: number | undefined;
  /** Bytes, as HTTP/2 counts them; a request with more is reset unread. */
  readonly headerListLimitBytes: number;
  /** Streams that a provider may have open at first, as long as it has not acknowledged the limit that it is told. */
  readonly earlyStreamLimit: number;
  /** Resets the TCP connection beneath a TLS one. */
  reset(socket: TLSSocket): void;
}

/** A request that has no answer yet. */
interface Unanswered {
  /** Answers it, with as much of the body as there is. */
  readonly answer: (body: Buffer) => void;
  /** Lets the testbed come to rest. */
  readonly release: Release;
}

/** What APNs advertises beside its limits, seen in 2016 and 2021 (RobotsAndPencils/buford 33, jchambers/pushy 878). */
const ADVERTISED = { headerTableSize: 4096, initialWindowSize: 65_535, maxFrameSize: 16_384 };

export class Connection {
  readonly #handler: ConnectionHandler;
  readonly #options: ConnectionOptions;
  readonly #socket: SessionSocket;
  readonly #session: ServerHttp2Session;
  /** Requests that have no answer yet, and how to give one before they have arrived in full. */
  readonly #unanswered = new Map<ServerHttp2Stream, Unanswered>();
  #streamLimit: number;
  /** The first limit, once the provider knows it and only if nghttp2 was given a higher one: enforced by hand. */
  #acknowledgedLimit: number | undefined;
  #idle: Timer | undefined;
  /** How the gateway ended the connection; undefined as long as it has not. */
  #ending: { readonly reason: string | undefined } | undefined;

  readonly #reset: () => void;

  constructor(socket: TLSSocket, handler: ConnectionHandler, options: ConnectionOptions) {
    this.#handler = handler;
    this.#options = options;
    this.#reset = () => options.reset(socket);
    this.#streamLimit = handler.streamLimit;
    this.#socket = new SessionSocket(socket, handler.streamLimit);
    const enforced = Math.max(handler.streamLimit, options.earlyStreamLimit);
    const isLenient = enforced > handler.streamLimit;
    const session = performServerHandshake(this.#socket, {
      settings: {
        ...ADVERTISED,
        maxConcurrentStreams: enforced,
        maxHeaderListSize: options.headerListLimitBytes,
      },
    });
    this.#session = session;
    // A provider that breaks off is an ordinary end; the journal has it as connection.closed.
    session.on('error', () => undefined);
    session.once('close', () => {
      this.#idle?.cancel();
      handler.closed(this.#ending?.reason);
    });
    if (handler.refusal !== undefined) {
      this.#end(handler.refusal);
      return;
    }
    session.on('stream', (stream, headers, _flags, rawHeaders?: readonly string[]) =>
      this.#serve(stream, headers, rawHeaders ?? []),
    );
    if (isLenient) {
      session.once('localSettings', () => {
        this.#acknowledgedLimit = handler.streamLimit;
      });
    }
    session.on('ping', () => this.#watchIdleness());
    this.#watchIdleness();
  }

  /** Answers what is still being sent, says goodbye, and ends when the provider has all of it. */
  shutDown(): void {
    for (const [stream, { answer }] of this.#unanswered) {
      stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR));
      answer(Buffer.alloc(0));
    }
    this.#end('Shutdown');
  }

  /**
   * As Apple does with a certificate of the other environment (sideshow/apns2 issues 93 and 117): GOAWAY with NO_ERROR
   * and the reason as JSON, one without data, and the end.
   */
  #end(reason: string | undefined, code: number = constants.NGHTTP2_NO_ERROR): void {
    if (this.#session.destroyed || this.#ending !== undefined) return;
    this.#ending = { reason };
    const data = reason === undefined ? undefined : Buffer.from(JSON.stringify({ reason }));
    this.#session.goaway(code, 0, data);
    this.#session.close();
  }

  #watchIdleness(): void {
    this.#idle?.cancel();
    const { clock, idleTimeoutMs } = this.#options;
    if (idleTimeoutMs === undefined || this.#unanswered.size > 0 || this.#session.closed) return;
    this.#idle = clock.setTimeout(() => this.#end('IdleTimeout'), idleTimeoutMs);
  }

  #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, rawHeaders: readonly string[]): void {
    stream.on('error', () => undefined); // The stream was reset; 'close' follows.
    if (this.#streamLimit === this.#acknowledgedLimit && this.#unanswered.size >= this.#streamLimit) {
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      return;
    }
    const release = this.#options.clock.busy('a request to the APNs gateway');
    const over = () => {
      release();
      if (this.#unanswered.delete(stream)) this.#watchIdleness();
    };
    const finish = (outcome: Outcome) => {
      // While somebody else decided, the stream may have been closed, or answered because the gateway shuts down.
      if (!this.#unanswered.has(stream)) return;
      const { afterMs = 0 } = outcome;
      if (afterMs > 0) {
        release(); // The testbed may come to rest, or its clock could not reach the time.
        this.#options.clock.setTimeout(() => finish({ ...outcome, afterMs: 0 }), afterMs);
        return;
      }
      if (outcome.answer === undefined && outcome.resetCode === undefined) release();
      else over();
      this.#carryOut(stream, outcome);
    };
    const answer = (body: Buffer) => {
      const request = { method: headers[':method'] ?? '', path: headers[':path'] ?? '', rawHeaders, body };
      const outcome = this.#handler.answer(request);
      if (outcome instanceof Promise) void outcome.then(finish);
      else finish(outcome);
    };
    this.#unanswered.set(stream, { answer, release });
    this.#idle?.cancel();
    read(stream, (body) => {
      if (this.#unanswered.has(stream)) answer(body);
    });
    stream.once('close', over);
  }

  #carryOut(stream: ServerHttp2Stream, { answer, resetCode, disturbance }: Outcome): void {
    if (resetCode !== undefined) stream.close(resetCode);
    else if (answer !== undefined) {
      if (answer.streamLimit !== undefined) this.#limitStreams(answer.streamLimit);
      write(stream, answer);
    }
    if (disturbance !== undefined) this.#disturb(disturbance);
  }

  #disturb(disturbance: Disturbance): void {
    if (disturbance.kind === 'goaway') this.#end(disturbance.reason, disturbance.code);
    else if (disturbance.kind === 'disconnect') this.#reset();
    else {
      this.#socket.fallSilent();
      // What was still being sent will not arrive.
      for (const { release } of this.#unanswered.values()) release();
    }
  }

  /** As with Apple, a new limit arrives before the answer that brought it about. */
  #limitStreams(streamLimit: number): void {
    if (streamLimit === this.#streamLimit || this.#session.destroyed || this.#session.closed) return;
    this.#streamLimit = streamLimit;
    this.#session.settings({ maxConcurrentStreams: streamLimit });
  }
}

/** Reads a request to its end; of a body that is too large for any push only so much that this can be told. */
function read(stream: ServerHttp2Stream, done: (body: Buffer) => void): void {
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
  });
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
