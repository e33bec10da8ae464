/**
 * Mutants: apps with one mistake each. A spec proves a requirement, a mutant proves the spec: it is killed when exactly
 * the requirement that it breaks falls, and with it at most what depends on that requirement or is named with it.
 */

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Catalogue, DataFileError, type DataProblem, dependents, parseYaml } from './catalogue.ts';
import type { CorrectAppJudgement } from './correct-apps.ts';
import type { Verdict } from './verdict.ts';

const mutantSchema = z.strictObject({
  /** Kebab case, as requirements name it. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a kebab-case name'),
  /** The mutant's main file, or the folder of an app with a manifest of its own; relative to the list. */
  file: z.string().min(1),
  /** The correct app that it differs from, or `call-server` for the one in the testbed. */
  over: z.string().min(1),
  /** Id of the requirement that it breaks. */
  breaks: z.string().min(1),
  /** Ids of requirements that fall with it, and with them what depends on those. */
  also: z.array(z.string()).default([]),
  /** Phone on which it shows, as a lab file writes it. */
  phone: z.string().min(1),
  /** What the mistake is and where it was seen. */
  story: z.string().min(1),
});

/** `file` is absolute. */
export type Mutant = z.output<typeof mutantSchema>;

/** The mutants of this package: a folder per area, each with a list `mutants.yaml`. */
export const MUTANTS_FOLDER = fileURLToPath(new URL('../fixtures/apps/mutants', import.meta.url));

const LIST = 'mutants.yaml';

/**
 * Reads the lists of mutants in the folders of `folder`, sorted by folder.
 * @throws {DataFileError} with file and line of every problem, also of a name that is used twice.
 */
export async function loadMutants(folder: string = MUTANTS_FOLDER): Promise<Mutant[]> {
  const lists = (await readdir(folder, { recursive: true })).filter((name) => path.basename(name) === LIST).toSorted();
  const mutants: Mutant[] = [];
  const problems: DataProblem[] = [];
  for (const list of lists) {
    const file = path.join(folder, list);
    const parsed = parseYaml(file, await readFile(file, 'utf8'), z.array(mutantSchema).min(1));
    problems.push(...parsed.problems);
    for (const [index, mutant] of (parsed.value ?? []).entries()) {
      if (mutants.some(({ name }) => name === mutant.name)) {
        const line = parsed.lineOf([index, 'name']);
        problems.push({ file, line, message: `the name ${mutant.name} is used twice` });
      }
      mutants.push({ ...mutant, file: path.join(path.dirname(file), mutant.file) });
    }
  }
  if (lists.length === 0) problems.push({ file: folder, line: 1, message: `no folder with a ${LIST} found` });
  if (problems.length > 0) throw new DataFileError(`The list of mutants in ${folder}`, problems);
  return mutants;
}

/** One mutant of each area: the first that breaks a requirement of it. */
export function oneOfEachArea(mutants: readonly Mutant[]): Mutant[] {
  const areaOf = ({ breaks }: Mutant) => breaks.split('-')[1];
  return mutants.filter((mutant, index) => mutants.findIndex((other) => areaOf(other) === areaOf(mutant)) === index);
}

export interface MutantJudgement {
  readonly killed: boolean;
  /** Requirements that fell although they do not depend on the broken one. */
  readonly unrelated: readonly string[];
  /** All requirements that fell, the broken one included. */
  readonly fallen: readonly string[];
  /** Why, in a sentence. */
  readonly reason: string;
}

/** Judges a run against the mutant. Where evidence caps a requirement at warn, a warning kills. */
export function judgeMutant(mutant: Mutant, catalogue: Catalogue, verdicts: readonly Verdict[]): MutantJudgement {
  const broken = catalogue.byId.get(mutant.breaks);
  const fallen = [...new Set(verdicts.filter(fell).map((verdict) => verdict.requirement))];
  const related = new Set([mutant.breaks, ...mutant.also].flatMap((id) => [id, ...dependents(catalogue, id)]));
  const unrelated = fallen.filter((id) => !related.has(id));
  const judged = (killed: boolean, reason: string) => ({ killed, unrelated, fallen, reason });
  if (broken === undefined) return judged(false, `${mutant.breaks} is not in the catalogue.`);
  const target = verdicts.filter((verdict) => verdict.requirement === mutant.breaks);
  const hit = target.find((verdict) => verdict.verdict === 'fail' || verdict.verdict === 'warn');
  if (hit === undefined) {
    const seen = [...new Set(target.map((verdict) => verdict.verdict))].join(', ') || 'no verdict';
    return judged(false, `${mutant.breaks} should fall but came to ${seen}.`);
  }
  if (unrelated.length > 0) {
    return judged(false, `${mutant.breaks} fell, but so did ${unrelated.join(', ')}, which does not depend on it.`);
  }
  return judged(true, hit.reason);
}

export function fell(verdict: Verdict): boolean {
  return verdict.counts === 'not-met' || verdict.counts === 'warned' || verdict.counts === 'harness';
}

export interface KillMatrix {
  readonly killed: number;
  readonly total: number;
  readonly rows: readonly (MutantJudgement & Pick<Mutant, 'name' | 'breaks' | 'phone'>)[];
  /** Scored requirements that no mutant of this run broke, each with the catalogue's reason or none. */
  readonly unproven: readonly { readonly requirement: string; readonly reason: string | null }[];
  /** The other side: apps in which nothing may fall. */
  readonly correctApps: readonly CorrectAppJudgement[];
}

/** Which mutant brought down which requirement; plain data, for JSON as it is. */
export function killMatrix(
  catalogue: Catalogue,
  runs: readonly { readonly mutant: Mutant; readonly verdicts: readonly Verdict[] }[],
  correctApps: readonly CorrectAppJudgement[] = [],
): KillMatrix {
  const rows = runs.map(({ mutant, verdicts }) => ({
    name: mutant.name,
    breaks: mutant.breaks,
    phone: mutant.phone,
    ...judgeMutant(mutant, catalogue, verdicts),
  }));
  const proven = new Set(rows.filter((row) => row.killed).map((row) => row.breaks));
  return {
    killed: rows.filter((row) => row.killed).length,
    total: rows.length,
    rows,
    unproven: catalogue.requirements
      .filter((requirement) => requirement.status === 'scored' && !proven.has(requirement.id))
      .map((requirement) => ({ requirement: requirement.id, reason: requirement.noMutant ?? null })),
    correctApps,
  };
}
