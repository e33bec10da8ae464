/**
 * A certificate's folder: the envelope, and beside it the files that it vouches for. No folders within, so that it can be
 * mailed, uploaded and listed without care.
 */

import { createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConformanceReport } from '../report.ts';
import { renderJson } from '../writers/json.ts';
import { badgeOf } from './badge.ts';
import { sha256 } from './digest.ts';
import { sealed } from './envelope.ts';
import { maskedReport } from './masked-report.ts';
import { type Configuration, type Statement, statementOf } from './statement.ts';
import type { TypedValues } from './typed-values.ts';

export const ENVELOPE_FILE = 'certificate.dsse.json';
export const PUBLIC_KEY_FILE = 'public-key.pem';
const BADGE_FILE = 'badge.svg';

/** What an older bundle may consist of, and nothing that would be missed. */
const OF_A_BUNDLE = /^(certificate\.dsse\.json|public-key\.pem|badge\.svg|conformance-\d+\.json)$/;

const reportFile = (number: number) => `conformance-${number}.json`;

export interface BundleInput {
  /** In the order in which they were made. */
  readonly reports: readonly ConformanceReport[];
  /** What the runs held that is sensitive by its type. */
  readonly sensitive: TypedValues;
  /** `dirHash` of what the app was built from. */
  readonly appDigest: string;
  readonly configuration: readonly Configuration[];
  /** Ed25519. */
  readonly privateKey: KeyObject;
}

export interface Bundle {
  readonly statement: Statement;
  /** Contents by file name. */
  readonly files: ReadonlyMap<string, string>;
}

/** Signs whatever it is given; whether it should be signed is `certifiable.ts`'s to say. */
export function makeBundle({ reports, sensitive, appDigest, configuration, privateKey }: BundleInput): Bundle {
  const runs = reports.map((report, index) => ({
    name: reportFile(index + 1),
    report: maskedReport(report, sensitive),
  }));
  const draft = { runs, appDigest, configuration };
  const files = new Map<string, string>([
    ...runs.map(({ name, report }): [string, string] => [name, renderJson(report)]),
    [BADGE_FILE, badgeOf(statementOf({ ...draft, files: new Map() }))],
    [PUBLIC_KEY_FILE, createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()],
  ]);
  const digests = new Map([...files].map(([name, text]) => [name, sha256(text)]));
  const statement = statementOf({ ...draft, files: digests });
  files.set(ENVELOPE_FILE, sealed(`${JSON.stringify(statement)}\n`, privateKey));
  return { statement, files };
}

/** Why a bundle must not be written to `folder`, as the rest of a sentence; undefined when it may. */
export async function obstacleTo(folder: string): Promise<string | undefined> {
  try {
    const foreign = (await readdir(folder)).find((name) => !OF_A_BUNDLE.test(name));
    return foreign === undefined ? undefined : `holds ${foreign}, which is no part of a certificate`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    return code === 'ENOTDIR' ? 'is no folder' : `cannot be read: ${message}`;
  }
}

/** Writes beside the folder and renames, so that a reader sees the old bundle or the new one. */
export async function writeBundle(folder: string, { files }: Bundle): Promise<void> {
  const beside = `${folder}.${randomUUID()}.part`;
  try {
    await mkdir(beside, { recursive: true });
    for (const [name, text] of files) await writeFile(path.join(beside, name), text);
    await rm(folder, { recursive: true, force: true });
    await rename(beside, folder);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}
