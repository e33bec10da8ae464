/**
 * One connection of a provider: HTTP/2 on one side, {@link ProviderRequest} and {@link Answer} on the other. Nothing
 * beyond this folder knows how requests are framed.
 */

import type { TLSSocket } from 'node:tls';
import type { Clock, Timer } from '../../clock/index.ts';
import { ERROR_CODE, type ErrorCode, errorName } from '../http2/frames.ts';
import { Session } from '../http2/session.ts';
import type { Stream } from '../http2/stream.ts';
import type { ProviderRequest } from '../judging/push-request.ts';
import { LARGEST_PAYLOAD_BYTES } from '../judging/push-types.ts';
import type { Reason } from '../judging/reasons.ts';
import type { Disturbance, Outcome } from './outcome.ts';
import { RequestsUnderWay } from './requests-under-way.ts';

/** One connection's requests, as the gateway answers them. */
export interface ConnectionHandler {
  /** Streams that the connection may have open at first. */
  readonly streamLimit: number;
  /** Why the connection is ended before its first request; undefined when it is not. */
  readonly refusal: Reason | undefined;
  /** A promise while somebody else decides; it never rejects. */
  answer(request: ProviderRequest): Outcome | Promise<Outcome>;
  /**
   * @param reason why the gateway ended it; undefined when it did not, or gave none.
   * @param fault name of the HTTP/2 error by which the provider brought about the end; undefined when it did not.
   */
  closed(reason: string | undefined, fault: string | undefined): void;
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

export class Connection {
  readonly #handler: ConnectionHandler;
  readonly #options: ConnectionOptions;
  readonly #session: Session;
  readonly #underWay: RequestsUnderWay;
  readonly #reset: () => void;
  #streamLimit: number;
  #idle: Timer | undefined;
  /** Why the gateway ended the connection; undefined as long as it has not, or gave no reason. */
  #reason: string | undefined;

  constructor(socket: TLSSocket, handler: ConnectionHandler, options: ConnectionOptions) {
    this.#handler = handler;
    this.#options = options;
    this.#underWay = new RequestsUnderWay(options.clock);
    this.#reset = () => options.reset(socket);
    this.#streamLimit = handler.streamLimit;
    this.#session = new Session(
      socket,
      {
        begun: (stream) => this.#begin(stream),
        received: (stream) => this.#answer(stream, stream.body),
        aborted: (stream) => this.#drop(stream),
        pinged: () => this.#watchIdleness(),
        closed: (fault) => this.#close(fault),
      },
      {
        clock: options.clock,
        streamLimit: handler.streamLimit,
        earlyStreamLimit: options.earlyStreamLimit,
        headerListLimitBytes: options.headerListLimitBytes,
        // One byte more than allowed shows that a payload is too large.
        keptBodyBytes: LARGEST_PAYLOAD_BYTES + 1,
      },
    );
    if (handler.refusal === undefined) this.#watchIdleness();
    else this.#end(handler.refusal);
  }

  /** Answers what is still being sent, says goodbye, and ends when the provider has all of it. */
  shutDown(): void {
    for (const stream of this.#underWay.all()) this.#answer(stream, Buffer.alloc(0));
    this.#end('Shutdown');
  }

  /** As Apple does with a certificate of the other environment: GOAWAY with NO_ERROR and the reason as JSON. */
  #end(reason: string | undefined, code: ErrorCode = ERROR_CODE.NO_ERROR): void {
    if (!this.#session.isOpen) return;
    this.#reason = reason;
    this.#session.leave(code, reason === undefined ? '' : JSON.stringify({ reason }));
  }

  #close(fault: ErrorCode | undefined): void {
    this.#idle?.cancel();
    this.#underWay.clear();
    this.#handler.closed(this.#reason, fault === undefined ? undefined : errorName(fault));
  }

  #watchIdleness(): void {
    this.#idle?.cancel();
    const { clock, idleTimeoutMs } = this.#options;
    if (idleTimeoutMs === undefined || this.#underWay.size > 0 || !this.#session.isOpen) return;
    this.#idle = clock.setTimeout(() => this.#end('IdleTimeout'), idleTimeoutMs);
  }

  #begin(stream: Stream): void {
    this.#underWay.add(stream);
    this.#idle?.cancel();
  }

  #drop(stream: Stream): void {
    if (this.#underWay.remove(stream)) this.#watchIdleness();
  }

  #answer(stream: Stream, body: Buffer): void {
    const { method, path, fields: rawHeaders } = stream;
    const outcome = this.#handler.answer({ method, path, rawHeaders, body });
    if (outcome instanceof Promise) void outcome.then((late) => this.#carryOut(stream, late));
    else this.#carryOut(stream, outcome);
  }

  #carryOut(stream: Stream, outcome: Outcome): void {
    // While somebody else decided, the stream may have been closed, or answered because the gateway shuts down.
    if (!this.#underWay.has(stream)) return;
    const { answer, resetCode, disturbance, afterMs = 0 } = outcome;
    if (afterMs > 0) {
      this.#underWay.expectNoMore(stream);
      this.#options.clock.setTimeout(() => this.#carryOut(stream, { ...outcome, afterMs: 0 }), afterMs);
      return;
    }
    if (resetCode !== undefined) {
      this.#session.reset(stream, resetCode);
      this.#drop(stream);
    } else if (answer !== undefined) {
      // As with Apple, a new limit arrives before the answer that brought it about.
      if (answer.streamLimit !== undefined) this.#limitStreams(answer.streamLimit);
      this.#session.respond(stream, answer);
      this.#drop(stream);
    } else this.#underWay.expectNoMore(stream);
    if (disturbance !== undefined) this.#disturb(disturbance);
  }

  #disturb(disturbance: Disturbance): void {
    if (disturbance.kind === 'goaway') this.#end(disturbance.reason, disturbance.code);
    else if (disturbance.kind === 'disconnect') this.#reset();
    else {
      this.#session.fallSilent();
      // What was still being sent will not arrive.
      for (const stream of this.#underWay.all()) this.#underWay.expectNoMore(stream);
    }
  }

  #limitStreams(streamLimit: number): void {
    if (streamLimit === this.#streamLimit) return;
    this.#streamLimit = streamLimit;
    this.#session.limitStreams(streamLimit);
  }
}
