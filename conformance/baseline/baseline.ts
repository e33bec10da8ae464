/**
 * The baseline: failures that are known, each with somebody who owns it and a day until which it is put up with. It
 * changes what a failure counts as and never hides that there is one.
 */

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { appliesTo, type Catalogue, type DataProblem, parseYaml } from '../catalogue.ts';
import { InputError } from '../input-error.ts';
import type { ExpectedFailure } from '../verdict.ts';

/** Where a baseline is looked for unless another name is given. */
export const BASELINE_FILE = 'ringproof.baseline.yaml';

const text = z.string('expected a text').trim().min(1, 'must not be empty');

const entrySchema = z.strictObject({
  requirement: text,
  /** Name of a phone of the lab; without it, every phone that the requirement applies to. */
  phone: z.exactOptional(text),
  owner: text,
  issue: text,
  expires: z
    .string('expected a day such as 2026-12-31')
    .refine(isDay, 'expected a day such as 2026-12-31')
    .describe('Last day on which the failure is expected, in UTC'),
  note: z.exactOptional(text),
});

export const baselineSchema = z.strictObject({ expectedFailures: z.array(entrySchema) });

export interface BaselineEntry extends z.output<typeof entrySchema> {
  /** Names of the phones that it is about: the one that it names, or all that the requirement applies to. */
  readonly phones: readonly string[];
}

export interface Baseline {
  readonly file: string;
  /** In the order of the file. */
  readonly entries: readonly BaselineEntry[];
}

/** What an entry is checked against. */
export interface BaselineScope {
  readonly catalogue: Catalogue;
  /** All phones of the lab, whether or not this run uses them. */
  readonly phones: readonly { readonly name: string; readonly ios: { readonly major: number } }[];
}

/** @throws {InputError} with file and line of every problem */
export async function readBaseline(file: string, scope: BaselineScope): Promise<Baseline> {
  const written = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new InputError(`Cannot read the baseline ${file}: ${why}.`, 'Give an existing file with --baseline.');
  });
  const parsed = parseYaml(file, written, baselineSchema);
  const entries = (parsed.value?.expectedFailures ?? []).map(
    (entry): BaselineEntry => ({
      ...entry,
      phones: phonesOf(entry, scope),
    }),
  );
  const wrong = entries.flatMap((entry, index): DataProblem[] => {
    const at = (field: string) => ({ file, line: parsed.lineOf(['expectedFailures', index, field]) });
    const mistake = mistakeOf(entry, scope);
    if (mistake !== undefined) return [{ ...at(mistake.field), message: mistake.message }];
    const earlier = entries.findIndex(
      (other) => other.requirement === entry.requirement && other.phones.some((phone) => entry.phones.includes(phone)),
    );
    if (earlier === index) return [];
    const line = parsed.lineOf(['expectedFailures', earlier]);
    return [{ ...at('requirement'), message: `${nameOf(entry)} is listed already, at line ${line}` }];
  });
  const problems = [...parsed.problems, ...wrong];
  if (problems.length > 0) throw refusal(file, problems);
  return { file, entries };
}

/**
 * The entries as the judge takes them, one for each phone.
 * @param now milliseconds since 1970; an entry is out of date on the day after the one that it names
 */
export function expectedFailuresOf({ entries }: Pick<Baseline, 'entries'>, now: number): ExpectedFailure[] {
  const today = new Date(now).toISOString().slice(0, 10);
  return entries.flatMap(({ requirement, phones, owner, issue, expires, note }) => {
    const expired = expires < today;
    const until = expired ? `The expectation of this failure ended on ${expires}` : `Expected until ${expires}`;
    const reason = `${until}: ${issue}, owned by ${owner}.${note === undefined ? '' : ` ${sentence(note)}`}`;
    return phones.map((phone) => ({ requirement, phone, reason, expired }));
  });
}

function phonesOf(
  { requirement, phone }: z.output<typeof entrySchema>,
  { catalogue, phones }: BaselineScope,
): string[] {
  if (phone !== undefined) return [phone];
  const known = catalogue.byId.get(requirement);
  return known === undefined ? [] : phones.filter(({ ios }) => appliesTo(known, ios.major)).map(({ name }) => name);
}

function mistakeOf(
  { requirement, phone, phones }: BaselineEntry,
  scope: BaselineScope,
): { readonly field: string; readonly message: string } | undefined {
  const known = scope.catalogue.byId.get(requirement);
  if (known === undefined) return { field: 'requirement', message: `there is no requirement ${requirement}` };
  if (phone === undefined) {
    const message = `${requirement} applies to no phone of the lab`;
    return phones.length === 0 ? { field: 'requirement', message } : undefined;
  }
  const found = scope.phones.find(({ name }) => name === phone);
  if (found === undefined) {
    const names = scope.phones.map(({ name }) => `"${name}"`).join(', ');
    return { field: 'phone', message: `there is no phone "${phone}" in the lab; it has ${names}` };
  }
  const message = `${requirement} does not apply to "${phone}", which has iOS ${found.ios.major}`;
  return appliesTo(known, found.ios.major) ? undefined : { field: 'phone', message };
}

function nameOf({ requirement, phone }: BaselineEntry): string {
  return phone === undefined ? requirement : `${requirement} on "${phone}"`;
}

function refusal(file: string, problems: readonly DataProblem[]): InputError {
  const lines = problems
    .toSorted((a, b) => a.line - b.line)
    .map((problem) => `  ${problem.file}:${problem.line}: ${problem.message}`);
  return new InputError(
    `The baseline ${file} cannot be used:\n${lines.join('\n')}`,
    'An entry has requirement, owner, issue and expires, and may have phone and note.',
  );
}

/** A real day: no 30th of February. */
function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

function sentence(note: string): string {
  return /[.!?]$/.test(note) ? note : `${note}.`;
}
