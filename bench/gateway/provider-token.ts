/** What it costs to check a provider token that was seen before, in microseconds. */

import { TestbedClock } from '../../clock/index.ts';
import { ProviderKeys } from '../../mock-apns/credentials/provider-keys.ts';
import { ProviderTokens } from '../../mock-apns/credentials/provider-tokens.ts';
import { DEFAULT_SETTINGS } from '../../mock-apns/index.ts';
import { providerToken } from './signed-token.ts';

const CHECKS = 100_000;

/** The text is copied from bytes each time, as it comes off the wire. */
export function knownTokenCheck(): () => Promise<number> {
  const keys = new ProviderKeys('sandbox');
  const tokens = new ProviderTokens(keys, 'sandbox', new TestbedClock(), DEFAULT_SETTINGS);
  const bytes = Buffer.from(providerToken(keys.issue()), 'latin1');
  return async () => {
    const before = process.cpuUsage();
    for (let count = 0; count < CHECKS; count += 1) {
      if ('refused' in tokens.judge(bytes.toString('latin1'))) throw new Error('The token was refused.');
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / CHECKS;
  };
}
