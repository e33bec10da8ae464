/**
 * What the processes of one gateway have in common, as the gateway sees it. `workers/` shares it through LMDB; a gateway
 * that is alone keeps the same tables in maps of its own.
 */

import type { Listener, ListenOptions } from './connections/listener.ts';
import type { TokenInUse } from './credentials/tokens-in-use.ts';
import type { PushFate } from './devices/courier.ts';
import type { Registration } from './devices/device-tokens.ts';
import type { ForwardedPush } from './devices/push.ts';
import type { FaultState } from './faults/faults.ts';
import type { Table } from './table.ts';

/** What a fault has in store for an accepted push. */
export interface Chance {
  readonly fate: PushFate | undefined;
  /** The fault in a line. */
  readonly fault: string | undefined;
}

/** One gateway's part of it. */
export interface Share {
  readonly registrations: Table<Registration>;
  readonly faults: Table<FaultState>;
  /** Fingerprints of revoked certificates. */
  readonly revoked: Table<true>;
  /** When the latest pushes to a device token were accepted. */
  readonly accepted: Table<readonly number[]>;
  /** The provider tokens in use of one source address. */
  tokensOf(address: string): Table<TokenInUse>;
  /** Forgets the provider tokens in use of all addresses. */
  forgetTokens(): void;
  /** Number of a new connection, counted from 1 over all processes. */
  nextConnection(): number;
  /** Runs `work` while no other process reads or changes the tables. */
  alone<Result>(work: () => Result): Result;
  /** Like {@link alone}, once for all that was asked for in this turn; resolves when others can see what it did. */
  together<Result>(work: () => Result): Promise<Awaited<Result>>;
  listen(options: ListenOptions): Promise<Listener>;
  /** Hands an accepted push to the process that has the devices; absent in that process. */
  forward?(push: ForwardedPush, chance: Chance): void;
  /** Takes what was forwarded until now, at once; absent in a process without devices. */
  settle?(): void;
  /** Tells where forwarded pushes go; absent in a process without devices. */
  receive?(take: (push: ForwardedPush, chance: Chance) => void): void;
}
