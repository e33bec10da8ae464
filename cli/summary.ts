/** What a finished run prints: the matrix, where the reports are, what was left out, and the time it took. */

import { join } from 'node:path';
import pc from 'picocolors';
import { renderMatrix } from '../conformance/writers/matrix.ts';
import { EXIT_CODE } from '../lab/errors.ts';
import type { FinishedRun } from '../lab/run/finish.ts';
import { shownPath } from '../lab/shown-path.ts';

export function summaryOf(finished: Omit<FinishedRun, 'sensitive'>): string {
  const { report, files, notes } = finished;
  const { startedAt, endedAt, shares } = report.run;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    renderMatrix(report, process.stdout.columns === undefined ? {} : { columns: process.stdout.columns }).trimEnd(),
    '',
    ...[...files, ...logsOf(finished)].map(({ title, path }) => `${title.padEnd(7)} ${pc.cyan(shownPath(path))}`),
    ...notes.map((note) => pc.yellow(note)),
    '',
    pc.dim(`${seconds(endedAt - startedAt)}: ${shares.map(({ name, ms }) => `${name} ${seconds(ms)}`).join(' · ')}`),
  ].join('\n');
}

/** The logs tell of the harness, so they are of use only when that went wrong. */
function logsOf({ report, folder }: Pick<FinishedRun, 'report' | 'folder'>): FinishedRun['files'] {
  const wentWrong = report.exitCode === EXIT_CODE.incomplete || report.exitCode === EXIT_CODE.harnessError;
  return wentWrong ? [{ title: 'Logs', path: join(folder, 'logs') }] : [];
}
