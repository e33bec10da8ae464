/** Looks at the gateway's own certificates before a provider does, whose TLS library would only say that it failed. */

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Certificates } from './certificates.ts';
import { CredentialsError } from './credentials-error.ts';

const RENEW = 'Make a new set: `ringproof credentials --out <a new folder>`, or makeCertificates() in code.';

/**
 * @param now real time, milliseconds since 1970.
 * @throws CredentialsError when one is unreadable, out of its time, or not the one that its key or issuer belongs to.
 */
export function checkCertificates(certificates: Certificates, now: number): void {
  const authority = readCertificate('authority certificate', certificates.certificateAuthority);
  const server = readCertificate('server certificate', certificates.certificate);
  checkTime('authority certificate', authority, now);
  checkTime('server certificate', server, now);
  checkPair('authority', authority, readKey('authority', certificates.authorityKey));
  checkPair('server', server, readKey('server', certificates.key));
  if (!server.verify(authority.publicKey)) {
    throw new CredentialsError('The server certificate was not signed by the authority certificate.', RENEW);
  }
}

function readCertificate(name: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    const seen = pem.trim() === '' ? 'it is empty' : 'it is no X.509 certificate in PEM';
    throw new CredentialsError(`The ${name} cannot be read: ${seen}.`, RENEW, { cause: error });
  }
}

function readKey(name: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new CredentialsError(
      `The key of the ${name} certificate cannot be read: it is no private key in PEM.`,
      RENEW,
      {
        cause: error,
      },
    );
  }
}

function checkTime(name: string, { validFrom, validTo }: X509Certificate, now: number): void {
  if (now > Date.parse(validTo)) throw new CredentialsError(`The ${name} expired on ${validTo}.`, RENEW);
  if (now < Date.parse(validFrom)) {
    throw new CredentialsError(`The ${name} is not valid before ${validFrom}.`, `Set this machine's clock. ${RENEW}`);
  }
}

function checkPair(name: string, certificate: X509Certificate, key: KeyObject): void {
  if (certificate.checkPrivateKey(key)) return;
  throw new CredentialsError(`The key of the ${name} does not belong to the ${name} certificate.`, RENEW);
}
