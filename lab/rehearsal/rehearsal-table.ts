/** A rehearsal's comparison as text. */

import Table from 'cli-table3';
import type { ComparedRequirement } from './compare.ts';
import type { DressRehearsal, RehearsedKind } from './dress-rehearsal.ts';

/** A row for each requirement, and what it comes to. */
export function rehearsalTable(kind: RehearsedKind, { compared, asked, unknown }: DressRehearsal): string {
  const table = new Table({
    head: ['Requirement', 'virtual', kind, 'checks alike', 'cannot be made'],
    style: { head: [], border: [], compact: true },
  });
  for (const { requirement, virtual, rehearsed, checks, wrong } of compared) {
    const mark = wrong === undefined ? '' : '✗ ';
    table.push([`${mark}${requirement}`, virtual, rehearsed, `${checks.same} of ${checks.all}`, checks.hidden || '']);
  }
  const needy = compared.filter(({ needs }) => needs !== undefined);
  const wrong = compared.flatMap(({ requirement, wrong: what }) =>
    what === undefined ? [] : [`✗ ${requirement} ${what}`],
  );
  const sum = (of: (row: ComparedRequirement) => number) => compared.reduce((total, row) => total + of(row), 0);
  const alike = compared.filter(({ virtual, rehearsed }) => virtual === rehearsed).length;
  return [
    table.toString(),
    '',
    `${compared.length} requirements: ${alike} with the same verdict, ${needy.length} ${needy.length === 1 ? 'needs' : 'need'} a virtual phone, ${wrong.length} wrong.`,
    `${sum(({ checks }) => checks.all)} checks: ${sum(({ checks }) => checks.same)} with the same outcome, ` +
      `${sum(({ checks }) => checks.hidden)} that nobody can make on such a phone.`,
    ...(needy.length === 0 ? [] : ['', 'Those that need a virtual phone:']),
    ...needy.map(({ requirement, title, needs }) => `  ${requirement} ${title}\n    ${needs}`),
    ...(asked.length === 0 ? [] : ['', 'Command lines of xcrun:']),
    ...asked.map((line) => `  ${unknown.includes(line) ? '✗ ' : ''}${line}`),
    ...(wrong.length === 0 ? [] : ['', ...wrong]),
  ].join('\n');
}
