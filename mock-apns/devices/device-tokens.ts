/**
 * Which device token stands for which device and topic, and since when it is dead.
 * One gateway has the tokens of one environment, so a token of the other environment is unknown here, as with Apple.
 */

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock/index.ts';
import { type TokenKind, tokenKindOf } from '../judging/push-types.ts';

export interface Registration {
  readonly token: string;
  readonly topic: string;
  readonly kind: TokenKind;
  readonly deviceId: string;
  /** Testbed time, milliseconds since 1970, at which the token died; undefined while it is active. */
  inactiveSince: number | undefined;
  /** Whether it died of age, as those of Live Activities do (swift-server-community/APNSwift pull request 231). */
  isExpired: boolean;
}

/** The length of an ordinary device token. Apple warns against counting on it; longer ones are known. */
const TOKEN_BYTES = 32;

export class DeviceTokens {
  readonly #clock: Clock;
  readonly #registrations = new Map<string, Registration>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(deviceId: string, topic: string): Registration {
    const token = randomBytes(TOKEN_BYTES).toString('hex');
    const registration: Registration = {
      token,
      topic,
      kind: tokenKindOf(topic),
      deviceId,
      inactiveSince: undefined,
      isExpired: false,
    };
    this.#registrations.set(token, registration);
    return registration;
  }

  /** Finds a token in either case: upper-case hex works with Apple too. */
  find(token: string): Registration | undefined {
    return this.#registrations.get(token.toLowerCase());
  }

  retire(registration: Registration): void {
    registration.inactiveSince ??= this.#clock.now();
  }
}

/** A token as it may be shown in journal and reports. */
export function maskToken(token: string): string {
  return `${token.slice(0, 8)}…`;
}
