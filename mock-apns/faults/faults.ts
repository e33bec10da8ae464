/**
 * Faults on demand: answers that no request can earn, such as those of a server in trouble, and any other out of turn.
 * A fault comes before every check; the oldest that fits a request is spent on it.
 */

import type { PushRequest } from '../judging/push-request.ts';
import { REASONS, type Reason } from '../judging/reasons.ts';

/** Which requests a fault is for: those that fit every field that is given. */
export interface FaultMatch {
  readonly topic?: string;
  readonly pushType?: string;
  /** Id of the device that owns the request's device token. */
  readonly device?: string;
}

export interface FaultRequest {
  /** A bad certificate never draws an answer, so connect with one instead. */
  readonly reason: Exclude<Reason, 'BadCertificate' | 'BadCertificateEnvironment'>;
  /** How many requests get it. Default 1. */
  readonly times?: number;
  /** Default: every request. */
  readonly match?: FaultMatch;
}

/** A fault that was asked for. */
export interface FaultRule {
  /** How many requests will still get it. */
  readonly remaining: number;
  /** What it does, in one line. */
  explain(): string;
  /** Spares the remaining requests. */
  cancel(): void;
}

export class Fault implements FaultRule {
  readonly reason: Reason;
  readonly #match: FaultMatch;
  #remaining: number;

  constructor({ reason, times = 1, match = {} }: FaultRequest) {
    this.reason = reason;
    this.#match = match;
    this.#remaining = times;
  }

  get remaining(): number {
    return this.#remaining;
  }

  explain(): string {
    const { topic, pushType, device } = this.#match;
    const count = this.#remaining === 1 ? 'the next request' : `the next ${this.#remaining} requests`;
    const type = pushType === undefined ? '' : ` of type ${pushType}`;
    const where = topic === undefined ? '' : ` with topic ${topic}`;
    const whom = device === undefined ? '' : ` for device ${device}`;
    return `answers ${REASONS[this.reason].status} ${this.reason} to ${count}${type}${where}${whom}`;
  }

  cancel(): void {
    this.#remaining = 0;
  }

  fits({ topic, pushTypeText, registration }: PushRequest): boolean {
    const match = this.#match;
    return (
      this.#remaining > 0 &&
      (match.topic === undefined || match.topic === topic) &&
      (match.pushType === undefined || match.pushType === pushTypeText) &&
      (match.device === undefined || match.device === registration?.deviceId)
    );
  }

  spend(): void {
    this.#remaining -= 1;
  }
}

export class Faults {
  #rules: Fault[] = [];

  /** @throws Error when the reason is none that an answer can have, or the number of times is not a positive integer. */
  add(request: FaultRequest): FaultRule {
    const { reason, times = 1 }: { reason: string; times?: number } = request;
    const isKnown = Object.hasOwn(REASONS, reason);
    if (!isKnown || reason.startsWith('BadCertificate')) {
      throw new Error(
        `No fault was set: '${reason}' is no reason that APNs answers with. ` +
          (isKnown
            ? 'A bad certificate ends the connection; connect with one from issueCertificate.'
            : "Pass one of Apple's, spelled as in REASONS."),
      );
    }
    if (!Number.isInteger(times) || times < 1) {
      throw new Error(`No fault was set: 'times' is ${times}. Pass how many requests shall get it, 1 or more.`);
    }
    const fault = new Fault(request);
    this.#rules = [...this.#rules.filter(({ remaining }) => remaining > 0), fault];
    return fault;
  }

  find(push: PushRequest): Fault | undefined {
    return this.#rules.find((fault) => fault.fits(push));
  }
}
