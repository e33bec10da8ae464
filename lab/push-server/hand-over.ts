/**
 * What a push server under test is given: a JSON file, named by the environment variable RINGPROOF_HANDOVER, with the
 * gateways' addresses, the authority to trust and the credentials, all of them files beside it.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderKey, Worlds } from '../../mock-apns/index.ts';

/** An APNs authentication key, as Apple's developer site gives it. */
export interface HandedKey {
  /** Path of the `.p8` file. */
  readonly keyFile: string;
  readonly keyId: string;
  readonly teamId: string;
}

export interface HandOver {
  readonly bundleId: string;
  readonly apns: {
    /** `https://host:port`, in place of api.sandbox.push.apple.com and api.push.apple.com. */
    readonly sandbox: string;
    readonly production: string;
    /** Path of the PEM of the authority that both gateways are trusted by. */
    readonly certificateAuthority: string;
  };
  readonly credentials: {
    /** For the topic that is the bundle id. */
    readonly alert: HandedKey;
    /** For the topic with `.voip`; the same key as `alert`. Null: the server has none, and must not send VoIP pushes. */
    readonly voip: HandedKey | null;
  };
  /** Port to take the contract's steps at; null when a command does that. */
  readonly port: number | null;
}

export interface HandOverOptions {
  readonly worlds: Pick<Worlds, 'sandbox' | 'production' | 'certificateAuthority'>;
  readonly key: ProviderKey;
  readonly bundleId: string;
  readonly hasVoipCredential: boolean;
  readonly port: number | null;
}

/** Writes file and credentials into `folder`. @returns path of the file */
export async function writeHandOver(folder: string, options: HandOverOptions): Promise<string> {
  const { worlds, key, bundleId, hasVoipCredential, port } = options;
  const certificateAuthority = join(folder, 'apns-ca.pem');
  const keyFile = join(folder, `AuthKey_${key.keyId}.p8`);
  const handed: HandedKey = { keyFile, keyId: key.keyId, teamId: key.teamId };
  const handOver: HandOver = {
    bundleId,
    apns: { sandbox: worlds.sandbox.url, production: worlds.production.url, certificateAuthority },
    credentials: { alert: handed, voip: hasVoipCredential ? handed : null },
    port,
  };
  const file = join(folder, 'hand-over.json');
  await writeFile(certificateAuthority, worlds.certificateAuthority);
  await writeFile(keyFile, key.key, { mode: 0o600 });
  await writeFile(file, `${JSON.stringify(handOver, undefined, 2)}\n`);
  return file;
}
