/**
 * What a push server under test is given: a JSON file, named by the environment variable RINGPROOF_HANDOVER, with the
 * gateways' addresses, the authority to trust and the credentials, all of them files beside it.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makePkcs12 } from '../../mock-apns/credentials/pkcs12.ts';
import type { CertificateKind, Worlds } from '../../mock-apns/index.ts';

/** How a push server shows APNs who it is: an authentication key, or a provider certificate for each topic. */
export const CREDENTIAL_KINDS = ['key', 'certificates'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

const path = z.string().min(1);

const handedKey = z
  .strictObject({
    keyFile: path.describe('The `.p8` file'),
    keyId: z.string().length(10),
    teamId: z.string().length(10),
  })
  .describe("An APNs authentication key, as Apple's developer site gives it");

const handedCertificate = z
  .strictObject({
    certificateFile: path.describe('PEM'),
    keyFile: path.describe('PEM of its private key (PKCS#8, RSA)'),
    pkcs12File: path.describe('Both in one, as Keychain Access exports them'),
    pkcs12Password: z.string(),
  })
  .describe('A provider certificate for both worlds, good for one topic');

const credential = z.union([handedKey, handedCertificate]);

/** As it is published with the contract. */
export const handOverSchema = z.strictObject({
  bundleId: z.string(),
  apns: z.strictObject({
    sandbox: z.url().describe('In place of https://api.sandbox.push.apple.com'),
    production: z.url().describe('In place of https://api.push.apple.com'),
    certificateAuthority: path.describe('PEM of the authority that both gateways are trusted by'),
  }),
  credentials: z.strictObject({
    alert: credential.describe('For the topic that is the bundle id'),
    voip: credential
      .nullable()
      .describe(
        'For the topic with `.voip`: the same key as `alert`, or a VoIP Services certificate. ' +
          'Null: the server has none, and must not send VoIP pushes',
      ),
  }),
  port: z.int().nullable().describe("Where to take the contract's steps; null when a command does that"),
});

export type HandOver = z.output<typeof handOverSchema>;
type Handed = z.output<typeof credential>;

export interface HandOverOptions {
  readonly worlds: Worlds;
  readonly bundleId: string;
  readonly credentials: CredentialKind;
  readonly hasVoipCredential: boolean;
  readonly port: number | null;
}

/** It guards nothing: the file lies beside the key in the clear. Some libraries take no file without one. */
const PKCS12_PASSWORD = 'ringproof';

/** Has credentials issued and writes them, and the file that names them, into `folder`. @returns path of the file */
export async function writeHandOver(folder: string, options: HandOverOptions): Promise<string> {
  const { worlds, bundleId, credentials, port } = options;
  const certificateAuthority = join(folder, 'apns-ca.pem');
  const handOver: HandOver = {
    bundleId,
    apns: { sandbox: worlds.sandbox.url, production: worlds.production.url, certificateAuthority },
    credentials: credentials === 'key' ? await handKey(folder, options) : await handCertificates(folder, options),
    port,
  };
  const file = join(folder, 'hand-over.json');
  await writeFile(certificateAuthority, worlds.certificateAuthority);
  await writeFile(file, `${JSON.stringify(handOver, undefined, 2)}\n`);
  return file;
}

async function handKey(
  folder: string,
  { worlds, bundleId, hasVoipCredential }: HandOverOptions,
): Promise<HandOver['credentials']> {
  const { key, keyId, teamId } = worlds.issueKey({
    topics: hasVoipCredential ? [bundleId, `${bundleId}.voip`] : [bundleId],
  });
  const keyFile = join(folder, `AuthKey_${keyId}.p8`);
  await writeFile(keyFile, key, { mode: 0o600 });
  const handed = { keyFile, keyId, teamId };
  return { alert: handed, voip: hasVoipCredential ? handed : null };
}

/** Each is good for its own topic alone, so that a push over the wrong one is refused as it would be with Apple. */
async function handCertificates(
  folder: string,
  { worlds, bundleId, hasVoipCredential }: HandOverOptions,
): Promise<HandOver['credentials']> {
  const hand = async (kind: CertificateKind, name: string): Promise<Handed> => {
    const issued = await worlds.issueCertificate({ bundleId, kinds: [kind] });
    const certificateFile = join(folder, `${name}.pem`);
    const keyFile = join(folder, `${name}-key.pem`);
    const pkcs12File = join(folder, `${name}.p12`);
    await writeFile(certificateFile, issued.certificate);
    await writeFile(keyFile, issued.key, { mode: 0o600 });
    await writeFile(pkcs12File, await makePkcs12(issued, PKCS12_PASSWORD), { mode: 0o600 });
    return { certificateFile, keyFile, pkcs12File, pkcs12Password: PKCS12_PASSWORD };
  };
  return {
    alert: await hand('app', 'apple-push'),
    voip: hasVoipCredential ? await hand('voip', 'voip-services') : null,
  };
}
