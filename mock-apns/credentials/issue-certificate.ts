/** Issues provider certificates as Apple's developer site does, signed by the gateway's own authority. */

import { webcrypto } from 'node:crypto';
import { type Certificates, DAY_MS, LIFE_MS, SIGNING, serialNumber } from './certificates.ts';
import { CERTIFICATE_KINDS, type CertificateKind, extensionsFor } from './client-certificate.ts';
import type { Environment } from './provider-keys.ts';

export interface CertificateRequest {
  readonly bundleId: string;
  /** Default: all three. `['voip']` alone gives a VoIP Services certificate, whose only topic is `<bundle id>.voip`. */
  readonly kinds?: readonly CertificateKind[];
  /** Default: both, as for a "Sandbox & Production" certificate. */
  readonly environments?: readonly Environment[];
  /** Makes one whose time was over yesterday. Default false. */
  readonly expired?: boolean;
}

export interface ProviderCertificate {
  /** PEM. */
  readonly certificate: string;
  /** The private key (PKCS#8, PEM). A secret: it is never logged. */
  readonly key: string;
}

/** What Apple issues (mozilla's autopush and others note it), and all that @parse/node-apn reads. */
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };

const USER_ID = '0.9.2342.19200300.100.1.1';

/**
 * Takes about 0.2 s, for the RSA key.
 * @throws Error when the request names no bundle id, or nothing that the certificate is for.
 */
export async function issueCertificate(
  authority: Certificates,
  { bundleId, kinds = CERTIFICATE_KINDS, environments = ['sandbox', 'production'], expired }: CertificateRequest,
): Promise<ProviderCertificate> {
  if (!/^[\w-]+(\.[\w-]+)+$/.test(bundleId)) {
    throw new Error(`No certificate was issued: the bundle id is '${bundleId}'. Pass one like 'com.example.app'.`);
  }
  if (kinds.length === 0 || environments.length === 0) {
    const lacking = kinds.length === 0 ? 'kinds' : 'environments';
    throw new Error(`No certificate was issued: '${lacking}' is empty. Name at least one, or leave it out for all.`);
  }
  await import('reflect-metadata'); // The library below needs it loaded first.
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(authority.authorityKey),
    SIGNING,
    false,
    ['sign'],
  );
  const notBefore = new Date(performance.timeOrigin - (expired === true ? LIFE_MS : DAY_MS));
  const notAfter = new Date(expired === true ? performance.timeOrigin - DAY_MS : notBefore.getTime() + LIFE_MS);
  const title = kinds.every((kind) => kind === 'voip') ? 'VoIP Services' : 'Apple Push Services';
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `${USER_ID}=${bundleId}, CN=${title}: ${bundleId}`,
    issuer: new x509.X509Certificate(authority.certificateAuthority).subject,
    notBefore,
    notAfter,
    signingAlgorithm: SIGNING,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      ...extensionsFor(bundleId, kinds, environments).map(({ oid, value }) => new x509.Extension(oid, false, value)),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}
