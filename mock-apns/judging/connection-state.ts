/** What a connection stands for: its certificate, and what the requests that went over it have made of it. */

import type { ClientCertificate } from '../credentials/client-certificate.ts';
import type { RegisteredKey } from '../credentials/provider-keys.ts';
import type { ValidToken } from '../credentials/provider-tokens.ts';
import type { TokensInUse } from '../credentials/tokens-in-use.ts';
import type { Fault } from '../faults/faults.ts';
import type { GatewaySettings } from '../settings/settings.ts';

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

/** What a request has shown of its provider token. */
export interface Seen {
  readonly validToken: ValidToken | undefined;
  /** Why it was refused; undefined when it was not. */
  readonly reason: string | undefined;
  readonly fault: Fault | undefined;
}

/** Remembers on the connection what a request has shown. */
export function learn(
  connection: ConnectionState,
  { validToken, reason, fault }: Seen,
  { wedgedAfterExpiry }: GatewaySettings,
): void {
  if (validToken !== undefined) {
    connection.firstKey ??= validToken.key;
    connection.tokensInUse.remember(validToken.key.keyId, validToken.token);
  }
  if (reason === 'ExpiredProviderToken' && fault?.reason === undefined) connection.isWedged = wedgedAfterExpiry;
}

/** How many streams a connection may have open from an answer with this status on; undefined: as many as before. */
export function streamLimitAfter(status: number, settings: GatewaySettings): number | undefined {
  const { streamLimit, streamLimitAfterRefusal } = settings;
  if (status === 200) return streamLimit;
  const slowsDown = status < 500 && status !== 410 && streamLimitAfterRefusal !== 'unchanged';
  return slowsDown ? streamLimitAfterRefusal : undefined;
}
