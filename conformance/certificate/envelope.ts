/**
 * The envelope of a certificate: DSSE 1.0 (github.com/secure-systems-lab/dsse, protocol.md and envelope.md) with one
 * Ed25519 signature. It signs bytes, so nothing depends on how somebody writes JSON.
 */

import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';

/** Of every in-toto statement. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

const SIGNATURE_BYTES = 64;

/** Standard base64 or its URL-safe form: verifiers have to take both. */
const base64 = z.string().regex(/^[\w+/-]+={0,2}$/);

const envelopeSchema = z.object({
  payload: base64,
  payloadType: z.string(),
  signatures: z.array(z.object({ keyid: z.string().default(''), sig: base64 })).min(1),
});

/** What is signed, so that neither payload nor its type can pass for the other. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}

/** SHA-256 of the public key (SubjectPublicKeyInfo, DER) in hex. @param key public, or the private one that it belongs to */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** The envelope as the text of its file. @param privateKey Ed25519 */
export function sealed(payload: string, privateKey: KeyObject): string {
  const bytes = Buffer.from(payload, 'utf8');
  const sig = sign(null, preAuthenticationEncoding(PAYLOAD_TYPE, bytes), privateKey).toString('base64');
  const envelope = {
    payload: bytes.toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: keyIdOf(privateKey), sig }],
  };
  return `${JSON.stringify(envelope, undefined, 2)}\n`;
}

export type Opened =
  | { readonly kind: 'opened'; readonly payload: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The payload, once its signature is known to be of `publicKey`.
 * @param text of the envelope's file
 * @param publicKey Ed25519
 */
export function opened(text: string, publicKey: KeyObject): Opened {
  const refused = (reason: string): Opened => ({ kind: 'refused', reason });
  const envelope = parsed(text);
  if (envelope === undefined) return refused('it is no DSSE envelope');
  // The signature covers the type; looked at first, a wrong type can be told from a wrong signature.
  if (envelope.payloadType !== PAYLOAD_TYPE) {
    return refused(`its payload type is "${envelope.payloadType}" where "${PAYLOAD_TYPE}" was expected`);
  }
  const payload = Buffer.from(envelope.payload, 'base64');
  const signedBytes = preAuthenticationEncoding(envelope.payloadType, payload);
  const signatures = envelope.signatures.map(({ keyid, sig }) => ({ keyid, sig: Buffer.from(sig, 'base64') }));
  const whole = signatures.filter(({ sig }) => sig.length === SIGNATURE_BYTES);
  if (whole.length === 0) return refused(`it has no signature of ${SIGNATURE_BYTES} bytes, which is Ed25519's length`);
  if (whole.some(({ sig }) => verify(null, signedBytes, publicKey, sig))) {
    return { kind: 'opened', payload: payload.toString('utf8') };
  }
  // The key id is a hint that anybody can write: good enough to explain a refusal, and for nothing else.
  const own = keyIdOf(publicKey);
  const others = whole.filter(({ keyid }) => keyid !== own).map(({ keyid }) => keyid);
  return refused(
    others.length === whole.length
      ? `it was signed with another key: key id ${others.join(', ')}, and not ${own}`
      : 'its signature does not fit its payload: one of the two was changed after signing',
  );
}

function parsed(text: string): z.output<typeof envelopeSchema> | undefined {
  try {
    return envelopeSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
