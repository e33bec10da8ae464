/**
 * The gateway's certificates: an authority of its own, and a server certificate for this machine and for Apple's hosts,
 * so that a sender whose DNS is overridden needs nothing but the authority's certificate.
 */

import { webcrypto } from 'node:crypto';

export interface Certificates {
  /** PEM; what a provider must trust. */
  readonly certificateAuthority: string;
  /** PEM of the authority's private key, for provider certificates. A secret of this run; never logged. */
  readonly authorityKey: string;
  /** PEM of the server certificate. */
  readonly certificate: string;
  /** PEM of the server's private key. A secret of this run; never logged. */
  readonly key: string;
}

const HOST_NAMES = [
  'localhost',
  'api.push.apple.com',
  'api.sandbox.push.apple.com',
  'api.development.push.apple.com',
  'api-broadcast.push.apple.com',
  'api-manage-broadcast.push.apple.com',
  'api-manage-broadcast.sandbox.push.apple.com',
];
const ADDRESSES = ['127.0.0.1', '::1'];

export const DAY_MS = 24 * 60 * 60_000;
/** The longest life that Apple's own TLS clients accept (support.apple.com/102028). */
export const LIFE_MS = 397 * DAY_MS;
export const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * Makes a set for one run. Takes about 0.3 s, nearly all of it for loading the library; gateways of one lab can share a
 * set. Valid from a day ago by real time, whatever a testbed's clock says: TLS clients are outsiders.
 */
export async function makeCertificates(): Promise<Certificates> {
  await import('reflect-metadata'); // The library below needs it loaded first.
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  const notBefore = new Date(performance.timeOrigin - DAY_MS);
  const notAfter = new Date(notBefore.getTime() + LIFE_MS);
  const authorityKeys = await webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
  const serverKeys = await webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Ringproof mock APNs authority',
    notBefore,
    notAfter,
    signingAlgorithm: SIGNING,
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const server = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=api.sandbox.push.apple.com, O=Ringproof mock APNs',
    issuer: authority.subject,
    notBefore,
    notAfter,
    signingAlgorithm: SIGNING,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...HOST_NAMES.map((value) => ({ type: 'dns' as const, value })),
        ...ADDRESSES.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const pem = async ({ privateKey }: webcrypto.CryptoKeyPair) =>
    x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY');
  return {
    certificateAuthority: authority.toString('pem'),
    authorityKey: await pem(authorityKeys),
    certificate: server.toString('pem'),
    key: await pem(serverKeys),
  };
}

/** A positive serial number of 16 random bytes, in hex; two authorities of one name must not repeat one. */
export function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}
