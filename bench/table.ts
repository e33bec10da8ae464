/** A benchmark's result as a table for the terminal. */

import Table from 'cli-table3';
import pc from 'picocolors';
import type { Result } from './benchmark.ts';
import type { Figure, Spread, Unit } from './measure.ts';

/** Width of the first column; longer names are broken. */
const NAME_COLUMN = 44;

const HEAD = ['figure', 'median [middle half]', 'p95', 'n', 'yardstick', 'ratio [middle half]', 'goal', 'verdict'];

export function renderResult({ figures, notes }: Result): string {
  const table = new Table({
    head: HEAD,
    colWidths: [NAME_COLUMN, null, null, null, NAME_COLUMN - 10],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const figure of figures) table.push(row(figure));
  return [table.toString(), ...notes.map((note) => `  ${note}`)].join('\n');
}

function row({ name, unit, value, yardstick, ratio, goal }: Figure): string[] {
  const many = value.count > 1;
  return [
    name,
    spreadText(value, unit),
    many ? amount(value.p95, unit) : '',
    String(value.count),
    yardstick === undefined ? '' : `${amount(yardstick.value.median, unit)}: ${yardstick.name}`,
    ratio === undefined ? '' : spreadText(ratio),
    goal?.text ?? '',
    goal === undefined ? '' : goal.met ? pc.green('met') : pc.red('not met'),
  ];
}

function spreadText({ median, low, high, count }: Spread, unit?: Unit): string {
  const middle = count > 1 ? ` [${digits(low)}–${digits(high)}]` : '';
  return `${unit === undefined ? digits(median) : amount(median, unit)}${middle}`;
}

function amount(value: number, unit: Unit): string {
  return `${digits(value)} ${unit}`;
}

/** Three digits that mean something; more would only show noise. */
function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(2);
}
