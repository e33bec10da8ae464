/**
 * The kill matrix on a terminal and as JSON: which mutant brought down which requirement, what is unproven, and what fell
 * in correct apps.
 */

import Table from 'cli-table3';
import type { CorrectAppJudgement } from '../correct-apps.ts';
import type { KillMatrix } from '../mutants.ts';
import { type Painter, painter, plainTable, type TerminalOptions, toAscii, wrap } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

const NAME_WIDTH = 30;
const BREAKS_WIDTH = 12;
const RESULT_WIDTH = 12;

const MOST_NAMED = 12;

/** The whole text, newline at the end. */
export function renderKillMatrix(matrix: KillMatrix, options: TerminalOptions = {}): string {
  const columns = options.columns ?? 100;
  const ascii = options.ascii ?? false;
  const paint = painter(options.colour);
  const restWidth = Math.max(20, columns - NAME_WIDTH - BREAKS_WIDTH - RESULT_WIDTH);
  const table = new Table({
    head: ['mutant', 'breaks', 'result', 'what fell with it'].map((title) => paint.bold(title)),
    colWidths: [NAME_WIDTH, BREAKS_WIDTH, RESULT_WIDTH, restWidth],
    ...plainTable(ascii),
  });
  for (const row of matrix.rows) {
    const result = row.killed
      ? paint.tone('good', ascii ? 'killed' : '✓ killed')
      : paint.tone('bad', ascii ? 'SURVIVED' : '✗ survived');
    const others = row.fallen.filter((id) => id !== row.breaks).join(' ');
    table.push([wrap(row.name, NAME_WIDTH - 1).join('\n'), row.breaks, result, wrap(others, restWidth - 1).join('\n')]);
  }
  const survivors = matrix.rows.filter((row) => !row.killed);
  const unproven = matrix.unproven.filter((entry) => entry.reason === null).map((entry) => entry.requirement);
  const text = [
    table.toString().replace(/ +$/gm, ''),
    ...survivors.flatMap((row) => [
      '',
      paint.bold(row.name),
      ...wrap(row.reason, columns - 2).map((line) => `  ${line}`),
    ]),
    '',
    `${matrix.killed} of ${matrix.total} mutants killed.`,
    ...matrix.correctApps.flatMap((app) => ofCorrectApp(app, { columns, ascii, paint })),
    ...(unproven.length === 0 ? [] : wrap(notProven(unproven), columns)),
    '',
  ].join('\n');
  return ascii ? toAscii(text) : text;
}

/** By name, unless a few mutants were tried of many. */
function notProven(requirements: readonly string[]): string {
  if (requirements.length <= MOST_NAMED) return `Not proven by a mutant: ${requirements.join(', ')}.`;
  return `${requirements.length} other scored requirements were not tried; kill-matrix.json names them.`;
}

function ofCorrectApp(
  { name, instead = 'app', phones, met, fallen, holds }: CorrectAppJudgement,
  { columns, ascii, paint }: { readonly columns: number; readonly ascii: boolean; readonly paint: Painter },
): string[] {
  const mark = (tone: 'good' | 'bad', sign: string, text: string) => paint.tone(tone, ascii ? text : `${sign} ${text}`);
  const on = `on ${phones.length} phone${phones.length === 1 ? '' : 's'}`;
  if (holds) return [`Correct ${instead} ${name}, ${on}: ${mark('good', '✓', 'nothing fell')}, ${met} met.`];
  const ids = [...new Set(fallen.map(({ requirement }) => requirement))];
  const what = ids.length === 0 ? 'nothing was checked' : `${ids.length} fell`;
  return [
    `Correct ${instead} ${name}, ${on}: ${mark('bad', '✗', what)}.`,
    ...fallen.flatMap(({ requirement, phone, reason }) =>
      wrap(`${requirement}, ${phone}: ${reason}`, columns - 2).map((line) => `  ${line}`),
    ),
  ];
}

export async function writeKillMatrix(matrix: KillMatrix, file: string): Promise<void> {
  await writeWhole(file, `${JSON.stringify(matrix, undefined, 2)}\n`);
}
