/** One push from the gateway to itself, over the network as a provider sends it: proves that it is ready. */

import { sign } from 'node:crypto';
import { once } from 'node:events';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { text } from 'node:stream/consumers';
import { HarnessError, messageOf } from '../../lab/errors.ts';
import type { Environment, ProviderKey, Worlds } from '../../mock-apns/index.ts';

export interface ExampleDevice {
  readonly environment: Environment;
  readonly id: string;
  readonly topic: string;
  readonly token: string;
}

export interface Pushing {
  readonly worlds: Worlds;
  readonly key: ProviderKey;
  /** A device of the sandbox. */
  readonly device: ExampleDevice;
}

/** @throws HarnessError when the gateway does not take the push */
export async function pushOnce({ worlds, key, device }: Pushing): Promise<void> {
  const session = connect(worlds.sandbox.url, { ca: worlds.certificateAuthority });
  // What befalls the connection ends the push, too, and is told there.
  session.on('error', () => undefined);
  const failure = await push(session, key, device).catch(messageOf);
  session.destroy();
  if (failure === undefined) return;
  throw new HarnessError(
    `The gateway did not take its own push: ${failure}.`,
    'Look for a setting or a fault that refuses it.',
  );
}

/** @returns why it was not taken */
async function push(session: ClientHttp2Session, key: ProviderKey, device: ExampleDevice): Promise<string | undefined> {
  const stream = session.request({
    ':method': 'POST',
    ':path': `/3/device/${device.token}`,
    authorization: `bearer ${providerToken(key)}`,
    'apns-topic': device.topic,
    'apns-push-type': device.topic.endsWith('.voip') ? 'voip' : 'alert',
  });
  stream.end(JSON.stringify({ aps: { alert: 'Ringproof' } }));
  const [{ ':status': status }] = (await Promise.race([
    once(stream, 'response'),
    once(stream, 'close').then(() => Promise.reject(new Error('no answer'))),
  ])) as [IncomingHttpHeaders & { ':status'?: number }];
  const body = await text(stream);
  return status === 200 ? undefined : (/"reason":"(\w+)"/.exec(body)?.[1] ?? `it answered ${status}`);
}

/** Apple, "Establishing a token-based connection to APNs": a JSON Web Token, signed with ES256. */
function providerToken({ key, keyId, teamId }: ProviderKey): string {
  const issuedAt = Math.floor(Date.now() / 1000);
  const parts = [
    { alg: 'ES256', kid: keyId },
    { iss: teamId, iat: issuedAt },
  ];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
