/**
 * What a provider's TLS certificate allows: topics and environments, in extensions of Apple's.
 * Apple documents what the topic lists are for ("Sending notification requests to APNs"); their encoding is that of the
 * certificates that jchambers/pushy makes for its tests, and of Apple's as client libraries read them.
 */

import type { TLSSocket } from 'node:tls';
import { der, NULL, OBJECT_IDENTIFIER, OCTET_STRING, readDer, SEQUENCE, UTF8_STRING } from './der.ts';
import type { Environment } from './provider-keys.ts';
import type { RevokedCertificates } from './revoked-certificates.ts';

/** What a certificate serves: the app, its VoIP pushes, its watch complication. */
export const CERTIFICATE_KINDS = ['app', 'voip', 'complication'] as const;

export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

export interface ClientCertificate {
  readonly topics: readonly string[];
  readonly environments: readonly Environment[];
}

/** `BadCertificate` covers what is expired, revoked, of another authority, or without topics; no trace tells what Apple does. */
export type CertificateJudgement =
  | ClientCertificate
  | { readonly refused: 'BadCertificate' | 'BadCertificateEnvironment' };

const APPLE_PUSH = '1.2.840.113635.100.6.3';
/** The arc above, as DER has it. */
const APPLE_PUSH_BYTES = '2a864886f763640603';
const SANDBOX = 1;
const PRODUCTION = 2;
/** VoIP Services certificates: one text, topics separated by commas. */
const VOIP_TOPICS = 4;
/** All others: topic and kind in turn. */
const TOPICS = 6;

export interface CertificateExtension {
  readonly oid: string;
  readonly value: Buffer;
}

/** The extensions of a certificate for an app; for VoIP alone they are those of a VoIP Services certificate. */
export function extensionsFor(
  bundleId: string,
  kinds: readonly CertificateKind[],
  environments: readonly Environment[],
): CertificateExtension[] {
  const flags = environments.map((environment) => ({
    oid: `${APPLE_PUSH}.${environment === 'sandbox' ? SANDBOX : PRODUCTION}`,
    value: der(NULL),
  }));
  const topics = kinds.map((kind) => [kind === 'app' ? bundleId : `${bundleId}.${kind}`, kind] as const);
  if (kinds.every((kind) => kind === 'voip')) {
    const list = topics.map(([topic]) => topic).join(',');
    return [...flags, { oid: `${APPLE_PUSH}.${VOIP_TOPICS}`, value: utf8(list) }];
  }
  const pairs = topics.flatMap(([topic, kind]) => [utf8(topic), der(SEQUENCE, utf8(kind))]);
  return [...flags, { oid: `${APPLE_PUSH}.${TOPICS}`, value: der(SEQUENCE, ...pairs) }];
}

/** Judges the certificate that the provider presented; undefined when it presented none. */
export function judgeCertificate(
  socket: TLSSocket,
  environment: Environment,
  revoked: RevokedCertificates,
): CertificateJudgement | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  if (!socket.authorized || revoked.has(certificate)) return { refused: 'BadCertificate' };
  const read = readCertificate(certificate.raw);
  if (read === undefined || read.topics.length === 0) return { refused: 'BadCertificate' };
  return read.environments.includes(environment) ? read : { refused: 'BadCertificateEnvironment' };
}

function utf8(text: string): Buffer {
  return der(UTF8_STRING, Buffer.from(text, 'utf8'));
}

/** Undefined when the extensions cannot be read. */
function readCertificate(raw: Buffer): ClientCertificate | undefined {
  try {
    const extensions = appleExtensions(raw);
    const environments: Environment[] = [];
    if (extensions.has(SANDBOX)) environments.push('sandbox');
    if (extensions.has(PRODUCTION)) environments.push('production');
    const [voip] = readDer(extensions.get(VOIP_TOPICS) ?? Buffer.alloc(0));
    const [list] = readDer(extensions.get(TOPICS) ?? Buffer.alloc(0));
    const topics = [
      ...readDer(list?.content ?? Buffer.alloc(0)).flatMap(({ tag, content }) =>
        tag === UTF8_STRING ? [content.toString('utf8')] : [],
      ),
      ...(voip?.content.toString('utf8').split(',') ?? []),
    ];
    return { topics: [...new Set(topics)], environments };
  } catch {
    return undefined;
  }
}

/** The extensions in Apple's arc for pushes, by its last number. Layout: RFC 5280, 4.1. */
function appleExtensions(raw: Buffer): Map<number, Buffer> {
  const EXTENSIONS = 0xa3;
  const [certificate] = readDer(raw);
  const [signed] = readDer(certificate?.content ?? raw);
  const wrapped = readDer(signed?.content ?? raw).find(({ tag }) => tag === EXTENSIONS);
  const [list] = readDer(wrapped?.content ?? Buffer.alloc(0));
  const found = new Map<number, Buffer>();
  for (const { content } of readDer(list?.content ?? Buffer.alloc(0))) {
    const fields = readDer(content);
    const oid = fields.find(({ tag }) => tag === OBJECT_IDENTIFIER)?.content.toString('hex') ?? '';
    const value = fields.find(({ tag }) => tag === OCTET_STRING)?.content;
    if (value === undefined || oid.slice(0, -2) !== APPLE_PUSH_BYTES) continue;
    found.set(Number.parseInt(oid.slice(-2), 16), value);
  }
  return found;
}
