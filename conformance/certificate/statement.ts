/**
 * What a certificate says: an in-toto Statement v1 with the test-result predicate v0.1. A reader who knows only those
 * learns what was tested, with what, and how it ended; the extension field `ringproof` holds the rest.
 */

import { z } from 'zod';
import { DEFAULT_PROFILE, PROFILE_NAMES } from '../profiles/profiles.ts';
import type { ConformanceReport } from '../report.ts';
import { outcomeOf, resultsOf } from './results.ts';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PREDICATE_TYPE = 'https://in-toto.io/attestation/test-result/v0.1';

/** Rises when a reader of the previous version would be misled. */
export const CERTIFICATE_FORMAT = 'ringproof-certificate/1';

const hex = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hex');
const ids = z.array(z.string());

/** A file of the bundle: no folders, so that a name cannot lead out of it. */
const fileName = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'expected a plain file name');

// Unknown fields are ignored, as in-toto asks of its readers.
const statementSchema = z.object({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.tuple([z.object({ name: z.string(), digest: z.object({ dirHash: hex }) })]),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: z.object({
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    configuration: z.array(
      z.object({
        name: z.string(),
        uri: z.exactOptional(z.string()),
        digest: z.exactOptional(z.record(z.string(), z.string())),
      }),
    ),
    passedTests: ids,
    warnedTests: ids,
    failedTests: ids,
    ringproof: z.object({
      format: z.literal(CERTIFICATE_FORMAT),
      app: z.object({ name: z.string(), version: z.string(), bundleId: z.string() }),
      profile: z.enum(PROFILE_NAMES),
      phones: z.array(
        z.object({ name: z.string(), model: z.string(), ios: z.string(), language: z.string(), kind: z.string() }),
      ),
      notApplicableTests: ids,
      notObservableTests: ids,
      runs: z.array(
        z.object({
          file: fileName,
          id: z.string(),
          seed: z.exactOptional(z.int().nonnegative()),
          startedAt: z.iso.datetime(),
          endedAt: z.iso.datetime(),
        }),
      ),
      files: z.array(z.object({ name: fileName, digest: z.object({ sha256: hex }) })),
    }),
  }),
});

export type Statement = z.output<typeof statementSchema>;
export type Configuration = Statement['predicate']['configuration'][number];

export interface ReportFile {
  readonly name: string;
  readonly report: ConformanceReport;
}

/** The part of a statement that follows from its reports; `ringproof verify` computes it again and compares. */
export function conclusionOf(runs: readonly ReportFile[]) {
  const [first] = runs;
  if (first === undefined) throw new Error('A statement needs a report.');
  const { app, phones, profile = DEFAULT_PROFILE } = first.report;
  const results = resultsOf(first.report);
  return {
    result: outcomeOf(results),
    passedTests: [...results.passed],
    warnedTests: [...results.warned],
    failedTests: [...results.failed],
    ringproof: {
      app: { name: app.name, version: app.version, bundleId: app.bundleId },
      profile,
      phones: phones.map(({ name, model, ios, language, kind }) => ({ name, model, ios, language, kind })),
      notApplicableTests: [...results.notApplicable],
      notObservableTests: [...results.notObservable],
      runs: runs.map(({ name, report: { run } }) => ({
        file: name,
        id: run.id,
        ...(run.seed === undefined ? {} : { seed: run.seed }),
        startedAt: new Date(run.startedAt).toISOString(),
        endedAt: new Date(run.endedAt).toISOString(),
      })),
    },
  };
}

export interface StatementInput {
  readonly runs: readonly ReportFile[];
  /** `dirHash` of what the app was built from. */
  readonly appDigest: string;
  /** Suite, lab and what else the outcome depends on, each with its digest. */
  readonly configuration: readonly Configuration[];
  /** `sha256` of the other files of the bundle, by name. */
  readonly files: ReadonlyMap<string, string>;
}

export function statementOf({ runs, appDigest, configuration, files }: StatementInput): Statement {
  const { ringproof, ...conclusion } = conclusionOf(runs);
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: ringproof.app.bundleId, digest: { dirHash: appDigest } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      ...conclusion,
      configuration: [...configuration],
      ringproof: {
        format: CERTIFICATE_FORMAT,
        ...ringproof,
        files: [...files].map(([name, digest]) => ({ name, digest: { sha256: digest } })),
      },
    },
  };
}

export type ParsedStatement =
  | { readonly kind: 'parsed'; readonly statement: Statement }
  | { readonly kind: 'refused'; readonly reason: string };

export function parseStatement(text: string): ParsedStatement {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'refused', reason: 'it is not JSON' };
  }
  const parsed = statementSchema.safeParse(json);
  if (parsed.success) return { kind: 'parsed', statement: parsed.data };
  const [issue] = parsed.error.issues;
  return { kind: 'refused', reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it has another form'}` };
}
