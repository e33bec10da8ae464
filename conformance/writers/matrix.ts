/**
 * The report on a terminal: a table of requirements against phones, then what needs attention with its reason.
 * Five phones fit on 100 columns; more are put into further tables beneath.
 */

import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { PhoneRef } from '../check.ts';
import { humanNote } from '../observability/witnesses.ts';
import { DEFAULT_PROFILE } from '../profiles/profiles.ts';
import type { ConformanceReport } from '../report.ts';
import { VERDICTS, type VerdictName } from '../vocabulary.ts';
import { clip, type Painter, painter, plainTable, type TerminalOptions, toAscii, wrap } from './terminal.ts';
import { type TimingRow, timingRows } from './timing-rows.ts';
import {
  duration,
  findingGroups,
  headline,
  phoneTitle,
  plural,
  type Tone,
  unconcerned,
  VERDICT_LOOK,
} from './words.ts';

const ID_WIDTH = 11;
const PHONE_WIDTH = 11;
const LEAST_TITLE_WIDTH = 22;

/** The whole text, newline at the end. */
export function renderMatrix(report: ConformanceReport, options: TerminalOptions = {}): string {
  const columns = options.columns ?? 100;
  const ascii = options.ascii ?? false;
  const paint = painter(options.colour);
  const perTable = Math.max(1, Math.floor((columns - ID_WIDTH - LEAST_TITLE_WIDTH) / PHONE_WIDTH));
  const tables: string[] = [];
  for (let from = 0; from < report.phones.length; from += perTable) {
    tables.push(table(report, report.phones.slice(from, from + perTable), columns, ascii, paint));
  }
  const text = [
    paint.bold(`${report.app.name} ${report.app.version}`) +
      paint.dim(` (${report.app.bundleId}), profile ${report.profile ?? DEFAULT_PROFILE}, run ${report.run.id}`),
    '',
    ...tables,
    '',
    ...leftOut(report, paint),
    ...legend(report, columns, ascii, paint),
    ...attention(report, columns, ascii, paint),
    ...timings(report, columns, ascii, paint),
    '',
    ...[humanNote(report) ?? []].flat(),
    conclusion(report, paint),
    '',
  ].join('\n');
  return ascii ? toAscii(text) : text;
}

function table(
  report: ConformanceReport,
  phones: readonly PhoneRef[],
  columns: number,
  ascii: boolean,
  paint: Painter,
): string {
  const titleWidth = columns - ID_WIDTH - phones.length * PHONE_WIDTH;
  const grid = new Table({
    head: ['', '', ...phones.map((phone) => phoneHead(phone, paint))],
    colWidths: [ID_WIDTH, titleWidth, ...phones.map(() => PHONE_WIDTH)],
    ...plainTable(ascii),
  });
  const cells = new Map(report.verdicts.map((verdict) => [`${verdict.requirement} ${verdict.phone}`, verdict.verdict]));
  let area = '';
  const out = unconcerned(report);
  for (const requirement of report.requirements.filter(({ id }) => !out.has(id))) {
    if (requirement.area !== area) {
      area = requirement.area;
      grid.push([{ content: paint.bold(requirement.areaName), colSpan: 2 + phones.length }]);
    }
    const shown = phones.map((phone) => {
      const verdict = cells.get(`${requirement.id} ${phone.name}`);
      return verdict === undefined ? '' : word(verdict, ascii, paint);
    });
    grid.push([requirement.id, clip(requirement.title, titleWidth - 1, ascii), ...shown]);
  }
  return grid.toString().replace(/ +$/gm, '');
}

/** A short selection should not be looked for among what concerns no phone; the legend still counts it. */
function leftOut(report: ConformanceReport, paint: Painter): string[] {
  const count = unconcerned(report).size;
  return count === 0 ? [] : [paint.dim(`${plural(count, 'requirement')} not applicable or deselected, left out above`)];
}

function phoneHead(phone: PhoneRef, paint: Painter): string {
  const lines = wrap(phone.name, PHONE_WIDTH - 1, /(?<=[\s-])/);
  const version = phoneTitle(phone.name, phone.ios) === phone.name ? [] : [paint.dim(`iOS ${phone.ios}`)];
  const settings = phone.settings === undefined ? [] : [paint.dim('adjusted')];
  return [...lines.map((line) => paint.bold(line)), ...version, ...settings].join('\n');
}

function word(verdict: VerdictName, ascii: boolean, paint: Painter): string {
  const look = VERDICT_LOOK[verdict];
  return paint.tone(look.tone, ascii ? look.short : `${look.symbol} ${look.short}`);
}

/** Only the words that occur, with their numbers. */
function legend(report: ConformanceReport, columns: number, ascii: boolean, paint: Painter): string[] {
  const lines: string[] = [];
  for (const verdict of VERDICTS.filter((each) => report.totals.byVerdict[each] > 0)) {
    const { short } = VERDICT_LOOK[verdict];
    const name = short === verdict ? '' : ` (${verdict})`;
    const entry = `${report.totals.byVerdict[verdict]} ${word(verdict, ascii, paint)}${name}`;
    const longer = [...lines.slice(-1), entry].join(paint.dim(', '));
    if (stringWidth(longer) <= columns) lines.splice(-1, 1, longer);
    else lines.push(entry);
  }
  return lines;
}

/** One paragraph per requirement and reason; phones with the same finding share it. */
function attention(report: ConformanceReport, columns: number, ascii: boolean, paint: Painter): string[] {
  return findingGroups(report).flatMap(({ verdict, requirement, title, reason, phones }) => {
    const look = VERDICT_LOOK[verdict];
    const mark = paint.tone(look.tone, ascii ? verdict : `${look.symbol} ${verdict}`);
    return [
      '',
      ...wrap(`${mark} ${paint.bold(requirement)} ${title}`, columns),
      ...wrap(phones.join(', '), columns - 2).map((line) => `  ${paint.dim(line)}`),
      ...reason.split('\n').flatMap((line) => wrap(line, columns - 2).map((part) => `  ${part}`)),
    ];
  });
}

/** The second verdict: a line per limit that was measured, with the slowest phone's figures. */
function timings(report: ConformanceReport, columns: number, ascii: boolean, paint: Painter): string[] {
  const slowest = new Map<string, TimingRow>();
  for (const row of timingRows(report)) {
    const known = slowest.get(row.title);
    if (known === undefined || row.p95Ms > known.p95Ms) slowest.set(row.title, row);
  }
  if (slowest.size === 0) return [];
  const lines = [...slowest.values()].flatMap(({ title, phone, word, limit, median, p95, max }) => {
    const mark = paint.tone(word === 'over' ? 'bad' : 'good', word.padEnd(6));
    const figures = `95 % ${p95} of ${limit} at most, median ${median}, greatest ${max}`;
    return [
      `  ${title.padEnd(18)} ${mark} ${clip(figures, columns - 28, ascii)}`,
      ...wrap(phone, columns - 28).map((line) => `${' '.repeat(28)}${paint.dim(line)}`),
    ];
  });
  return ['', paint.bold('Timings of the slowest phone'), ...lines];
}

function conclusion(report: ConformanceReport, paint: Painter): string {
  const tones: readonly Tone[] = ['good', 'bad', 'open', 'fault'];
  const { totals, run } = report;
  const sums = [
    `${totals.selected} of ${totals.verdicts} verdicts selected`,
    `${totals.scored} scored`,
    plural(totals.checks, 'check'),
    plural(totals.phones, 'phone'),
    duration(run.endedAt - run.startedAt),
  ].join(', ');
  const outcome = paint.tone(tones[report.exitCode] ?? 'bad', report.outcome.toUpperCase());
  return `${outcome}: ${headline(report)}\n${paint.dim(`${sums}; exit code ${report.exitCode}`)}`;
}
