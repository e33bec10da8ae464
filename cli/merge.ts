/** `ringproof merge`: the runs of several machines as one report. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkResultLine } from '../conformance/check.ts';
import { loadReport } from '../conformance/load-report.ts';
import { takeAttachments } from '../conformance/merge/attachments.ts';
import { mergeReports } from '../conformance/merge/merge.ts';
import { type ReportFile, writeReportFiles } from '../conformance/writers/report-files.ts';
import { writeWhole } from '../conformance/writers/write-whole.ts';
import { messageOf, UsageError } from '../lab/errors.ts';
import { readInventory } from '../lab/inventory.ts';
import { addedSuites } from '../lab/run/added-suites.ts';
import { catalogueOfReports } from '../lab/run/profiles.ts';
import { summaryOf } from './summary.ts';

export interface MergeCommand {
  readonly out: string;
  readonly partial?: boolean;
  readonly lab?: string;
}

/** @returns the exit code of the merged run. @throws UsageError or InputError */
export async function merge(runs: readonly string[], { out, partial = false, lab }: MergeCommand): Promise<number> {
  const shards = await Promise.all(runs.map(loadReport));
  const inventory = lab === undefined ? undefined : await readInventory(lab);
  const added = inventory === undefined ? [] : await addedSuites(inventory);
  const report = mergeReports(shards, {
    catalogue: await catalogueOfReports(
      shards.map(({ report }) => report),
      added,
    ),
    partial,
    ...(inventory && { phones: inventory.phones.map(({ name }) => name) }),
  });
  await refuseUsed(out);
  let files: ReportFile[];
  let notes: string[];
  try {
    notes = await takeAttachments(shards, out);
    await writeWhole(join(out, 'results.jsonl'), report.checks.map(checkResultLine).join(''));
    files = await writeReportFiles(report, out);
  } catch (error) {
    throw new UsageError(
      `The merged reports could not be written to ${out}: ${messageOf(error)}.`,
      'Free some space or give another folder with --out.',
    );
  }
  process.stdout.write(`${summaryOf({ folder: out, report, files, notes })}\n`);
  return report.exitCode;
}

/** Files of an earlier run among the new ones would be taken for theirs. */
async function refuseUsed(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UsageError(`${folder} cannot be used: ${error.message}.`, 'Give a new folder with --out.');
  });
  if (names.length > 0) throw new UsageError(`${folder} is not empty.`, 'Give a new folder with --out.');
}
