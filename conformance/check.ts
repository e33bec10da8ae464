/**
 * What a spec leaves behind: one result per check, phone and attempt, as JSON lines, so that a crash loses at most the
 * line being written and results of several workers can simply be put behind one another.
 */

import { z } from 'zod';
import { DataFileError, type DataProblem, PHONE_KINDS } from './catalogue.ts';
import { sensitive } from './certificate/sensitive.ts';
import { WITNESSES } from './observability/witnesses.ts';

export const phoneRefSchema = z.strictObject({
  name: z.string().min(1).describe('Name in the lab; unique in a run').meta(sensitive('phone name')),
  model: z.string().min(1),
  ios: z.string().regex(/^\d+(\.\d+)*$/, 'expected an iOS version such as "18.6"'),
  udid: z.string().min(1).meta(sensitive('device identifier')),
  language: z.string().min(1),
  kind: z.enum(PHONE_KINDS),
  settings: z
    .exactOptional(z.record(z.string(), z.unknown()))
    .describe('What the lab file changed of what the phone does where Apple says nothing; absent: nothing'),
});

/** A phone as results and reports name it. */
export type PhoneRef = z.output<typeof phoneRefSchema>;

export const OUTCOMES = ['passed', 'failed', 'error', 'skipped', 'not-observable'] as const;

export const checkResultSchema = z.strictObject({
  requirement: z.string().min(1).describe('Id of the requirement that the check looks at'),
  phone: phoneRefSchema,
  title: z.string().min(1).describe('What the check saw, as a sentence; the same for every attempt'),
  outcome: z
    .enum(OUTCOMES)
    .describe(
      'failed: the product; error: the suite itself; skipped: something outside both kept the check from running; not-observable: the kind of phone cannot show it',
    ),
  message: z.exactOptional(z.string()).describe('Why it is not passed').meta(sensitive('free text')),
  startedAt: z.number().describe('Milliseconds since 1970'),
  durationMs: z.number().nonnegative(),
  attempt: z.int().positive().describe('1 for the first'),
  measurements: z.exactOptional(z.record(z.string(), z.number())).describe('Milliseconds by name'),
  witnesses: z
    .exactOptional(z.array(z.enum(WITNESSES)))
    .describe('Who saw what the check rests on; human: a tester who held the phone'),
  matches: z
    .exactOptional(z.array(z.string().meta(sensitive('free text'))))
    .describe('Which of several names an element of the call screen was found by, and in which process'),
  attachments: z
    .exactOptional(z.array(z.string().meta(sensitive('free text'))))
    .describe('Files, relative to the folder of the report'),
});

/** One look at one requirement on one phone. */
export type CheckResult = z.output<typeof checkResultSchema>;

/** The result as one line of a results file, newline included. */
export function checkResultLine(result: CheckResult): string {
  return `${JSON.stringify(result)}\n`;
}

/**
 * Reads JSON lines; empty lines are allowed.
 * @param file name for messages
 * @throws {DataFileError} with the line of every problem.
 */
export function parseCheckResults(file: string, text: string): CheckResult[] {
  const results: CheckResult[] = [];
  const problems: DataProblem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const at = { file, line: index + 1 };
    const json = parseJson(line);
    if (!json.ok) {
      problems.push({ ...at, message: `not JSON (${json.message}); a worker may have died while it wrote this line` });
      continue;
    }
    const parsed = checkResultSchema.safeParse(json.value);
    if (parsed.success) results.push(parsed.data);
    else for (const issue of parsed.error.issues) problems.push({ ...at, message: describe(issue) });
  }
  if (problems.length > 0) throw new DataFileError(`Check results in ${file}`, problems);
  return results;
}

function describe(issue: z.core.$ZodIssue): string {
  const field = issue.path.join('.');
  return field === '' ? issue.message : `${field}: ${issue.message}`;
}

type Json = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

function parseJson(line: string): Json {
  try {
    return { ok: true, value: JSON.parse(line) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
