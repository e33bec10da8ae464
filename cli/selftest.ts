/**
 * `ringproof selftest`: the suite is itself tested, against apps with one mistake each and against correct apps that are
 * built differently. It passes when each mistake makes the requirement fail that it breaks, and no unrelated one, and
 * when nothing fails in the correct apps.
 */

import { join, resolve } from 'node:path';
import pc from 'picocolors';
import { type CorrectAppJudgement, judgeCorrectApp, loadCorrectApps } from '../conformance/correct-apps.ts';
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
  /** One mutant of each area in place of all, and each correct app on one phone. Named mutants are tried alone. */
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
  const correctApps = command.mutant.length > 0 ? [] : await tryCorrectApps(command);
  const { report, folder } = await watchedRun({
    choice: { labFile: DEFAULT_LAB_FILE, phones: [], only: [], mutants: wanted, driver: command.driver },
    reports: resolve(command.reports),
  });
  const names = report.phones.map(({ name }) => name);
  const tried = mutants.filter(({ name }) => names.includes(name));
  const matrix = killMatrix(
    await catalogueOf(undefined),
    tried.map((mutant) => ({ mutant, verdicts: report.verdicts.filter(({ phone }) => phone === mutant.name) })),
    correctApps,
  );
  return finish(matrix, folder, report.exitCode === EXIT_CODE.harnessError);
}

/** One after the other, each in a lab of its own. */
async function tryCorrectApps({ fast, driver, reports }: SelftestCommand): Promise<CorrectAppJudgement[]> {
  const judgements: CorrectAppJudgement[] = [];
  for (const { name, lab, phone } of await loadCorrectApps()) {
    print(`Correct app ${name}`);
    const phones = fast === true ? [phone] : [];
    const { report } = await watchedRun({
      choice: { labFile: lab, phones, only: [], driver },
      reports: resolve(reports),
    });
    judgements.push(judgeCorrectApp(name, report.verdicts));
  }
  return judgements;
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
  const holds = matrix.correctApps.every((app) => app.holds);
  return matrix.killed === matrix.total && holds ? EXIT_CODE.met : EXIT_CODE.notMet;
}
