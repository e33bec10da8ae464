/**
 * Correct apps that are built differently from the reference app. Mutants prove that a check can fail; these prove that it
 * does not fail an app for doing right in another way: nothing may fall.
 */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DataFileError, parseYaml } from './catalogue.ts';
import { fell } from './mutants.ts';
import { PROFILE_NAMES } from './profiles/profiles.ts';
import type { Verdict } from './verdict.ts';

const correctAppSchema = z.strictObject({
  /** Kebab case, as the app's folder. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a kebab-case name'),
  /** Its lab file, relative to the list. */
  lab: z.string().min(1),
  /** The phone of that lab that a short run is content with. */
  phone: z.string().min(1),
  /** The part of the catalogue that a short run is content with. */
  profile: z.enum(PROFILE_NAMES),
  /** What is different in it. */
  story: z.string().min(1),
});

/** `lab` is absolute. */
export type CorrectApp = z.output<typeof correctAppSchema>;

export const CORRECT_APPS_FILE = fileURLToPath(new URL('../fixtures/apps/correct-apps.yaml', import.meta.url));

/** @throws {DataFileError} with file and line of every problem */
export async function loadCorrectApps(file: string = CORRECT_APPS_FILE): Promise<CorrectApp[]> {
  const { value, problems } = parseYaml(file, await readFile(file, 'utf8'), z.array(correctAppSchema).min(1));
  if (value === undefined || problems.length > 0)
    throw new DataFileError(`The list of correct apps in ${file}`, problems);
  return value.map((app) => ({ ...app, lab: path.join(path.dirname(file), app.lab) }));
}

export interface CorrectAppJudgement {
  readonly name: string;
  /** What it is in place of an app, as a noun. */
  readonly instead?: string;
  /** Requirements that fell; each is either too strict or rightly violated. */
  readonly fallen: readonly { readonly requirement: string; readonly phone: string; readonly reason: string }[];
  /** Verdicts that say that a requirement is met. */
  readonly met: number;
  /** Names of the phones that it ran on. */
  readonly phones: readonly string[];
  /** Something was met, and nothing fell. */
  readonly holds: boolean;
}

export function judgeCorrectApp(name: string, verdicts: readonly Verdict[]): CorrectAppJudgement {
  const fallen = verdicts.filter(fell).map(({ requirement, phone, reason }) => ({ requirement, phone, reason }));
  const met = verdicts.filter(({ counts }) => counts === 'met').length;
  const phones = [...new Set(verdicts.map(({ phone }) => phone))];
  return { name, fallen, met, phones, holds: met > 0 && fallen.length === 0 };
}
