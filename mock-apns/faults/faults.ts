/**
 * Faults on demand: answers that no request can earn, and every way in which a gateway, a network or a phone can let a
 * push down. A fault comes before every check; the oldest that fits a request is spent on it.
 */

import type { Admission, Answer, Outcome } from '../connections/outcome.ts';
import type { PushFate } from '../devices/courier.ts';
import { ERROR_CODE } from '../http2/frames.ts';
import type { PushRequest } from '../judging/push-request.ts';
import { REASONS, type Reason } from '../judging/reasons.ts';
import type { Table } from '../table.ts';
import { type FaultMatch, type FaultRequest, readFaultRequest } from './fault-request.ts';

/** A fault that was asked for. */
export interface FaultRule {
  /** Counts from 1, in the order in which faults were set. */
  readonly id: number;
  /** How many requests or connections will still get it; Infinity for `always`. */
  readonly remaining: number;
  /** What it does, in one line. */
  explain(): string;
  /** Spares the remaining ones. */
  cancel(): void;
}

/** A fault as it stands; what is spent is forgotten. */
export interface FaultState {
  readonly request: FaultRequest;
  readonly remaining: number;
  /** How many more that fit pass unharmed before its turn comes. */
  readonly toSpare: number;
}

export class Fault implements FaultRule {
  readonly id: number;
  readonly #request: FaultRequest;
  readonly #match: FaultMatch;
  readonly #states: Table<FaultState>;

  constructor(id: number, request: FaultRequest, states: Table<FaultState>) {
    this.id = id;
    this.#request = request;
    this.#match = request.match ?? {};
    this.#states = states;
  }

  get remaining(): number {
    return this.#states.get(String(this.id))?.remaining ?? 0;
  }

  /** The reason that the request draws, if the fault is about that. */
  get reason(): Reason | undefined {
    if ('reason' in this.#request) return this.#request.reason;
    return 'malformedBody' in this.#request ? 'InternalServerError' : undefined;
  }

  /** What becomes of a request that is not judged; undefined when it is. */
  get instead(): Outcome | undefined {
    const request = this.#request;
    if ('silence' in request) return { answer: undefined };
    if ('reset' in request) return { answer: undefined, resetCode: ERROR_CODE[request.reset] };
    if ('disconnect' in request) return { answer: undefined, disturbance: { kind: 'disconnect' } };
    return 'halfOpen' in request ? { answer: undefined, disturbance: { kind: 'half-open' } } : undefined;
  }

  get fate(): PushFate | undefined {
    if (!('delivery' in this.#request)) return undefined;
    return this.#request.delivery === 'lost' ? 'lose' : 'duplicate';
  }

  get isForConnections(): boolean {
    return 'refuseConnection' in this.#request || 'delayConnectionMs' in this.#request;
  }

  get admission(): Admission {
    if ('delayConnectionMs' in this.#request) return { kind: 'accept', afterMs: this.#request.delayConnectionMs };
    return { kind: 'refuse' };
  }

  /** The outcome that the request deserves, with what the fault makes of it. */
  bend(outcome: Outcome): Outcome {
    const request = this.#request;
    if ('delayMs' in request) return { ...outcome, afterMs: request.delayMs };
    if ('goaway' in request) {
      const { reason, code = 'NO_ERROR' } = request.goaway;
      return { ...outcome, disturbance: { kind: 'goaway', code: ERROR_CODE[code], reason } };
    }
    if (!('malformedBody' in request) || outcome.answer === undefined) return outcome;
    return { ...outcome, answer: malformed(outcome.answer, request.malformedBody) };
  }

  explain(): string {
    const { topic, pushType, device, token, id, connection, nth } = this.#match;
    const one = this.isForConnections ? 'connection' : 'request';
    const { remaining } = this;
    const count =
      remaining === Number.POSITIVE_INFINITY
        ? `every ${one}`
        : `the next ${remaining === 1 ? one : `${remaining} ${one}s`}`;
    const which = [
      pushType === undefined ? '' : ` of type ${pushType}`,
      topic === undefined ? '' : ` with topic ${topic}`,
      device === undefined ? '' : ` for device ${device}`,
      token === undefined ? '' : ` for device token ${token.slice(0, 8)}…`,
      id === undefined ? '' : ` with apns-id ${id}`,
      connection === undefined ? '' : ` on connection ${connection}`,
      nth === undefined ? '' : ` from number ${nth} on`,
    ];
    return `${this.#effect()} ${count}${which.join('')}`;
  }

  cancel(): void {
    this.#states.delete(String(this.id));
  }

  /** Tells whether this request gets it; one that fits and is spared is counted. */
  takes(push: PushRequest, connection: number): boolean {
    const { topic, pushType, device, token, id, connection: wanted } = this.#match;
    return (
      !this.isForConnections &&
      this.remaining > 0 &&
      (topic === undefined || topic === push.topic) &&
      (pushType === undefined || pushType === push.pushTypeText) &&
      (device === undefined || device === push.registration?.deviceId) &&
      (token === undefined || token === push.token?.toLowerCase()) &&
      (id === undefined || id === push.id) &&
      (wanted === undefined || wanted === connection) &&
      this.#isItsTurn()
    );
  }

  takesConnection(connection: number): boolean {
    const { connection: wanted } = this.#match;
    const fits = this.isForConnections && this.remaining > 0 && (wanted === undefined || wanted === connection);
    return fits && this.#isItsTurn();
  }

  spend(): void {
    const state = this.#states.get(String(this.id));
    if (state === undefined) return;
    if (state.remaining <= 1) this.cancel();
    else this.#states.set(String(this.id), { ...state, remaining: state.remaining - 1 });
  }

  #isItsTurn(): boolean {
    const state = this.#states.get(String(this.id));
    if (state === undefined || state.toSpare === 0) return true;
    this.#states.set(String(this.id), { ...state, toSpare: state.toSpare - 1 });
    return false;
  }

  #effect(): string {
    const request = this.#request;
    if ('reason' in request) return `answers ${REASONS[request.reason].status} ${request.reason} to`;
    if ('delayMs' in request) return `delays the answer by ${request.delayMs} ms to`;
    if ('silence' in request) return 'gives no answer to';
    if ('reset' in request) return `resets with ${request.reset} the stream of`;
    if ('goaway' in request)
      return `says GOAWAY${request.goaway.reason === undefined ? '' : ` ${request.goaway.reason}`} after`;
    if ('disconnect' in request) return 'resets the connection at';
    if ('halfOpen' in request) return 'falls silent on the connection at';
    if ('malformedBody' in request) return `answers 500 with a body that is ${request.malformedBody} to`;
    if ('delivery' in request) return request.delivery === 'lost' ? 'loses' : 'delivers twice';
    return 'refuseConnection' in request ? 'refuses' : `delays by ${request.delayConnectionMs} ms`;
  }
}

function malformed(answer: Answer, how: 'not JSON' | 'cut off' | 'missing'): Answer {
  const { body = '' } = answer;
  const bodies = { 'not JSON': '<html>Internal Server Error</html>', 'cut off': body.slice(0, -3), missing: undefined };
  return { ...answer, body: bodies[how] };
}

export class Faults {
  readonly #states: Table<FaultState>;
  #count = 0;

  /** @param states by id; those that are not spent */
  constructor(states: Table<FaultState> = new Map()) {
    this.#states = states;
  }

  /** @throws Error when the request is none, and says why */
  add(request: FaultRequest): FaultRule {
    const read = readFaultRequest(request);
    const { times = 1, match } = read;
    this.#count += 1;
    const remaining = times === 'always' ? Number.POSITIVE_INFINITY : times;
    this.#states.set(String(this.#count), { request: read, remaining, toSpare: (match?.nth ?? 1) - 1 });
    return new Fault(this.#count, read, this.#states);
  }

  /** Those that are not spent, oldest first. */
  active(): Fault[] {
    const ids = [...this.#states.keys()].map(Number).toSorted((one, other) => one - other);
    return ids.flatMap((id) => {
      const state = this.#states.get(String(id));
      return state === undefined ? [] : [new Fault(id, state.request, this.#states)];
    });
  }

  clear(): void {
    for (const id of this.#states.keys()) this.#states.delete(id);
  }

  find(push: PushRequest, connection: number): Fault | undefined {
    return this.#states.size === 0 ? undefined : this.active().find((fault) => fault.takes(push, connection));
  }

  /** What becomes of a new connection, and what is to blame when that is not the ordinary thing. */
  admit(connection: number): { readonly admission: Admission; readonly fault: Fault | undefined } {
    const fault = this.active().find((one) => one.takesConnection(connection));
    return { admission: fault?.admission ?? { kind: 'accept', afterMs: 0 }, fault };
  }
}
