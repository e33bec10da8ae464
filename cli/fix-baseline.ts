/** `ringproof run --fix`: takes what has passed off the baseline. */

import { readFile } from 'node:fs/promises';
import { readBaseline } from '../conformance/baseline/baseline.ts';
import { fixBaseline } from '../conformance/baseline/fix.ts';
import { loadCatalogue } from '../conformance/catalogue.ts';
import type { ConformanceReport } from '../conformance/report.ts';
import { RINGPROOF } from '../conformance/suites.ts';
import { writeWhole } from '../conformance/writers/write-whole.ts';
import { EXIT_CODE, messageOf, UsageError } from '../lab/errors.ts';
import { readInventory } from '../lab/inventory.ts';
import { addedSuites } from '../lab/run/added-suites.ts';

/**
 * @param file as the user named it
 * @returns what was done, for the user
 * @throws InputError or UsageError when the file was changed meanwhile, or cannot be written
 */
export async function fixBaselineFile(file: string, report: ConformanceReport, labFile: string): Promise<string> {
  if (report.exitCode === EXIT_CODE.harnessError) {
    return `${file} was left as it is: the run says nothing about the app.`;
  }
  // Read again, since somebody may have edited it during the run.
  const inventory = await readInventory(labFile);
  const scope = {
    catalogue: await loadCatalogue([RINGPROOF, ...(await addedSuites(inventory))]),
    phones: inventory.phones,
  };
  const baseline = await readBaseline(file, scope);
  const { text, dropped } = fixBaseline(await readFile(file, 'utf8'), baseline, report.verdicts);
  if (dropped.length === 0) return `${file} is up to date.`;
  try {
    await writeWhole(file, text);
  } catch (error) {
    throw new UsageError(`${file} could not be written: ${messageOf(error)}.`, 'Make it writable and run again.');
  }
  return `${file} no longer lists ${dropped.join(', ')}.`;
}
