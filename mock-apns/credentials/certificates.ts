/**
 * The gateway's certificates: an authority of its own, and a server certificate for this machine and for Apple's hosts,
 * so that a sender whose DNS is overridden needs nothing but the authority's certificate.
 */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  authorityKeyIdentifier,
  basicConstraints,
  distinguishedName,
  extendedKeyUsage,
  keyUsage,
  signCertificate,
  subjectAlternativeNames,
  subjectKeyIdentifier,
} from './sign-certificate.ts';

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
/** 127.0.0.1 and ::1. */
const ADDRESSES = [Buffer.of(127, 0, 0, 1), Buffer.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)];

export const DAY_MS = 24 * 60 * 60_000;
/** The longest life that Apple's own TLS clients accept (support.apple.com/102028). */
export const LIFE_MS = 397 * DAY_MS;

const madeHere = new WeakSet<Certificates>();

/** Whether {@link makeCertificates} made this very set in this process, so that nobody can have damaged it. */
export function isMadeHere(certificates: Certificates): boolean {
  return madeHere.has(certificates);
}

/** Object identifiers of the parts of a name. */
export const NAME = { commonName: '2.5.4.3', organization: '2.5.4.10', userId: '0.9.2342.19200300.100.1.1' } as const;

/**
 * Makes a set for one run; takes a millisecond or two. Gateways of one lab can share a set. Valid from a day ago by real
 * time, whatever a testbed's clock says: TLS clients are outsiders.
 */
export async function makeCertificates(): Promise<Certificates> {
  const notBefore = new Date(performance.timeOrigin - DAY_MS);
  const notAfter = new Date(notBefore.getTime() + LIFE_MS);
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = distinguishedName([NAME.commonName, 'Ringproof mock APNs authority']);
  const issued = { issuer, signingKey: authority.privateKey, notBefore, notAfter };
  const made: Certificates = {
    certificateAuthority: signCertificate({
      ...issued,
      subject: issuer,
      publicKey: authority.publicKey,
      extensions: [basicConstraints(0), keyUsage('keyCertSign', 'crlSign'), subjectKeyIdentifier(authority.publicKey)],
    }),
    authorityKey: pemOf(authority.privateKey),
    certificate: signCertificate({
      ...issued,
      subject: distinguishedName(
        [NAME.commonName, 'api.sandbox.push.apple.com'],
        [NAME.organization, 'Ringproof mock APNs'],
      ),
      publicKey: server.publicKey,
      extensions: [
        basicConstraints(),
        keyUsage('digitalSignature'),
        extendedKeyUsage('serverAuth'),
        subjectAlternativeNames(HOST_NAMES, ADDRESSES),
        authorityKeyIdentifier(authority.publicKey),
      ],
    }),
    key: pemOf(server.privateKey),
  };
  madeHere.add(made);
  return made;
}

/** A private key as PKCS#8. */
export function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
