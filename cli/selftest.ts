/**
 * `ringproof selftest`: the suite is itself tested, against apps with one mistake each. It passes when each mistake makes
 * the requirement fail that it breaks, and no unrelated one.
 */

import { join, resolve } from 'node:path';
import pc from 'picocolors';
import { loadCatalogue } from '../conformance/catalogue.ts';
import { killMatrix, loadMutants } from '../conformance/mutants.ts';
import { renderKillMatrix, writeKillMatrix } from '../conformance/writers/kill-matrix.ts';
import { DEFAULT_LAB_FILE } from '../lab/default-lab.ts';
import { EXIT_CODE } from '../lab/errors.ts';
import { shownPath } from '../lab/shown-path.ts';
import { print, watchedRun } from './watched-run.ts';

export interface SelftestCommand {
  readonly mutant: readonly string[];
  readonly reports: string;
}

/** @returns the exit code. @throws UsageError, HarnessError or Interrupted */
export async function selftest(command: SelftestCommand): Promise<number> {
  const { report, folder } = await watchedRun({
    choice: { labFile: DEFAULT_LAB_FILE, phones: [], only: [], mutants: command.mutant },
    reports: resolve(command.reports),
  });
  const names = report.phones.map(({ name }) => name);
  const mutants = (await loadMutants()).filter(({ name }) => names.includes(name));
  const matrix = killMatrix(
    await loadCatalogue(),
    mutants.map((mutant) => ({ mutant, verdicts: report.verdicts.filter(({ phone }) => phone === mutant.name) })),
  );
  const file = join(folder, 'kill-matrix.json');
  await writeKillMatrix(matrix, file);
  print(renderKillMatrix(matrix).trimEnd());
  print(`\nData ${pc.cyan(shownPath(file))}`);
  if (report.exitCode === EXIT_CODE.harnessError) return EXIT_CODE.harnessError;
  return matrix.killed === matrix.total ? EXIT_CODE.met : EXIT_CODE.notMet;
}
