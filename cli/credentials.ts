/** `ringproof credentials`: makes what a provider needs to send to the mock gateway, as files. */

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import { messageOf, UsageError } from '../lab/errors.ts';
import {
  type AddedCredentials,
  addCredentials,
  type CertificateRequest,
  CredentialsError,
  type ExistingKey,
  type KeyEnvironment,
  type KeyRequest,
} from '../mock-apns/index.ts';

export type CredentialKind = 'key' | 'certificate' | 'voip-certificate';

export interface CredentialsOptions {
  readonly out: string;
  readonly bundleId?: string;
  readonly teamId?: string;
  readonly topic: readonly string[];
  readonly environment: KeyEnvironment;
  readonly kind: readonly CredentialKind[];
  readonly relatedTo?: string;
  readonly password: string;
  /** Path of a `.p8` file of the user's own. */
  readonly import?: string;
  readonly keyId?: string;
}

/** @returns the exit code */
export async function credentials(options: CredentialsOptions): Promise<number> {
  const kinds = kindsOf(options);
  refuseIdleOptions(kinds, options);
  const keys = kinds.includes('key') ? [await keyOf(options)] : [];
  const certificates = kinds.flatMap((kind) => (kind === 'key' ? [] : [certificateOf(kind, options)]));
  const added = await addCredentials(options.out, { keys, certificates, password: options.password }).catch(
    (error: unknown) => {
      if (!(error instanceof CredentialsError)) throw error;
      throw new UsageError(error.what, error.advice === '' ? 'See --help for the options.' : error.advice);
    },
  );
  process.stdout.write(`${describe(options, added)}\n`);
  return 0;
}

function kindsOf({ kind, bundleId }: CredentialsOptions): readonly CredentialKind[] {
  if (kind.length === 0) return bundleId === undefined ? ['key'] : ['key', 'certificate'];
  return [...new Set(kind)];
}

/** An option that changes nothing was meant for something. */
function refuseIdleOptions(kinds: readonly CredentialKind[], options: CredentialsOptions): void {
  const forKeys = {
    '--topic': options.topic.length > 0,
    '--team-id': options.teamId !== undefined,
    '--related-to': options.relatedTo !== undefined,
    '--import': options.import !== undefined,
    '--key-id': options.keyId !== undefined,
  };
  const forCertificates = { '--bundle-id': options.bundleId !== undefined, '--password': options.password !== '' };
  const isGiven = (given: Readonly<Record<string, boolean>>) => Object.keys(given).find((name) => given[name]);
  const idleKeyOption = kinds.includes('key') ? undefined : isGiven(forKeys);
  if (idleKeyOption !== undefined) {
    throw new UsageError(`${idleKeyOption} is for keys, and none is made.`, 'Add --kind key, or leave it out.');
  }
  const idleOption = kinds.some((kind) => kind !== 'key') ? undefined : isGiven(forCertificates);
  if (idleOption === undefined) return;
  const advice = 'Add --bundle-id and --kind certificate, or leave it out.';
  throw new UsageError(`${idleOption} is for certificates, and none is made.`, advice);
}

async function keyOf(options: CredentialsOptions): Promise<KeyRequest | ExistingKey> {
  const { topic, environment, teamId, relatedTo } = options;
  const request: KeyRequest = {
    environment,
    ...(topic.length === 0 ? {} : { topics: topic }),
    ...(teamId === undefined ? {} : { teamId }),
    ...(relatedTo === undefined ? {} : { relatedTo }),
  };
  if (options.import === undefined) {
    if (options.keyId === undefined) return request;
    throw new UsageError('--key-id names a key of your own, and none is given.', 'Give its .p8 file with --import.');
  }
  const keyId = options.keyId ?? /^AuthKey_([A-Z0-9]{10})\.p8$/.exec(basename(options.import))?.[1];
  if (keyId === undefined) {
    throw new UsageError(`The id of the key in ${options.import} is not known.`, 'Give it with --key-id.');
  }
  return { ...request, keyId, origin: options.import, key: await readKeyFile(options.import) };
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const because = isMissing ? 'there is no such file' : messageOf(error);
    throw new UsageError(`Cannot read the key ${path}: ${because}.`, 'Give the .p8 file of the key with --import.');
  }
}

function certificateOf(kind: 'certificate' | 'voip-certificate', options: CredentialsOptions): CertificateRequest {
  const { bundleId, environment } = options;
  if (bundleId === undefined) {
    throw new UsageError('A certificate is for one app, and none is named.', 'Name it with --bundle-id.');
  }
  return {
    bundleId,
    ...(kind === 'voip-certificate' ? { kinds: ['voip'] } : {}),
    ...(environment === 'both' ? {} : { environments: [environment] }),
  };
}

function describe({ out, password }: CredentialsOptions, { isNew, keys, certificates }: AddedCredentials): string {
  const lines = [`${isNew ? 'Made' : 'Added to'} ${pc.bold(out)}:`, ''];
  const entry = (file: string, what: string) => lines.push(`  ${file}`, pc.dim(`      ${what}`));
  if (isNew) entry('ca.pem', 'the authority that your provider must trust');
  for (const { file, keyId, teamId, environment, topics } of keys) {
    const scope = topics === undefined ? 'every topic' : topics.join(', ');
    const title = file ?? 'your own key';
    entry(title, `key id ${keyId}, team id ${teamId}, ${worldOf([environment])}, ${scope}`);
  }
  for (const { pem, p12, environments, topics, expires } of certificates) {
    entry(`${pem}, ${p12}`, `${worldOf(environments)}, until ${expires.slice(0, 10)}, ${topics.join(', ')}`);
  }
  if (certificates.length > 0) {
    lines.push('', `The .p12 has ${password === '' ? 'an empty password' : 'the password that you gave'}.`);
  }
  const authority = isNew ? '' : `, and let your provider trust ${join(out, 'ca.pem')}`;
  lines.push(
    '',
    `Start a gateway that knows them${authority}:`,
    '',
    `  ringproof gateway --credentials ${quoted(out)}`,
  );
  return lines.join('\n');
}

function worldOf(environments: readonly string[]): string {
  return environments.length > 1 || environments[0] === 'both' ? 'sandbox and production' : (environments[0] ?? '');
}

function quoted(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
