/** What a finished run prints: the matrix, where the reports are, what was left out, and the time it took. */

import { relative } from 'node:path';
import pc from 'picocolors';
import { renderMatrix } from '../conformance/writers/matrix.ts';
import type { FinishedRun } from '../lab/run/finish.ts';

export function summaryOf(finished: FinishedRun): string {
  const { report, files, notes } = finished;
  const { startedAt, endedAt, shares } = report.run;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    renderMatrix(report, process.stdout.columns === undefined ? {} : { columns: process.stdout.columns }).trimEnd(),
    '',
    ...files.map(({ title, path }) => `${title.padEnd(7)} ${pc.cyan(shown(path))}`),
    ...notes.map((note) => pc.yellow(note)),
    '',
    pc.dim(`${seconds(endedAt - startedAt)}: ${shares.map(({ name, ms }) => `${name} ${seconds(ms)}`).join(' · ')}`),
  ].join('\n');
}

/** Relative to where the user stands, when that is shorter to read. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
