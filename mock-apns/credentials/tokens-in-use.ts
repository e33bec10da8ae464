/**
 * Which provider token of each key is in use, and since when, so that one that follows too soon can be told.
 *
 * Apple asks for a new token at most every 20 minutes and calls a sooner one on the same connection an error
 * ("Establishing a token-based connection to APNs"). Two tokens in turn on one connection draw it
 * (Pr0Ger/PyAPNs2 issues 76 and 80). Counted per key, so that a provider may send with two keys at once.
 */

import type { Clock } from '../../clock/index.ts';
import type { Table } from '../table.ts';

export interface TokenInUse {
  readonly token: string;
  /** Real time, milliseconds since 1970. */
  readonly since: number;
}

/** The tokens of one connection, or of one source address. */
export class TokensInUse {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #byKey: Table<TokenInUse>;

  /** @param intervalMs least time between two tokens of a key, in milliseconds of real time; 0: none. */
  constructor(clock: Clock, intervalMs: number, byKey: Table<TokenInUse> = new Map()) {
    this.#byKey = byKey;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  isTooSoon(keyId: string, token: string): boolean {
    const current = this.#byKey.get(keyId);
    return current !== undefined && current.token !== token && this.#ageMs(current) < this.#intervalMs;
  }

  /** Remembers a valid token; one that comes too soon does not replace the one in use. */
  remember(keyId: string, token: string): void {
    if (this.#byKey.get(keyId)?.token === token || this.isTooSoon(keyId, token)) return;
    this.#byKey.set(keyId, { token, since: this.#clock.wallNow() });
  }

  /** The next token of any key is the first one. */
  forget(): void {
    for (const keyId of this.#byKey.keys()) this.#byKey.delete(keyId);
  }

  /** Providers renew their tokens by their own watch, so this is real time. */
  #ageMs(current: TokenInUse): number {
    return this.#clock.wallNow() - current.since;
  }
}
