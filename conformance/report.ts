/**
 * The report of a run as one object, from which every view (JSON, HTML, JUnit, terminal) is computed. The zod schema is
 * its definition; `conformance.schema.json` is published from it for readers in other languages.
 */

import { z } from 'zod';
import { type Catalogue, EVIDENCE, KEYWORDS, severity } from './catalogue.ts';
import { sensitive } from './certificate/sensitive.ts';
import { type CheckResult, checkResultSchema, type PhoneRef, phoneRefSchema } from './check.ts';
import { loadObservability, type Observability, observabilitySchema, viewName } from './observability/observability.ts';
import { PROFILE_NAMES, type ProfileName } from './profiles/profiles.ts';
import { RINGPROOF } from './suites.ts';
import { judgeTimings, TIMING_WORDS } from './timing/timing-verdicts.ts';
import { type ExpectedFailure, exitCode, type Verdict } from './verdict.ts';
import { COUNTS, DRIVEN_BY, type DrivenBy, MOST_SEED, OUTCOME_OF_EXIT_CODE, VERDICTS } from './vocabulary.ts';

/** Rises when a reader of the previous version would be misled. */
export const REPORT_FORMAT = 'ringproof-conformance/1';

const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();
const seed = z.int().nonnegative().max(MOST_SEED);

const verdictSchema = z.strictObject({
  requirement: z.string(),
  phone: z.string().describe('Name of the phone in the lab').meta(sensitive('phone name')),
  verdict: z.enum(VERDICTS),
  counts: z.enum(COUNTS).describe('What the verdict counts as in the sum and in the exit code'),
  reason: z.string().meta(sensitive('free text')),
  checks: count.describe('How many check results the verdict rests on'),
});

const requirementSchema = z.strictObject({
  id: z.string(),
  area: z.string(),
  areaName: z.string(),
  title: z.string(),
  keyword: z.enum(KEYWORDS),
  evidence: z.enum(EVIDENCE),
  severity: z.enum(['fail', 'warn']).describe('What it comes to when it is not met'),
  subject: z.enum(['app', 'push-server', 'both']),
  ios: z.string().describe('Versions that it speaks about, such as >=10 or 8-9'),
  appStates: z.array(z.string()),
  phoneStates: z.array(z.string()),
  rule: z.string(),
  rationale: z.string(),
  sources: z.array(z.strictObject({ title: z.string(), url: z.string(), date: z.exactOptional(z.string()) })),
  dependsOn: z.array(z.string()),
  claims: z.exactOptional(z.array(z.string())).describe('What an app has to claim for it to apply; absent: nothing'),
  verifies: z.exactOptional(z.string()).describe('The claim that it verifies'),
});

const timingSchema = z.strictObject({
  name: z.string().describe('What was measured'),
  phone: z.string().nullable().describe('Name of the phone; null over all phones').meta(sensitive('phone name')),
  count,
  minMs: milliseconds,
  p50Ms: milliseconds,
  p90Ms: milliseconds,
  p95Ms: milliseconds,
  maxMs: milliseconds,
});

const timingVerdictSchema = z.strictObject({
  name: z.string().describe('What was measured, as in timings'),
  title: z.string(),
  phone: z.string().describe('Name of the phone in the lab').meta(sensitive('phone name')),
  verdict: z.enum(TIMING_WORDS).describe('Whether p95Ms is within the limit'),
  limitMs: milliseconds,
  count,
  medianMs: milliseconds.nullable(),
  p95Ms: milliseconds.nullable(),
  maxMs: milliseconds.nullable(),
});

const expectedFailureSchema = z.strictObject({
  requirement: z.string(),
  phone: z.exactOptional(z.string().meta(sensitive('phone name'))),
  reason: z.string().meta(sensitive('free text')),
  expired: z.exactOptional(z.boolean()).describe('Its time is over, so that it fails the run'),
});

const byVerdictSchema = z.record(z.enum(VERDICTS), count);
const byCountsSchema = z.record(z.enum(COUNTS), count);

export const reportSchema = z
  .strictObject({
    format: z.literal(REPORT_FORMAT),
    run: z.strictObject({
      id: z.string().min(1),
      startedAt: z.number().describe('Milliseconds since 1970'),
      endedAt: z.number().describe('Milliseconds since 1970'),
      driver: z
        .enum(DRIVEN_BY)
        .describe('What drove the phones: the stock Appium driver, Ringproof without it, or a tester by hand'),
      seed: z
        .exactOptional(seed)
        .describe('What the run drew its identifiers and its order from; absent: from the system'),
      seeds: z
        .exactOptional(z.array(z.strictObject({ run: z.string().min(1), seed })))
        .describe('Of runs that were merged and had different seeds: that of each which had one'),
      shares: z.array(z.strictObject({ name: z.string(), ms: milliseconds })).describe('Where the time went'),
    }),
    exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
    outcome: z.enum(Object.values(OUTCOME_OF_EXIT_CODE)),
    app: z.strictObject({ name: z.string(), version: z.string(), bundleId: z.string() }),
    profile: z
      .exactOptional(z.enum(PROFILE_NAMES))
      .describe('Part of the catalogue that the run is about; absent: full'),
    claims: z
      .exactOptional(z.record(z.string(), z.boolean()))
      .describe('What the app claims to offer, and not; absent: it says nothing, and everything was asked for'),
    tools: z.record(z.string(), z.string()).describe('Version of each tool by name'),
    docs: z.exactOptional(z.string()).describe('Address below which each requirement has a page, named by its id'),
    totals: z.strictObject({
      requirements: count,
      phones: count,
      verdicts: count.describe('Requirements times phones, plus stray results'),
      selected: count.describe('Verdicts that are not deselected'),
      scored: count.describe('Verdicts that count as met, warned or not met'),
      checks: count,
      byVerdict: byVerdictSchema,
      byCounts: byCountsSchema,
    }),
    phones: z.array(phoneRefSchema),
    requirements: z.array(requirementSchema),
    verdicts: z.array(verdictSchema),
    checks: z.array(checkResultSchema),
    observability: z
      .exactOptional(observabilitySchema)
      .describe(
        'What the kinds of phone in this run can show, with a probe in the app and without, and why not the rest',
      ),
    timings: z.array(timingSchema),
    timingVerdicts: z
      .exactOptional(z.array(timingVerdictSchema))
      .describe('Whether the app is quick enough; it changes neither the verdicts on requirements nor the exit code'),
    expectedFailures: z
      .exactOptional(z.array(expectedFailureSchema))
      .describe('What the run was told to expect, one entry per requirement and phone'),
  })
  .meta({
    title: 'Ringproof conformance report',
    description: 'One run of the conformance suite against one app, with a verdict per requirement and phone.',
  });

export type ConformanceReport = z.output<typeof reportSchema>;
export type Timing = ConformanceReport['timings'][number];
export type ReportedRequirement = ConformanceReport['requirements'][number];

export interface ReportInput {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly driver: DrivenBy;
  /** Absent: the run was not seeded. */
  readonly seed?: number;
  /** Of merged runs whose seeds differ. */
  readonly seeds?: readonly { readonly run: string; readonly seed: number }[];
  /** Where the time went, such as starting the lab and running specs. */
  readonly shares: readonly { readonly name: string; readonly ms: number }[];
  readonly tools: Readonly<Record<string, string>>;
  /** See the schema; absent when the pages are nowhere on the web. */
  readonly docs?: string;
  readonly app: { readonly name: string; readonly version: string; readonly bundleId: string };
  /** Absent: full. */
  readonly profile?: ProfileName;
  readonly claims?: Readonly<Record<string, boolean>>;
  readonly catalogue: Catalogue;
  readonly phones: readonly PhoneRef[];
  readonly verdicts: readonly Verdict[];
  readonly results: readonly CheckResult[];
  /** What `verdicts` took for expected; absent when nothing was. */
  readonly expectedFailures?: readonly ExpectedFailure[];
}

/** The catalogue as reports repeat it. */
export function reportedRequirements(catalogue: Catalogue): ReportedRequirement[] {
  return catalogue.areas.flatMap((area) =>
    area.requirements.map(
      (requirement): ReportedRequirement => ({
        id: requirement.id,
        area: area.area,
        areaName: area.name,
        title: requirement.title,
        keyword: requirement.keyword,
        evidence: requirement.evidence,
        severity: severity(requirement),
        subject: requirement.subject,
        ios: requirement.ios.text,
        appStates: [...requirement.states.app],
        phoneStates: [...requirement.states.phone],
        rule: requirement.rule,
        rationale: requirement.rationale,
        sources: requirement.sources.map(({ title, url, date }) =>
          date === undefined ? { title, url } : { title, url, date },
        ),
        dependsOn: [...requirement.dependsOn],
        ...(requirement.claims.length === 0 ? {} : { claims: [...requirement.claims] }),
        ...(requirement.verifies === undefined ? {} : { verifies: requirement.verifies }),
      }),
    ),
  );
}

/** Puts a run together; all sums are computed here and nowhere else. */
export function buildReport(input: ReportInput): ConformanceReport {
  const code = exitCode(input.verdicts);
  const requirements = reportedRequirements(input.catalogue);
  const tally = (names: readonly string[], of: (verdict: Verdict) => string) =>
    Object.fromEntries(names.map((name) => [name, input.verdicts.filter((verdict) => of(verdict) === name).length]));
  const byVerdict = byVerdictSchema.parse(tally(VERDICTS, (verdict) => verdict.verdict));
  const measured = timings(input.results);
  const byCounts = byCountsSchema.parse(tally(COUNTS, (verdict) => verdict.counts));
  return {
    format: REPORT_FORMAT,
    run: {
      id: input.runId,
      startedAt: input.startedAt,
      endedAt: input.endedAt,
      driver: input.driver,
      ...(input.seed === undefined ? {} : { seed: input.seed }),
      ...(input.seeds === undefined ? {} : { seeds: [...input.seeds] }),
      shares: [...input.shares],
    },
    exitCode: code,
    outcome: OUTCOME_OF_EXIT_CODE[code],
    app: { ...input.app },
    ...(input.profile === undefined ? {} : { profile: input.profile }),
    ...(input.claims === undefined ? {} : { claims: { ...input.claims } }),
    tools: { ...input.tools },
    ...(input.docs === undefined ? {} : { docs: input.docs }),
    totals: {
      requirements: requirements.length,
      phones: input.phones.length,
      verdicts: input.verdicts.length,
      selected: input.verdicts.length - byVerdict.deselected,
      scored: byCounts.met + byCounts.warned + byCounts['not-met'],
      checks: input.results.length,
      byVerdict,
      byCounts,
    },
    phones: [...input.phones],
    requirements,
    verdicts: [...input.verdicts],
    checks: [...input.results],
    observability: observabilityFor(requirements, input.phones),
    timings: measured,
    timingVerdicts: judgeTimings(measured, input.phones),
    ...(input.expectedFailures === undefined ? {} : { expectedFailures: [...input.expectedFailures] }),
  };
}

/** The rows of the table for the kinds of phone that a run had. */
function observabilityFor(requirements: readonly ReportedRequirement[], phones: readonly PhoneRef[]): Observability {
  const views = new Set(phones.flatMap(({ kind }) => [viewName(kind, false), viewName(kind, true)]));
  const ids = new Set(requirements.map(({ id }) => id));
  return loadObservability().filter(({ requirement, view }) => ids.has(requirement) && views.has(view));
}

/** Page of a requirement on the web, when the report knows of one; a suite that somebody added has none there. */
export function pageOf({ docs }: Pick<ConformanceReport, 'docs'>, requirement: string): string | undefined {
  return docs === undefined || !requirement.startsWith(`${RINGPROOF.prefix}-`)
    ? undefined
    : `${docs}/${requirement}.md`;
}

/** Distribution of each measurement, over all phones and for each; only passed checks measure the product at work. */
function timings(results: readonly CheckResult[]): Timing[] {
  const samples = new Map<string, { name: string; phone: string | null; values: number[] }>();
  const add = (name: string, phone: string | null, value: number) => {
    const key = JSON.stringify([name, phone]);
    const entry = samples.get(key) ?? { name, phone, values: [] };
    entry.values.push(value);
    samples.set(key, entry);
  };
  for (const result of results) {
    if (result.outcome !== 'passed') continue;
    for (const [name, value] of Object.entries(result.measurements ?? {})) {
      add(name, null, value);
      add(name, result.phone.name, value);
    }
  }
  return [...samples.values()]
    .map(({ name, phone, values }) => distribution(name, phone, values))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || (a.phone ?? '').localeCompare(b.phone ?? '', 'en'));
}

function distribution(name: string, phone: string | null, values: readonly number[]): Timing {
  const sorted = values.toSorted((a, b) => a - b);
  // Nearest rank: a percentile is always a value that was measured.
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    name,
    phone,
    count: sorted.length,
    minMs: at(0),
    p50Ms: at(0.5),
    p90Ms: at(0.9),
    p95Ms: at(0.95),
    maxMs: at(1),
  };
}

/** The JSON Schema that is published as `conformance.schema.json`. */
export function reportJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(reportSchema, { target: 'draft-2020-12' }), undefined, 2)}\n`;
}
