/** One world's tables in a {@link Store}, as its gateway wants them; the same names in every process. */

import type { Environment } from '../credentials/provider-keys.ts';
import type { TokenInUse } from '../credentials/tokens-in-use.ts';
import type { Registration } from '../devices/device-tokens.ts';
import type { FaultState } from '../faults/faults.ts';
import type { Share } from '../share.ts';
import type { Table } from '../table.ts';
import type { Store } from './store.ts';
import { CopiedTable, PartOfTable, SharedTable } from './tables.ts';

/** How many provider tokens in use are remembered, over all source addresses; beyond that the older half is forgotten. */
const TOKENS_LIMIT = 20_000;

export type SharedState = Omit<Share, 'listen' | 'forward' | 'receive'>;

export function sharedState(store: Store, environment: Environment): SharedState {
  const tokens = new SharedTable<TokenInUse>(store, `${environment}.tokens`);
  return {
    registrations: new CopiedTable(store, new SharedTable<Registration>(store, `${environment}.registrations`)),
    faults: new CopiedTable(store, new SharedTable<FaultState>(store, `${environment}.faults`)),
    revoked: new SharedTable(store, `${environment}.revoked`),
    accepted: new SharedTable(store, `${environment}.accepted`),
    tokensOf(address) {
      if (tokens.size > TOKENS_LIMIT) forgetOlderHalf(tokens);
      return new PartOfTable(tokens, `${address} `);
    },
    forgetTokens: () =>
      store.alone(() => {
        for (const key of tokens.keys()) tokens.delete(key);
      }),
    nextConnection: () => store.alone(() => store.add(`${environment}.connections`, 1)),
    alone: (work) => store.alone(work),
    together: (work) => store.together(work),
  };
}

function forgetOlderHalf(tokens: Table<TokenInUse>): void {
  const since = (key: string) => tokens.get(key)?.since ?? 0;
  const oldestFirst = [...tokens.keys()].toSorted((one, other) => since(one) - since(other));
  for (const key of oldestFirst.slice(0, oldestFirst.length / 2)) tokens.delete(key);
}
