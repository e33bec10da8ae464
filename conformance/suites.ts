/**
 * Suites: where requirements come from. Ringproof has one; a vendor's package adds areas of its own, with ids that begin
 * with a prefix of its own.
 */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { InputError } from './input-error.ts';

export interface Suite {
  /** For messages: the name of its package. */
  readonly name: string;
  readonly version: string;
  /** What its requirements' ids begin with. */
  readonly prefix: string;
  /** Absolute. Areas are in its `requirements/`, and what checks the area "Push to talk" in `specs/push-to-talk/`. */
  readonly folder: string;
}

const OWN_FOLDER = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Ringproof's own. */
export const RINGPROOF: Suite = {
  name: 'ringproof',
  version: (JSON.parse(readFileSync(path.join(OWN_FOLDER, 'package.json'), 'utf8')) as { version: string }).version,
  prefix: 'RP',
  folder: OWN_FOLDER,
};

/** Where the areas of a suite are, a YAML file each. */
export function requirementsFolder({ folder }: Suite): string {
  return path.join(folder, 'requirements');
}

/** The spec file that checks an area, named after it. */
export function specOf({ name, suite }: { readonly name: string; readonly suite: Suite }): string {
  const words = name.toLowerCase().replaceAll(' ', '-');
  return path.join(suite.folder, 'specs', words, `${words}.spec.ts`);
}

const packageSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  ringproof: z.object({
    prefix: z
      .string()
      .regex(/^[A-Z]{2,8}$/, 'expected two to eight capital letters')
      .refine((prefix) => prefix !== RINGPROOF.prefix, `${RINGPROOF.prefix} is Ringproof's own`),
  }),
});

/**
 * Reads the `package.json` of a suite: `{"name": "@acme/suite", "version": "1.0.0", "ringproof": {"prefix": "ACME"}}`.
 *
 * @throws {InputError}
 */
export async function readSuite(folder: string): Promise<Suite> {
  const file = path.join(folder, 'package.json');
  const advice = 'A suite is a folder with a package.json that says {"ringproof": {"prefix": "ACME"}}.';
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`The suite in ${folder} cannot be read: ${error.message}.`, advice);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file} is no JSON: ${(error as Error).message}.`, 'Mend it and run again.');
  }
  const parsed = packageSchema.safeParse(json);
  if (parsed.success) {
    const { name, version, ringproof } = parsed.data;
    return { name, version, prefix: ringproof.prefix, folder };
  }
  const [issue] = parsed.error.issues;
  throw new InputError(`${file}: ${issue?.path.join('.')}: ${issue?.message}.`, advice);
}
