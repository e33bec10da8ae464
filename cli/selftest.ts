/**
 * `ringproof selftest`: the suite is itself tested, against apps with one mistake each. It passes when each mistake makes
 * the requirement fail that it breaks, and no unrelated one.
 */

import { join, resolve } from 'node:path';
import pc from 'picocolors';
import { type KillMatrix, killMatrix, loadMutants, oneOfEachArea } from '../conformance/mutants.ts';
import type { Driver } from '../conformance/vocabulary.ts';
import { renderKillMatrix, writeKillMatrix } from '../conformance/writers/kill-matrix.ts';
import { DEFAULT_LAB_FILE } from '../lab/default-lab.ts';
import { EXIT_CODE, UsageError } from '../lab/errors.ts';
import { killPushServers } from '../lab/push-server/kill-push-servers.ts';
import { catalogueOf } from '../lab/run/profiles.ts';
import { makeReportsFolder } from '../lab/run/reports-folder.ts';
import { shownPath } from '../lab/shown-path.ts';
import { print, watchedRun } from './watched-run.ts';

export interface SelftestCommand {
  readonly mutant: readonly string[];
  /** One mutant of each area in place of all. */
  readonly fast?: boolean;
  readonly driver: Driver;
  readonly reports: string;
}

/** @returns the exit code. @throws UsageError, HarnessError or Interrupted */
export async function selftest(command: SelftestCommand): Promise<number> {
  if (command.fast === true && command.mutant.length > 0) {
    throw new UsageError('--fast chooses the mutants itself.', 'Leave out either --fast or --mutant.');
  }
  const mutants = await loadMutants();
  const wanted = command.fast === true ? oneOfEachArea(mutants).map(({ name }) => name) : command.mutant;
  const { report, folder } = await watchedRun({
    choice: { labFile: DEFAULT_LAB_FILE, phones: [], only: [], mutants: wanted, driver: command.driver },
    reports: resolve(command.reports),
  });
  const names = report.phones.map(({ name }) => name);
  const tried = mutants.filter(({ name }) => names.includes(name));
  const matrix = killMatrix(
    await catalogueOf(undefined),
    tried.map((mutant) => ({ mutant, verdicts: report.verdicts.filter(({ phone }) => phone === mutant.name) })),
  );
  return finish(matrix, folder, report.exitCode === EXIT_CODE.harnessError);
}

/** The same for the checks of a push server, with broken variants of the sample. */
export async function selftestOfPushServers({
  mutant: wanted,
  reports,
}: Omit<SelftestCommand, 'driver' | 'fast'>): Promise<number> {
  const folder = await makeReportsFolder(resolve(reports));
  const matrix = await killPushServers(wanted, join(folder.path, 'push-servers'), print);
  return finish(matrix, folder.path, false);
}

async function finish(matrix: KillMatrix, folder: string, wentWrong: boolean): Promise<number> {
  const file = join(folder, 'kill-matrix.json');
  await writeKillMatrix(matrix, file);
  print(renderKillMatrix(matrix).trimEnd());
  print(`\nData ${pc.cyan(shownPath(file))}`);
  if (wentWrong) return EXIT_CODE.harnessError;
  return matrix.killed === matrix.total ? EXIT_CODE.met : EXIT_CODE.notMet;
}
