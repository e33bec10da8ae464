/**
 * Adds credentials to a folder, as Apple's developer site adds them to a team, and makes the folder with an authority
 * of its own when there is none. All or nothing: what fails leaves the folder as it was. Nothing is ever overwritten.
 */

import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Certificates, makeCertificates } from './certificates.ts';
import { checkCertificates } from './check-certificates.ts';
import { CERTIFICATE_KINDS } from './client-certificate.ts';
import { CredentialsError } from './credentials-error.ts';
import { CERTIFICATE_FILES, INDEX_FILE, keysOf, readFolder } from './credentials-folder.ts';
import type { FolderIndex, IndexedCertificate, IndexedKey } from './folder-index.ts';
import { type CertificateRequest, issueCertificate } from './issue-certificate.ts';
import { makePkcs12 } from './pkcs12.ts';
import type { ExistingKey, KeyRequest, ProviderKeys, RegisteredKey } from './provider-keys.ts';

export interface FolderRequest {
  /** Keys to issue, and keys of the user's own to make known. */
  readonly keys?: readonly (KeyRequest | ExistingKey)[];
  readonly certificates?: readonly CertificateRequest[];
  /** Of the `.p12` files. Default: the empty one. */
  readonly password?: string;
}

/** What was added, as the index has it; file names are relative to the folder. */
export interface AddedCredentials {
  /** Whether the folder was made, and its authority with it. */
  readonly isNew: boolean;
  readonly keys: readonly IndexedKey[];
  readonly certificates: readonly IndexedCertificate[];
}

type Files = Map<string, string | Buffer>;

/** @throws CredentialsError when a request or the folder cannot be used; Error as {@link issueCertificate}. */
export async function addCredentials(folder: string, request: FolderRequest): Promise<AddedCredentials> {
  const names = await namesIn(folder);
  const isNew = names.length === 0;
  if (!isNew && !names.includes(INDEX_FILE)) {
    const advice = 'Name a folder that is empty or does not exist yet, or one that this command has made.';
    throw new CredentialsError(`${folder} has files of another kind in it, such as ${names[0] ?? ''}.`, advice);
  }
  const before = isNew ? await emptyFolder() : await readFolder(folder);
  checkCertificates(before.certificates, performance.timeOrigin);
  const files: Files = new Map();
  const known = keysOf(folder, before.index);
  const keys = (request.keys ?? []).map((key) => addKey(key, known, files));
  const certificates: IndexedCertificate[] = [];
  for (const one of request.certificates ?? []) {
    certificates.push(await addCertificate(one, before.certificates, request.password ?? '', names, files));
  }
  const index: FolderIndex = {
    version: 1,
    keys: [...before.index.keys, ...keys],
    certificates: [...before.index.certificates, ...certificates],
  };
  const text = `${JSON.stringify(index, undefined, 2)}\n`;
  if (isNew) await writeNew(folder, before.certificates, files.set(INDEX_FILE, text));
  else await writeMore(folder, files, text);
  return { isNew, keys, certificates };
}

async function emptyFolder(): Promise<{ certificates: Certificates; index: FolderIndex }> {
  return { certificates: await makeCertificates(), index: { version: 1, keys: [], certificates: [] } };
}

function addKey(request: KeyRequest | ExistingKey, known: ProviderKeys, files: Files): IndexedKey {
  if ('keyId' in request) return indexed(known.add(request));
  const issued = known.issue(request);
  const key = known.find(issued.keyId);
  if (key === undefined) throw new Error(`The key '${issued.keyId}' was lost while it was issued.`);
  const file = `AuthKey_${issued.keyId}.p8`;
  files.set(file, issued.key);
  return { ...indexed(key), file };
}

function indexed({ keyId, teamId, environment, topics, relatedTo, publicKey }: RegisteredKey): IndexedKey {
  return {
    keyId,
    teamId,
    environment,
    ...(topics === undefined ? {} : { topics: [...topics] }),
    ...(relatedTo === undefined ? {} : { relatedTo }),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

async function addCertificate(
  request: CertificateRequest,
  authority: Certificates,
  password: string,
  taken: readonly string[],
  files: Files,
): Promise<IndexedCertificate> {
  const issued = await issueCertificate(authority, request);
  const { bundleId, kinds = CERTIFICATE_KINDS, environments = ['sandbox', 'production'] } = request;
  const title = kinds.every((kind) => kind === 'voip') ? 'voip' : 'push';
  const world = environments.length === 1 ? `-${environments[0] ?? ''}` : '';
  const name = freeName(`${title}-${bundleId}${world}`, (file) => taken.includes(file) || files.has(file));
  const pem = `${name}.pem`;
  const p12 = `${name}.p12`;
  files.set(pem, `${issued.certificate.trimEnd()}\n${issued.key.trimEnd()}\n`);
  files.set(p12, await makePkcs12(issued, password));
  const topics = kinds.map((kind) => (kind === 'app' ? bundleId : `${bundleId}.${kind}`));
  const { validTo } = new X509Certificate(issued.certificate);
  const expires = new Date(Date.parse(validTo)).toISOString();
  return { bundleId, topics, environments: [...environments], pem, p12, expires };
}

function freeName(name: string, isTaken: (file: string) => boolean): string {
  let free = name;
  for (let number = 2; isTaken(`${free}.pem`) || isTaken(`${free}.p12`); number += 1) free = `${name}-${number}`;
  return free;
}

/** Empty when there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw cannotWrite(folder, error);
  }
}

/** Private keys are for their owner's eyes only. */
const MODE = 0o600;

/** The folder gets its name when it is whole. */
async function writeNew(folder: string, certificates: Certificates, files: Files): Promise<void> {
  const path = resolve(folder);
  let unfinished: string | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    unfinished = await mkdtemp(join(dirname(path), `.${basename(path)}-`));
    for (const [part, name] of Object.entries(CERTIFICATE_FILES)) {
      files.set(name, certificates[part as keyof Certificates]);
    }
    for (const [name, content] of files) await writeFile(join(unfinished, name), content, { mode: MODE, flag: 'wx' });
    await rename(unfinished, path);
  } catch (error) {
    if (unfinished !== undefined) await rm(unfinished, { recursive: true, force: true });
    throw cannotWrite(folder, error);
  }
}

/** The new index takes the old one's place last; without it the new files do not count. */
async function writeMore(folder: string, files: Files, index: string): Promise<void> {
  const written: string[] = [];
  const write = async (name: string, content: string | Buffer) => {
    await writeFile(join(folder, name), content, { mode: MODE, flag: 'wx' });
    written.push(join(folder, name));
  };
  const unfinished = `.${INDEX_FILE}.new`;
  try {
    for (const [name, content] of files) await write(name, content);
    await write(unfinished, index);
    await rename(join(folder, unfinished), join(folder, INDEX_FILE));
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    throw cannotWrite(folder, error);
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no folder can be made there',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full',
  ENOTDIR: 'it, or something above it, is a file',
  EEXIST: 'it, or something above it, is a file',
};

function cannotWrite(folder: string, error: unknown): CredentialsError {
  const code = codeOf(error);
  const problem = PROBLEMS[code] ?? code;
  return new CredentialsError(`Cannot write credentials to ${folder}: ${problem}.`, 'Name another folder.', {
    cause: error,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
