/**
 * The catalogue: requirements as data, read from `requirements/*.yaml`. A requirement says what must hold and on whose
 * word; which spec looks at it is the spec's affair. Every problem is reported with file and line, all at once.
 */

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMap } from 'yaml';
import { z } from 'zod';
import { CLAIM_NAMES } from './claims/claims.ts';
import { situationsOf } from './situations.ts';
import { RINGPROOF, requirementsFolder, type Suite } from './suites.ts';
import { readYaml } from './yaml-lines.ts';

export const KEYWORDS = ['MUST', 'SHOULD', 'MAY'] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** Strongest first: in Apple's documentation, said by an Apple engineer, seen in the field, assumed by us. */
export const EVIDENCE = ['documented', 'stated', 'observed', 'assumed'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** A `manual` phone is a real one that no driver reaches, such as one with iOS 9: a tester looks at it and taps it. */
export const PHONE_KINDS = ['virtual', 'simulator', 'real', 'manual'] as const;
export type PhoneKind = (typeof PHONE_KINDS)[number];

/** In front; in the background and running; suspended there; ended by iOS, by the user; booted and not unlocked since. */
export const APP_STATES = [
  'foreground',
  'background',
  'suspended',
  'terminated',
  'force-quit',
  'before-first-unlock',
  'after-update',
] as const;
export type AppState = (typeof APP_STATES)[number];

export const PHONE_STATES = ['unlocked', 'locked', 'focus', 'after-flight-mode'] as const;
export type PhoneState = (typeof PHONE_STATES)[number];

/** Prefix of the suite, area, three digits: `RP-RNG-001`. Ids are never used twice. */
export const REQUIREMENT_ID = /^[A-Z]{2,8}-([A-Z]{3})-\d{3}$/;

/** Weakest evidence that still carries a keyword, so that a guess can never fail a vendor. */
const WEAKEST_EVIDENCE: Readonly<Record<Keyword, Evidence>> = { MUST: 'stated', SHOULD: 'observed', MAY: 'assumed' };

const iosRangeSchema = z
  .string()
  .regex(/^(>=\d+|\d+-\d+|\d+)$/, 'expected iOS versions such as ">=10", "8-9" or "13"')
  .transform((text) => {
    const [from, to] = text.replace('>=', '').split('-').map(Number);
    const min = from ?? Number.NaN;
    return { text, min, max: text.startsWith('>=') ? null : (to ?? min) };
  })
  .refine((range) => range.max === null || range.min <= range.max, 'the range ends before it begins');

const sourceSchema = z.strictObject({
  title: z.string().min(1),
  url: z.url({ protocol: /^https$/ }),
  /** Year, year and month, or day, where known. */
  date: z
    .string()
    .regex(/^\d{4}(-\d{2}){0,2}$/, 'expected a date such as "2019", "2019-06" or "2019-06-03"')
    .optional(),
});

const requirementSchema = z
  .strictObject({
    id: z.string().regex(REQUIREMENT_ID, 'expected an id such as RP-RNG-001'),
    /** Present tense, one sentence without full stop. */
    title: z.string().min(1),
    keyword: z.enum(KEYWORDS),
    evidence: z.enum(EVIDENCE),
    /** Only `scored` can fail a vendor; a draft or a disputed requirement warns. */
    status: z.enum(['scored', 'draft', 'disputed']),
    /** Who can break it. */
    subject: z.enum(['app', 'push-server', 'both']),
    ios: iosRangeSchema,
    states: z.strictObject({
      app: z.array(z.enum(APP_STATES)).min(1),
      phone: z.array(z.enum(PHONE_STATES)).min(1),
    }),
    rule: z.string().min(1),
    rationale: z.string().min(1),
    sources: z.array(sourceSchema).min(1),
    /** What the app must claim to offer, or else the requirement is not applicable. */
    claims: z.array(z.enum(CLAIM_NAMES)).default([]),
    /** The claim whose truth it decides: nothing is left out by that claim unless this passes. */
    verifies: z.enum(CLAIM_NAMES).optional(),
    /** Requirements without which this one cannot be judged. */
    dependsOn: z.array(z.string()).default([]),
    /** Mutant apps that this requirement has to catch; empty only with `noMutant`. */
    mutants: z.array(z.string()).default([]),
    /** Why no mutant can prove this requirement. */
    noMutant: z.string().min(1).optional(),
    /** Kinds of phone that cannot show it, each with the reason. */
    notObservableOn: z.partialRecord(z.enum(PHONE_KINDS), z.string().min(1)).default({}),
  })
  .refine((requirement) => requirement.mutants.length > 0 !== (requirement.noMutant !== undefined), {
    message: 'name the mutants that it catches, or say in noMutant why there is none',
    path: ['mutants'],
  });

const areaSchema = z.strictObject({
  area: z.string().regex(/^[A-Z]{3}$/, 'expected three capital letters, such as RNG'),
  name: z.string().min(1),
  requirements: z.array(requirementSchema).min(1),
});

export type Requirement = z.output<typeof requirementSchema>;

export interface Area {
  readonly suite: Suite;
  /** Three letters, given once over all suites. */
  readonly area: string;
  readonly name: string;
  readonly requirements: readonly Requirement[];
}

export interface Catalogue {
  /** In the order in which a call goes through its life. */
  readonly areas: readonly Area[];
  /** All requirements, in the order of the areas. */
  readonly requirements: readonly Requirement[];
  readonly byId: ReadonlyMap<string, Requirement>;
}

/** One problem of a data file, where it stands. */
export interface DataProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** A data file of the suite is wrong; `problems` lists all findings. It is the harness's fault, never the vendor's. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  readonly problems: readonly DataProblem[];

  constructor(what: string, problems: readonly DataProblem[]) {
    const lines = problems.map((problem) => `  ${problem.file}:${problem.line}: ${problem.message}`);
    super(`${what} cannot be read, ${problems.length} problem(s):\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/**
 * What the app says of itself; a call's life: registered for, routed, pushed, reported, rings, answered, ended; what else
 * an app does; who pushes.
 */
const AREA_ORDER: readonly string[] = 'CLM REG RTE STR PSH IDN RNG ANS END OUT MLT AUD FBK LIF PRV'.split(' ');

/**
 * Reads every area of the suites: of Ringproof's own, unless told otherwise.
 * @throws {DataFileError} with file and line of every problem.
 */
export async function loadCatalogue(suites: readonly Suite[] = [RINGPROOF]): Promise<Catalogue> {
  const what = `The catalogue in ${suites.map(requirementsFolder).join(' and ')}`;
  const files = (await Promise.all(suites.map(areaFiles))).flat();
  const problems: DataProblem[] = [];
  for (const suite of suites) {
    if (files.some((each) => each.suite === suite)) continue;
    problems.push({ file: requirementsFolder(suite), line: 1, message: 'no *.yaml file found' });
  }
  const areas: Area[] = [];
  const lines = new Map<string, { file: string; line: number }>();
  for (const { file, suite } of files) {
    const parsed = parseYaml(file, await readFile(file, 'utf8'), areaSchema);
    problems.push(...parsed.problems);
    if (parsed.value === undefined) continue;
    const area: Area = { suite, ...parsed.value };
    const twin = areas.find((other) => other.area === area.area);
    if (twin !== undefined) {
      const message = `area ${area.area} is already that of ${twin.suite.name}: "${twin.name}"`;
      problems.push({ file, line: parsed.lineOf(['area']), message });
    }
    areas.push(area);
    for (const [index, requirement] of area.requirements.entries()) {
      const at = (field: string) => ({ file, line: parsed.lineOf(['requirements', index, field]) });
      const first = lines.get(requirement.id);
      if (first === undefined) lines.set(requirement.id, at('id'));
      else
        problems.push({ ...at('id'), message: `${requirement.id} is already defined at ${first.file}:${first.line}` });
      if (!requirement.id.startsWith(`${suite.prefix}-${area.area}-`)) {
        const ids = `whose ids begin with ${suite.prefix}-${area.area}-`;
        problems.push({ ...at('id'), message: `${requirement.id} does not belong to area ${area.area}, ${ids}` });
      }
      if (situationsOf(requirement).length === 0) {
        const { app, phone } = requirement.states;
        problems.push({
          ...at('states'),
          message: `${requirement.id}: no phone can be ${phone.join(' or ')} with the app ${app.join(' or ')}`,
        });
      }
      const weakest = WEAKEST_EVIDENCE[requirement.keyword];
      if (EVIDENCE.indexOf(requirement.evidence) > EVIDENCE.indexOf(weakest)) {
        problems.push({
          ...at('evidence'),
          message: `${requirement.id}: ${requirement.keyword} needs evidence ${weakest} or better, got ${requirement.evidence}`,
        });
      }
    }
  }
  areas.sort((a, b) => placeOf(a) - placeOf(b));
  const requirements = areas.flatMap((area) => area.requirements);
  const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));
  for (const requirement of requirements) {
    const at = lines.get(requirement.id) ?? { file: what, line: 1 };
    for (const id of requirement.dependsOn) {
      if (!byId.has(id)) problems.push({ ...at, message: `${requirement.id} depends on ${id}, which no file defines` });
    }
    if (dependencies(byId, requirement.id).has(requirement.id)) {
      problems.push({
        ...at,
        message: `${requirement.id} depends on itself by way of ${requirement.dependsOn.join(', ')}`,
      });
    }
  }
  if (problems.length > 0) throw new DataFileError(what, problems);
  return { areas, requirements, byId };
}

async function areaFiles(suite: Suite): Promise<{ readonly file: string; readonly suite: Suite }[]> {
  const folder = requirementsFolder(suite);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const areas = names.filter((name) => name.endsWith('.yaml')).toSorted();
  return areas.map((name) => ({ file: path.join(folder, name), suite }));
}

/** Areas that a suite adds come after ours. */
function placeOf({ area }: Area): number {
  const place = AREA_ORDER.indexOf(area);
  return place === -1 ? AREA_ORDER.length : place;
}

/** Whether the requirement speaks about this major iOS version. */
export function appliesTo(requirement: Requirement, iosMajor: number): boolean {
  return iosMajor >= requirement.ios.min && (requirement.ios.max === null || iosMajor <= requirement.ios.max);
}

/** What an unmet requirement comes to: only a scored MUST on Apple's word fails a vendor, everything else warns. */
export function severity(requirement: Requirement): 'fail' | 'warn' {
  const onApplesWord = requirement.evidence === 'documented' || requirement.evidence === 'stated';
  return requirement.keyword === 'MUST' && onApplesWord && requirement.status === 'scored' ? 'fail' : 'warn';
}

/**
 * Everything that `id` needs, directly or by way of others. A requirement that needs a claim needs the one that verifies
 * it, too: nobody can judge how calls are held in an app whose calls cannot be held.
 */
export function dependencies(byId: Catalogue['byId'], id: string): ReadonlySet<string> {
  const verifiers = new Map(
    [...byId.values()].flatMap(({ id: own, verifies }) => (verifies ? [[verifies, own] as const] : [])),
  );
  const needsOf = (each: string): readonly string[] => {
    const { dependsOn = [], claims = [] } = byId.get(each) ?? {};
    return [...dependsOn, ...claims.flatMap((claim) => verifiers.get(claim) ?? [])];
  };
  const found = new Set<string>();
  const open = [...needsOf(id)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...needsOf(next));
  }
  return found;
}

/** Everything that needs `id`, directly or by way of others. */
export function dependents(catalogue: Catalogue, id: string): ReadonlySet<string> {
  const all = catalogue.requirements.map((requirement) => requirement.id);
  return new Set(all.filter((other) => dependencies(catalogue.byId, other).has(id)));
}

export interface ParsedYaml<T> {
  readonly value: T | undefined;
  readonly problems: readonly DataProblem[];
  /** Line of the deepest node on `path`, from 1. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Parses YAML against a schema; syntax errors and schema errors both come with their line. */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>): ParsedYaml<T> {
  const { document, lineOf, lineOfError } = readYaml(text);
  const syntax = [...document.errors, ...document.warnings].map((error) => ({
    file,
    line: lineOfError(error),
    message: error.message.split('\n')[0] ?? error.message,
  }));
  if (syntax.length > 0) return { value: undefined, problems: syntax, lineOf };
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, problems: [], lineOf };
  const problems = parsed.error.issues.map((issue) => {
    const owner = ownerOf(document.getIn(issue.path.slice(0, 2), true));
    const field = issue.path.slice(owner === '' ? 0 : 2).join('.');
    const message = [owner, field, issue.message].filter((part) => part !== '').join(': ');
    return { file, line: lineOf(issue.path), message };
  });
  return { value: undefined, problems, lineOf };
}

/** The id or name of the list entry that a problem is in, for the reader. */
function ownerOf(node: unknown): string {
  if (!isMap(node)) return '';
  const name = node.get('id') ?? node.get('name');
  return typeof name === 'string' ? name : '';
}
