/** Whether your key for APNs is one, and whether the gateway that pushes are handed to can be reached. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { messageOf } from '../errors.ts';
import type { Finding } from './checks.ts';
import type { NeededKey } from './needs.ts';

const LIMIT_MS = 10_000;

const APPLE_ID = /^[A-Z0-9]{10}$/;

export function lookAtKey({ key: text, keyId, teamId }: NeededKey): Finding {
  const wrong = (found: string, advice: string): Finding => ({ ok: false, found, advice });
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch (error) {
    return wrong(`it is no private key (${messageOf(error)})`, 'Give the .p8 file as Apple let you download it.');
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    return wrong('it is a key of another kind', 'APNs takes keys on the curve P-256 only (ES256).');
  }
  for (const [name, id] of [
    ['key id', keyId],
    ['team id', teamId],
  ] as const) {
    if (!APPLE_ID.test(id)) return wrong(`the ${name} is "${id}"`, 'It has ten upper-case letters and digits.');
  }
  return { ok: true, found: `${keyId} of team ${teamId}` };
}

/** A TLS handshake that offers HTTP/2, and nothing after it: no push, no credential. */
export async function lookAtGateway(gateway: URL): Promise<Finding> {
  const port = Number(gateway.port || 443);
  const host = gateway.hostname.replace(/^\[|\]$/g, '');
  const servername = /^[\d.]+$|:/.test(host) ? '' : host;
  // Another gateway's authority is the run's to judge. With Apple's name and no certificate of Apple's, it is a proxy.
  const rejectUnauthorized = host.endsWith('.apple.com');
  const socket = connect({ host, port, servername, ALPNProtocols: ['h2'], rejectUnauthorized });
  socket.on('error', () => undefined);
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(LIMIT_MS) });
    if (socket.alpnProtocol === 'h2') return { ok: true, found: `${host}:${port} speaks HTTP/2` };
    const advice = 'A proxy or firewall seems to be in between: let this host through to it unchanged.';
    return { ok: false, found: `${host}:${port} does not speak HTTP/2`, advice };
  } catch (error) {
    const advice = rejectUnauthorized
      ? 'Open ports 443 and 2197 to api.push.apple.com and api.sandbox.push.apple.com in the firewall.'
      : 'Start that gateway, or give the address that it listens on.';
    return { ok: false, found: `${host}:${port} cannot be reached (${messageOf(error)})`, advice };
  } finally {
    socket.destroy();
  }
}
