/** The last words of `ringproof call`: verdict, outcomes of calls, times, and each step that failed. */

import Table from 'cli-table3';
import pc from 'picocolors';
import type { ScriptResult, Spread, StepFailure } from '../../call-server/scripts/index.ts';
import type { ScriptFile } from '../../lab/call-scripts/read-script.ts';

/** Failures that are shown in full; all of them are in the file of `--json`. */
const SHOWN_FAILURES = 10;

const COLUMNS = ['min', 'p50', 'p90', 'p99', 'max'] as const;

export function shownResult(result: ScriptResult, file: ScriptFile): string {
  const { runs, passed, failures, calls } = result;
  const verdict = failures.length > 0 ? pc.red('FAILED') : runs === 0 ? pc.yellow('NOTHING RAN') : pc.green('PASSED');
  const rate = calls.perSecond === undefined ? '' : `, ${calls.perSecond.toFixed(1)} per second`;
  const more = failures.length - SHOWN_FAILURES;
  return [
    '',
    ...failures.slice(0, SHOWN_FAILURES).map((failure) => shownFailure(failure, file, runs > 1)),
    ...(more > 0 ? [`and ${more} more\n`] : []),
    `${verdict}  ${passed} of ${counted(runs, 'run')} passed, ${counted(calls.dialled, 'call')} dialled${rate}`,
    ...counts('calls', calls.outcomes),
    ...counts('pushes', calls.pushes),
    ...times({ 'set-up': calls.setUp, answer: calls.answer, end: calls.end }),
  ].join('\n');
}

function shownFailure(
  { run, path, kind, expected, seen }: StepFailure,
  { name, lineOf }: ScriptFile,
  many: boolean,
): string {
  const which = run > 0 && many ? `, run ${run}` : '';
  return [
    `${pc.red(`${name}:${lineOf(path)}`)}: ${kind} failed${which}`,
    `  expected  ${expected}`,
    `  seen      ${seen}`,
    '',
  ].join('\n');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function counts(what: string, byName: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(byName).toSorted(([, a], [, b]) => b - a);
  return entries.length === 0 ? [] : [`${what.padEnd(6)}  ${entries.map(([name, n]) => `${n} ${name}`).join(', ')}`];
}

/** In testbed time since dialling. */
function times(spreads: Readonly<Record<string, Spread | undefined>>): string[] {
  const rows = Object.entries(spreads).flatMap(([name, spread]) =>
    spread === undefined
      ? []
      : [[name, String(spread.count), ...COLUMNS.map((column) => milliseconds(spread[column]))]],
  );
  if (rows.length === 0) return [];
  const table = new Table({
    head: ['since dialling', 'calls', ...COLUMNS],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: Object.fromEntries(BORDERS.map((border) => [border, ''])),
  });
  table.push(...rows);
  return [
    table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n'),
  ];
}

const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
] as const;

function milliseconds(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
