/**
 * Reads a folder of credentials, so that gateways started one after the other know the same authority and keys, and a
 * provider is set up once. `add-credentials.ts` writes it.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificates } from './certificates.ts';
import { CredentialsError } from './credentials-error.ts';
import type { FolderIndex } from './folder-index.ts';
import { ProviderKeys } from './provider-keys.ts';

/** What a gateway takes over from a folder; the names are those of its options. */
export interface Credentials {
  readonly certificates: Certificates;
  readonly keys: ProviderKeys;
}

export const INDEX_FILE = 'credentials.json';

export const CERTIFICATE_FILES: Readonly<Record<keyof Certificates, string>> = {
  certificateAuthority: 'ca.pem',
  authorityKey: 'ca-key.pem',
  certificate: 'server.pem',
  key: 'server-key.pem',
};

/**
 * @throws CredentialsError when the folder, or a file of it, is missing or damaged.
 * @example await startGateway({ clock, journal, ...(await loadCredentials('credentials')) });
 */
export async function loadCredentials(folder: string): Promise<Credentials> {
  const { certificates, index } = await readFolder(folder);
  return { certificates, keys: keysOf(folder, index) };
}

/** The folder's keys; those to come are good in both worlds unless their request says otherwise. */
export function keysOf(folder: string, index: FolderIndex): ProviderKeys {
  const keys = new ProviderKeys('both');
  for (const { keyId, teamId, environment, publicKey, topics, relatedTo } of index.keys) {
    const optional = { ...(topics === undefined ? {} : { topics }), ...(relatedTo === undefined ? {} : { relatedTo }) };
    const origin = `The key '${keyId}' in ${join(folder, INDEX_FILE)}`;
    keys.add({ keyId, teamId, environment, ...optional, key: publicKey, origin });
  }
  return keys;
}

/** @throws CredentialsError as {@link loadCredentials}. */
export async function readFolder(folder: string): Promise<{ certificates: Certificates; index: FolderIndex }> {
  const { parseIndex } = await import('./folder-index.ts');
  const index = parseIndex(await read(folder, INDEX_FILE), join(folder, INDEX_FILE));
  const [certificateAuthority, authorityKey, certificate, key] = await Promise.all([
    read(folder, CERTIFICATE_FILES.certificateAuthority),
    read(folder, CERTIFICATE_FILES.authorityKey),
    read(folder, CERTIFICATE_FILES.certificate),
    read(folder, CERTIFICATE_FILES.key),
  ]);
  return { certificates: { certificateAuthority, authorityKey, certificate, key }, index };
}

async function read(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const what =
      code === 'ENOENT' || code === 'ENOTDIR'
        ? `${folder} is no folder of credentials: it has no file ${name}.`
        : `Cannot read ${join(folder, name)}: ${code}.`;
    throw new CredentialsError(what, `Make one with \`ringproof credentials --out ${folder}\`, or give another.`, {
      cause: error,
    });
  }
}
