/** Reads back what a run has written: its `conformance.json`, by the name of the file or of the run's folder. */

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from './input-error.ts';
import { type ConformanceReport, REPORT_FORMAT, reportSchema } from './report.ts';

export const REPORT_FILE = 'conformance.json';

export interface LoadedReport {
  readonly report: ConformanceReport;
  readonly file: string;
  /** Where the attachments are that the report names. */
  readonly folder: string;
  /** How the user called it; messages call it the same. */
  readonly name: string;
}

/**
 * @param name a run's folder, `reports/latest`, or a report's file
 * @throws {InputError} when there is no report, or one that this version cannot read
 */
export async function loadReport(name: string): Promise<LoadedReport> {
  const isFolder = await stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? path.join(name, REPORT_FILE) : name;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new InputError(
      `Cannot read the report ${file}: ${why}.`,
      `Give a ${REPORT_FILE}, or the folder of a run, such as reports/latest.`,
    );
  });
  return { report: parseReport(file, text), file, folder: path.dirname(file), name };
}

function parseReport(file: string, text: string): ConformanceReport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`${file} is not JSON: ${why}.`, 'It may have been cut off; copy it again or repeat the run.');
  }
  const { data: written } = z.object({ format: z.unknown() }).safeParse(json);
  if (written?.format !== REPORT_FORMAT) {
    const found = written?.format === undefined ? 'no format' : `format ${JSON.stringify(written.format)}`;
    throw new InputError(
      `${file} is no report that this version can read: it has ${found}, expected "${REPORT_FORMAT}".`,
      `Give the ${REPORT_FILE} of a run, or use the version of Ringproof that wrote this one.`,
    );
  }
  const parsed = reportSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  const version = writerOf(json);
  const told = version === undefined ? '' : ` (it names Ringproof ${version})`;
  throw new InputError(
    `${file} was written by another version of Ringproof${told}, or changed since: ${where}${issue?.message ?? 'unknown mistake'}.`,
    'Repeat the run with this version, or read the report with the version that wrote it.',
  );
}

/** The version that a report names, whatever else is wrong with it. */
function writerOf(json: unknown): string | undefined {
  return z.object({ tools: z.object({ ringproof: z.string() }) }).safeParse(json).data?.tools.ringproof;
}
