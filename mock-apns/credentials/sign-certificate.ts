/**
 * Signs certificates (X.509 v3, RFC 5280) with node:crypto alone: no more of the format than this room's certificates
 * have, since loading a library for all of it takes longer than the rest of a gateway's start.
 */

import { createHash, type KeyObject, randomBytes, sign, type X509Certificate } from 'node:crypto';
import {
  BIT_STRING,
  BOOLEAN,
  der,
  GENERALIZED_TIME,
  INTEGER,
  OCTET_STRING,
  objectIdentifier,
  readDer,
  SEQUENCE,
  SET,
  UTC_TIME,
  UTF8_STRING,
} from './der.ts';

interface Extension {
  readonly oid: string;
  /** Default false. */
  readonly critical?: boolean;
  /** DER. */
  readonly value: Buffer;
}

interface CertificateDetails {
  /** From {@link distinguishedName} or {@link subjectOf}. */
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  /** The issuer's private key, on the P-256 curve. */
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

const ECDSA_WITH_SHA256 = der(SEQUENCE, objectIdentifier('1.2.840.10045.4.3.2'));
const VERSION_3 = der(0xa0, der(INTEGER, Buffer.of(2)));

/** @returns PEM */
export function signCertificate(details: CertificateDetails): string {
  const { subject, issuer, publicKey, signingKey, notBefore, notAfter, extensions } = details;
  const toBeSigned = der(
    SEQUENCE,
    VERSION_3,
    der(INTEGER, serialNumber()),
    ECDSA_WITH_SHA256,
    issuer,
    der(SEQUENCE, time(notBefore), time(notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, ...extensions.map(encode))),
  );
  const signature = bits(sign('sha256', toBeSigned, signingKey));
  return pem(der(SEQUENCE, toBeSigned, ECDSA_WITH_SHA256, signature));
}

/** @param parts object identifier and text of each part, the widest first. */
export function distinguishedName(...parts: readonly (readonly [oid: string, text: string])[]): Buffer {
  const sets = parts.map(([oid, text]) =>
    der(SET, der(SEQUENCE, objectIdentifier(oid), der(UTF8_STRING, Buffer.from(text)))),
  );
  return der(SEQUENCE, ...sets);
}

/** The subject of a certificate byte by byte, which is how one that it issues must name it. */
export function subjectOf(certificate: X509Certificate): Buffer {
  const [whole] = readDer(certificate.raw);
  const [toBeSigned] = readDer(whole?.content ?? Buffer.alloc(0));
  const fields = readDer(toBeSigned?.content ?? Buffer.alloc(0));
  // The version is left out of certificates of version 1.
  const subject = fields[fields[0]?.tag === 0xa0 ? 5 : 4];
  if (subject === undefined) throw new Error('The certificate has no subject.');
  return der(subject.tag, subject.content);
}

/** @param pathLength how many authorities may stand below this one; undefined for a certificate that issues none. */
export function basicConstraints(pathLength?: number): Extension {
  const parts = pathLength === undefined ? [] : [der(BOOLEAN, Buffer.of(0xff)), der(INTEGER, Buffer.of(pathLength))];
  return { oid: '2.5.29.19', critical: true, value: der(SEQUENCE, ...parts) };
}

/** Bits of the key usage extension, the first byte of it (RFC 5280, 4.2.1.3). */
const KEY_USAGE = { digitalSignature: 0x80, keyCertSign: 0x04, crlSign: 0x02 } as const;

export function keyUsage(...usages: readonly (keyof typeof KEY_USAGE)[]): Extension {
  const byte = usages.reduce((sum, usage) => sum | KEY_USAGE[usage], 0);
  // DER leaves zero bits at the end out, and says how many.
  const unused = 31 - Math.clz32(byte & -byte);
  return { oid: '2.5.29.15', critical: true, value: der(BIT_STRING, Buffer.of(unused, byte)) };
}

export function extendedKeyUsage(usage: 'serverAuth' | 'clientAuth'): Extension {
  const oid = usage === 'serverAuth' ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2';
  return { oid: '2.5.29.37', value: der(SEQUENCE, objectIdentifier(oid)) };
}

export function subjectKeyIdentifier(key: KeyObject): Extension {
  return { oid: '2.5.29.14', value: der(OCTET_STRING, keyIdentifier(key)) };
}

export function authorityKeyIdentifier(key: KeyObject): Extension {
  return { oid: '2.5.29.35', value: der(SEQUENCE, der(0x80, keyIdentifier(key))) };
}

/** @param addresses as bytes in network order. */
export function subjectAlternativeNames(hostNames: readonly string[], addresses: readonly Buffer[]): Extension {
  const names = [
    ...hostNames.map((name) => der(0x82, Buffer.from(name, 'ascii'))),
    ...addresses.map((address) => der(0x87, address)),
  ];
  return { oid: '2.5.29.17', value: der(SEQUENCE, ...names) };
}

/** The first of the two ways of RFC 5280, 4.2.1.2: SHA-1 of the public key's bits. */
function keyIdentifier(key: KeyObject): Buffer {
  const [whole] = readDer(key.export({ type: 'spki', format: 'der' }));
  const [, publicKey] = readDer(whole?.content ?? Buffer.alloc(0));
  return createHash('sha1')
    .update(publicKey?.content.subarray(1) ?? '')
    .digest();
}

/** A positive number of 16 random bytes; two authorities of one name must not repeat one. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

function encode({ oid, critical, value }: Extension): Buffer {
  const flag = critical === true ? [der(BOOLEAN, Buffer.of(0xff))] : [];
  return der(SEQUENCE, objectIdentifier(oid), ...flag, der(OCTET_STRING, value));
}

/** Two digits of the year until 2049, four from then on (RFC 5280, 4.1.2.5). */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
  const isShort = date.getUTCFullYear() < 2050;
  return der(isShort ? UTC_TIME : GENERALIZED_TIME, Buffer.from(isShort ? digits.slice(2) : digits));
}

function bits(content: Buffer): Buffer {
  return der(BIT_STRING, Buffer.of(0), content);
}

function pem(content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
