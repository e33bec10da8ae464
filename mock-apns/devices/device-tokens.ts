/**
 * Which device token stands for which device and topic, and since when it is dead.
 * One gateway has the tokens of one environment, so a token of the other environment is unknown here, as with Apple.
 */

import { type Randomness, SYSTEM_RANDOMNESS } from '../../clock/index.ts';
import { type TokenKind, tokenKindOf } from '../judging/push-types.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { Table } from '../table.ts';
import { fixedTokenProblem } from './fixed-token.ts';

export interface Registration {
  readonly token: string;
  readonly topic: string;
  readonly kind: TokenKind;
  readonly deviceId: string;
  /** Whether the app has let go of it, and APNs may not know yet. */
  isDeleted: boolean;
  /** Testbed time, milliseconds since 1970, at which it was found dead; undefined while it is taken for active. */
  inactiveSince: number | undefined;
  /** Testbed time from which on it draws 410, 0 when that is at once; undefined while it is taken for active. */
  refusedFrom: number | undefined;
  /** Whether it died of age, as those of Live Activities do (swift-server-community/APNSwift pull request 231). */
  isExpired: boolean;
}

export class DeviceTokens {
  readonly #bytes: number;
  readonly #registrations: Table<Registration>;
  readonly #randomness: Randomness;

  constructor(
    { deviceTokenBytes }: GatewaySettings,
    registrations: Table<Registration> = new Map(),
    randomness: Randomness = SYSTEM_RANDOMNESS,
  ) {
    this.#bytes = deviceTokenBytes;
    this.#registrations = registrations;
    this.#randomness = randomness;
  }

  issue(deviceId: string, topic: string): Registration {
    return this.#add(this.#randomness.bytes(this.#bytes).toString('hex'), deviceId, topic);
  }

  /** Takes a token in place of issuing one. @throws Error when it cannot be one, or stands for something already. */
  take(token: string, deviceId: string, topic: string): Registration {
    const refuse = (why: string): never => {
      throw new Error(
        `The token ${maskToken(token)} was not given to device ${deviceId} for the topic '${topic}': ${why}`,
      );
    };
    const problem = fixedTokenProblem(token);
    if (problem !== undefined) refuse(`it ${problem}.`);
    const known = this.find(token);
    if (known !== undefined)
      refuse(`device ${known.deviceId} has it for the topic '${known.topic}'. Give each topic a token of its own.`);
    return this.#add(token.toLowerCase(), deviceId, topic);
  }

  #add(token: string, deviceId: string, topic: string): Registration {
    const registration: Registration = {
      token,
      topic,
      kind: tokenKindOf(topic),
      deviceId,
      isDeleted: false,
      inactiveSince: undefined,
      refusedFrom: undefined,
      isExpired: false,
    };
    this.#registrations.set(token, registration);
    return registration;
  }

  /** Lets everybody know what has become of a registration. */
  changed(registration: Registration): void {
    this.#registrations.set(registration.token, registration);
  }

  /** Finds a token in either case: upper-case hex works with Apple too. */
  find(token: string): Registration | undefined {
    return this.#registrations.get(token.toLowerCase());
  }
}

/** A token as it may be shown in journal and reports. */
export function maskToken(token: string): string {
  return `${token.slice(0, 8)}…`;
}
