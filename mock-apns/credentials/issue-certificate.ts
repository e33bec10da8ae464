/** Issues provider certificates as Apple's developer site does, signed by the gateway's own authority. */

import { createPrivateKey, generateKeyPair, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { type Certificates, DAY_MS, LIFE_MS, NAME, pemOf } from './certificates.ts';
import { CERTIFICATE_KINDS, type CertificateKind, extensionsFor } from './client-certificate.ts';
import type { Environment } from './provider-keys.ts';
import {
  basicConstraints,
  distinguishedName,
  extendedKeyUsage,
  keyUsage,
  signCertificate,
  subjectOf,
} from './sign-certificate.ts';

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
const RSA_BITS = 2048;

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
  const keys = await promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS });
  const notBefore = new Date(performance.timeOrigin - (expired === true ? LIFE_MS : DAY_MS));
  const notAfter = new Date(expired === true ? performance.timeOrigin - DAY_MS : notBefore.getTime() + LIFE_MS);
  const title = kinds.every((kind) => kind === 'voip') ? 'VoIP Services' : 'Apple Push Services';
  const certificate = signCertificate({
    subject: distinguishedName([NAME.userId, bundleId], [NAME.commonName, `${title}: ${bundleId}`]),
    issuer: subjectOf(new X509Certificate(authority.certificateAuthority)),
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(authority.authorityKey),
    extensions: [
      basicConstraints(),
      keyUsage('digitalSignature'),
      extendedKeyUsage('clientAuth'),
      ...extensionsFor(bundleId, kinds, environments),
    ],
  });
  return { certificate, key: pemOf(keys.privateKey) };
}
