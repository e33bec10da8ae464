/** Provider certificates that were revoked, known by their fingerprint. */

import { X509Certificate } from 'node:crypto';
import type { Table } from '../table.ts';
import { CredentialsError } from './credentials-error.ts';

export class RevokedCertificates {
  readonly #fingerprints: Table<true>;

  constructor(fingerprints: Table<true> = new Map()) {
    this.#fingerprints = fingerprints;
  }

  /** @throws CredentialsError when the text holds no certificate in PEM. */
  revoke(pem: string): void {
    this.#fingerprints.set(read(pem).fingerprint256, true);
  }

  has(certificate: X509Certificate): boolean {
    return this.#fingerprints.size > 0 && this.#fingerprints.get(certificate.fingerprint256) === true;
  }
}

function read(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    const advice = 'Pass the PEM of one, such as the `certificate` that issueCertificate gave.';
    throw new CredentialsError('No certificate was revoked: the text is no X.509 certificate.', advice, {
      cause: error,
    });
  }
}
