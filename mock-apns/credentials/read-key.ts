/**
 * Reads a key that somebody brings along: the `.p8` file of a provider key, or its public part, of which the gateway
 * needs no more. Each thing that people take for a key is told by its name.
 */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { CredentialsError } from './credentials-error.ts';

const BEGIN = /-----BEGIN ([A-Z0-9 ]+)-----/;
const EXPECTED =
  "A provider key is an EC key on the curve P-256, in PEM: the '.p8' file as Apple's developer site gives it";

/**
 * The public part of a key in PEM, whether private (PKCS#8, SEC 1) or public (SPKI).
 * @param origin what the text is called in messages, such as a file's path.
 * @throws CredentialsError that never shows any of the text.
 */
export function readPublicKey(pem: string, origin: string): KeyObject {
  const label = BEGIN.exec(pem)?.[1];
  if (pem.trim() === '') throw refusal(origin, 'is empty');
  if (label === undefined) throw refusal(origin, 'is not PEM: it has no line -----BEGIN PRIVATE KEY-----');
  if (label.includes('CERTIFICATE')) throw refusal(origin, 'holds a certificate, not a key');
  if (label === 'ENCRYPTED PRIVATE KEY' || pem.includes('Proc-Type: 4,ENCRYPTED')) {
    const advice =
      "Decrypt it first: openssl pkcs8 -in <file> -out <file>.p8 -topk8 -nocrypt; Apple's have no password.";
    throw new CredentialsError(`${origin} is encrypted.`, advice);
  }
  const key = parse(pem, origin);
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = key;
  if (type !== 'ec') throw refusal(origin, `is a key of type '${type}'`);
  if (details?.namedCurve !== 'prime256v1') throw refusal(origin, `is on the curve '${details?.namedCurve ?? '?'}'`);
  return key;
}

function parse(pem: string, origin: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw refusal(origin, 'is PEM, but what it holds is damaged or no key', { cause: error });
  }
}

function refusal(origin: string, what: string, options?: ErrorOptions): CredentialsError {
  return new CredentialsError(`${origin} ${what}.`, `${EXPECTED}.`, options);
}
