/**
 * Bug patterns: mistakes of VoIP apps and push servers that were found in public. Each has a requirement that finds it, or
 * the reason why none does, so that nobody has to guess what the catalogue leaves out.
 */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Catalogue, DataFileError, parseYaml } from '../catalogue.ts';

export const BUG_PATTERNS_FILE = fileURLToPath(
  new URL('../../requirements/patterns/bug-patterns.yaml', import.meta.url),
);

const patternSchema = z
  .strictObject({
    /** What a person saw. */
    symptom: z.string().min(1),
    /** Why it was so. */
    cause: z.string().min(1),
    /** Versions in which it shows, as a requirement writes them. */
    ios: z.string().regex(/^(>=\d+|\d+-\d+|\d+)$/, 'expected iOS versions such as ">=10" or "8-9"'),
    /** Public threads or pages. */
    seen: z.array(z.url({ protocol: /^https$/ })).min(1),
    /** Ids of the requirements that find it. */
    requirements: z.array(z.string()).default([]),
    /** Why no requirement finds it. */
    excluded: z.string().min(1).optional(),
  })
  .refine(({ requirements, excluded }) => requirements.length > 0 !== (excluded !== undefined), {
    message: 'name the requirements that find it, or say in excluded why there is none',
    path: ['requirements'],
  });

const groupsSchema = z
  .array(z.strictObject({ area: z.string().min(1), patterns: z.array(patternSchema).min(1) }))
  .min(1);

export type BugPatterns = z.output<typeof groupsSchema>;

/** @throws {DataFileError} with the line of every problem, also of a requirement that the catalogue does not have */
export async function loadBugPatterns(catalogue: Catalogue, file: string = BUG_PATTERNS_FILE): Promise<BugPatterns> {
  const parsed = parseYaml(file, await readFile(file, 'utf8'), groupsSchema);
  const lost = (parsed.value ?? []).flatMap(({ patterns }, group) =>
    patterns.flatMap(({ requirements }, index) =>
      requirements
        .filter((id) => !catalogue.byId.has(id))
        .map((id) => ({
          file,
          line: parsed.lineOf([group, 'patterns', index, 'requirements']),
          message: `${id} is not in the catalogue`,
        })),
    ),
  );
  if (parsed.value === undefined || lost.length > 0) {
    throw new DataFileError('The list of bug patterns', [...parsed.problems, ...lost]);
  }
  return parsed.value;
}
