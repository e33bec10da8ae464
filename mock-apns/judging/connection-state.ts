/** What a connection stands for: its certificate, and what the pushes that went over it have made of it. */

import type { ClientCertificate } from '../credentials/client-certificate.ts';
import type { RegisteredKey } from '../credentials/provider-keys.ts';
import type { TokensInUse } from '../credentials/tokens-in-use.ts';

export interface ConnectionState {
  /** Counts from 1, as in the journal. */
  readonly number: number;
  /** The provider's; its requests need no provider token, and one that comes is ignored. */
  readonly certificate: ClientCertificate | undefined;
  /** The key of the first valid provider token; undefined until then. It decides which other keys may follow. */
  firstKey: RegisteredKey | undefined;
  /** Shared with the other connections of the source address when the setting says so. */
  readonly tokensInUse: TokensInUse;
  /** A provider token expired on it, and no other one helps any more. */
  isWedged: boolean;
}
