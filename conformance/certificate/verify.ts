/**
 * Verifies a bundle offline, from its files alone: signature, payload type, every file's digest, and that the reports bear
 * out what the statement says. This is what a reviewer runs.
 */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Catalogue } from '../catalogue.ts';
import { catalogueOf, type ProfileName } from '../profiles/profiles.ts';
import { type ConformanceReport, reportSchema } from '../report.ts';
import { ENVELOPE_FILE, PUBLIC_KEY_FILE } from './bundle.ts';
import { findingsBetween, findingsOfRun, RUNS_NEEDED } from './certifiable.ts';
import { sha256 } from './digest.ts';
import { keyIdOf, opened } from './envelope.ts';
import type { Finding } from './finding.ts';
import { unmaskedIn } from './masked-report.ts';
import { conclusionOf, parseStatement, type ReportFile, type Statement } from './statement.ts';

export type Verification =
  | { readonly kind: 'good'; readonly statement: Statement; readonly keyId: string }
  /** With at least one finding. */
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

export interface Expected {
  /** Of who is expected to have signed; without it the bundle's own, which shows only that the bundle is of one piece. */
  readonly key?: KeyObject;
  /** What the certificate has to be of. */
  readonly profile?: ProfileName;
  /** Requirements that the reader has, with their `dirHash`: a bundle of the same ones must have left none out. */
  readonly installed?: { readonly catalogue: Catalogue; readonly digest: string };
}

/**
 * @param folder the bundle
 * @throws Error of the file system when the folder cannot be read
 */
export async function verifyBundle(folder: string, expected: Expected = {}): Promise<Verification> {
  const files = await filesOf(folder);
  const refused = (...findings: Finding[]): Verification => ({ kind: 'refused', findings });
  const envelope = files.get(ENVELOPE_FILE);
  if (envelope === undefined) return refused(missing(ENVELOPE_FILE));
  const ownKey = files.get(PUBLIC_KEY_FILE);
  if (ownKey === undefined) return refused(missing(PUBLIC_KEY_FILE));
  const key = expected.key ?? ed25519From(ownKey.toString('utf8'));
  if (key === undefined) return refused(tampered(`${PUBLIC_KEY_FILE} is no Ed25519 public key in PEM.`));
  const unsealed = opened(envelope.toString('utf8'), key);
  if (unsealed.kind === 'refused') return refused(tampered(`${ENVELOPE_FILE} is refused: ${unsealed.reason}.`));
  const parsed = parseStatement(unsealed.payload);
  if (parsed.kind === 'refused') {
    return refused(tampered(`${ENVELOPE_FILE} holds no statement of this format: ${parsed.reason}.`));
  }
  const { statement } = parsed;
  const findings = [
    ...fileFindings(statement, files),
    ...profileFindings(statement, expected),
    ...runFindings(statement, files),
  ];
  return findings.length > 0 ? refused(...findings) : { kind: 'good', statement, keyId: keyIdOf(key) };
}

/** @returns undefined for anything but an Ed25519 public key */
export function ed25519From(pem: string): KeyObject | undefined {
  try {
    // Of a private key Node would take the public part, and nobody should hand that one around.
    const key = pem.includes('PRIVATE KEY') ? undefined : createPublicKey(pem);
    return key?.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Contents by name; undefined for what is no plain file, such as a link that leads elsewhere. */
async function filesOf(folder: string): Promise<Map<string, Buffer | undefined>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const contents = entries.map(
    async (entry): Promise<[string, Buffer | undefined]> => [
      entry.name,
      entry.isFile() ? await readFile(path.join(folder, entry.name)) : undefined,
    ],
  );
  return new Map(await Promise.all(contents));
}

type Files = ReadonlyMap<string, Buffer | undefined>;

function fileFindings({ predicate: { ringproof } }: Statement, files: Files): Finding[] {
  const listed = new Map(ringproof.files.map(({ name, digest }) => [name, digest.sha256]));
  const wrong = [...listed].flatMap(([name, digest]) => {
    const content = files.get(name);
    if (content === undefined) return [missing(name)];
    return sha256(content) === digest ? [] : [tampered(`${name} was changed after signing: its SHA-256 is another.`)];
  });
  const extra = [...files.keys()].filter((name) => name !== ENVELOPE_FILE && !listed.has(name));
  return [...wrong, ...extra.map((name) => tampered(`${name} is not in the certificate: nobody vouches for it.`))];
}

function profileFindings({ predicate }: Statement, { profile, installed }: Expected): Finding[] {
  const { configuration, passedTests, warnedTests, failedTests, ringproof } = predicate;
  const findings: Finding[] = [];
  if (profile !== undefined && profile !== ringproof.profile) {
    findings.push({ kind: 'not-met', message: `It is of the profile ${ringproof.profile}, and not of ${profile}.` });
  }
  const digest = configuration.find(({ name }) => name === 'requirements')?.digest?.['dirHash'];
  if (installed === undefined || digest !== installed.digest) return findings;
  const { notApplicableTests, notObservableTests } = ringproof;
  const there = new Set([passedTests, warnedTests, failedTests, notApplicableTests, notObservableTests].flat());
  const gone = catalogueOf(installed.catalogue, ringproof.profile).requirements.filter(({ id }) => !there.has(id));
  const [first] = gone;
  if (first === undefined) return findings;
  const more = gone.length === 1 ? '' : ` and ${gone.length - 1} more`;
  const message = `The profile ${ringproof.profile} has ${first.id}${more}, which the certificate does not speak of.`;
  return [...findings, { kind: 'incomplete', message }];
}

function runFindings(statement: Statement, files: Files): Finding[] {
  const { result, passedTests, warnedTests, failedTests, ringproof } = statement.predicate;
  const { app, profile, phones, notApplicableTests, notObservableTests, runs } = ringproof;
  const digests = new Map(ringproof.files.map(({ name, digest }) => [name, digest.sha256]));
  const findings: Finding[] = [];
  const reports: ReportFile[] = [];
  if (runs.length < RUNS_NEEDED) {
    findings.push({
      kind: 'incomplete',
      message: `A certificate needs ${RUNS_NEEDED} runs, and it has ${runs.length}.`,
    });
  }
  for (const { file } of runs) {
    const content = files.get(file);
    if (!digests.has(file)) findings.push(tampered(`${file} is the report of a run, and has no digest.`));
    // That it is missing or was changed is told already, and what it says is worth nothing then.
    if (content === undefined || sha256(content) !== digests.get(file)) continue;
    const report = reportFrom(content.toString('utf8'));
    if (typeof report === 'string') findings.push(tampered(`${file} is no conformance report: ${report}.`));
    else reports.push({ name: file, report });
  }
  for (const { name, report } of reports) {
    findings.push(...findingsOfRun(report, name));
    const unmasked = unmaskedIn(report).map((where) => tampered(`${name}: ${where}, which a bundle must not carry.`));
    findings.push(...unmasked);
  }
  findings.push(...findingsBetween(reports));
  if (reports.length < runs.length || reports.length === 0) return findings;
  const said = {
    result,
    passedTests,
    warnedTests,
    failedTests,
    ringproof: { app, profile, phones, notApplicableTests, notObservableTests, runs },
  };
  if (!isDeepStrictEqual(said, conclusionOf(reports))) {
    findings.push(tampered('The statement does not say what its reports come to.'));
  }
  const [subject] = statement.subject;
  if (subject.name !== app.bundleId) {
    findings.push(tampered(`The subject is ${subject.name}, and the reports are of ${app.bundleId}.`));
  }
  return findings;
}

/** @returns the report, or what is wrong with it */
function reportFrom(text: string): ConformanceReport | string {
  try {
    const parsed = reportSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it has another form'}`;
  } catch {
    return 'it is not JSON';
  }
}

function missing(name: string): Finding {
  return { kind: 'incomplete', message: `${name} is missing.` };
}

function tampered(message: string): Finding {
  return { kind: 'tampered', message };
}
