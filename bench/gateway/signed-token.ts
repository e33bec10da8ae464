/** A provider token as every APNs client makes it. */

import { sign } from 'node:crypto';
import type { ProviderKey } from '../../mock-apns/index.ts';

export function providerToken({ key, keyId, teamId }: Pick<ProviderKey, 'key' | 'keyId' | 'teamId'>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'ES256', kid: keyId })}.${part({ iss: teamId, iat: Math.floor(Date.now() / 1000) })}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
