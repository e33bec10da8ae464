/**
 * The claims file: what an app says of itself, yes or no for each claim. It decides what is not applicable, so it says
 * everything, and a run verifies what it says.
 */

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseYaml } from '../catalogue.ts';
import { InputError } from '../input-error.ts';
import { CLAIM_NAMES, CLAIMS, type Claim } from './claims.ts';

/** Looked for beside the app unless the lab file or the command names another. */
export const CLAIMS_FILE = 'ringproof.claims.yaml';

const ANSWERS = ['yes', 'no'] as const;

const answer = (claim: Claim) =>
  z
    .enum(ANSWERS, { error: ({ input }) => (input === undefined ? 'is missing: say yes or no' : 'must be yes or no') })
    .describe(CLAIMS[claim]);

export const claimsFileSchema = z
  .strictObject({
    claims: z.strictObject(
      Object.fromEntries(CLAIM_NAMES.map((claim) => [claim, answer(claim)])) as Record<
        Claim,
        ReturnType<typeof answer>
      >,
    ),
  })
  .meta({ title: 'Ringproof claims', description: 'What an app says that it offers; a run verifies it.' });

export type Claims = Readonly<Record<Claim, boolean>>;

export interface ClaimsFile {
  readonly file: string;
  readonly claims: Claims;
}

/** @throws {InputError} with file and line of every problem */
export async function readClaims(file: string): Promise<ClaimsFile> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new InputError(
      `Cannot read the claims ${file}: ${why}.`,
      'Give an existing file, or write one: ringproof init.',
    );
  });
  const { value, problems } = parseYaml(file, text, claimsFileSchema);
  if (value === undefined) {
    const lines = problems
      .toSorted((a, b) => a.line - b.line)
      .map((problem) => `  ${problem.file}:${problem.line}: ${problem.message}`);
    throw new InputError(
      `The claims ${file} cannot be used:\n${lines.join('\n')}`,
      `Under \`claims\`, say yes or no for each of ${CLAIM_NAMES.join(', ')}.`,
    );
  }
  const claims = Object.fromEntries(Object.entries(value.claims).map(([claim, said]) => [claim, said === 'yes']));
  return { file, claims: claims as Claims };
}

/** The file as text, each claim with its meaning. */
export function writtenClaims(claims: Claims): string {
  return [
    '# What the app offers. `ringproof run` verifies each line: a yes has to work, a no has to be absent. What is not',
    '# claimed is not asked for.',
    'claims:',
    ...CLAIM_NAMES.map((claim) => `  ${claim}: ${claims[claim] ? 'yes' : 'no'}`.padEnd(24) + ` # ${CLAIMS[claim]}`),
    '',
  ].join('\n');
}

/** The JSON Schema that editors check a claims file with. */
export function claimsJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(claimsFileSchema, { target: 'draft-2020-12' }), undefined, 2)}\n`;
}
