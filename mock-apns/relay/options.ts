/** Where a relay leads and what it shows there: read once, so that a mistake is told when the gateway is opened. */

import type apn from '@parse/node-apn';

export interface RelayOptions {
  /** Apple's sandbox or production, or another gateway: `https://host:port` and the PEM of the authority to trust. */
  readonly to: 'sandbox' | 'production' | { readonly url: string; readonly ca?: string };
  /** A key for provider tokens, or a certificate and its private key; all as PEM, and known to the other side. */
  readonly credential:
    | { readonly key: string; readonly keyId: string; readonly teamId: string }
    | { readonly cert: string; readonly key: string };
}

/** Source: Apple, "Sending notification requests to APNs". */
const HOSTS: Readonly<Record<string, string>> = {
  sandbox: 'api.sandbox.push.apple.com',
  production: 'api.push.apple.com',
};

export interface RelayTarget {
  readonly host: string;
  readonly port: number;
  /** PEM; undefined: the authorities that Node trusts. */
  readonly ca: string | undefined;
}

/** @throws Error when `to` is none of Apple's two and no https URL of a host. */
export function readTarget(to: RelayOptions['to']): RelayTarget {
  if (typeof to === 'string') {
    const host = Object.hasOwn(HOSTS, to) ? HOSTS[to] : undefined;
    if (host !== undefined) return { host, port: 443, ca: undefined };
    throw new Error(
      `The relay was not opened: 'to' is '${to}'. Pass 'sandbox', 'production', or { url, ca } for another gateway.`,
    );
  }
  const url = URL.canParse(to.url) ? new URL(to.url) : undefined;
  if (url?.protocol === 'https:' && url.pathname === '/' && url.username === '') {
    return { host: url.hostname, port: url.port === '' ? 443 : Number(url.port), ca: to.ca };
  }
  throw new Error(`The relay was not opened: its url is '${to.url}'. Pass https://host:port and nothing after it.`);
}

/** The credential in node-apn's words. @throws Error when a part is missing or no PEM. */
export function readCredential(
  credential: RelayOptions['credential'],
): Pick<apn.ProviderOptions, 'token' | 'cert' | 'key' | 'production'> {
  const { key, cert, keyId, teamId } = { cert: undefined, keyId: undefined, teamId: undefined, ...credential };
  // node-apn takes what is no PEM for a file name.
  if (!isPem(key)) throw wrongCredential('the key is no PEM text');
  if (cert !== undefined) {
    if (!isPem(cert)) throw wrongCredential('the certificate is no PEM text');
    return { cert, key };
  }
  if (!keyId || !teamId) throw wrongCredential(`the ${keyId ? 'team' : 'key'} id is missing`);
  return { token: { key, keyId, teamId } };
}

export function wrongCredential(why: string): Error {
  return new Error(
    `The relay was not opened: ${why}. Pass { key, keyId, teamId } with the text of the .p8 file, or { cert, key } with ` +
      'the PEM texts of a certificate and its private key.',
  );
}

function isPem(text: unknown): boolean {
  return typeof text === 'string' && text.includes('-----BEGIN ');
}
