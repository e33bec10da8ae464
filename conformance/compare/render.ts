/** A comparison on a terminal: a row per change, then why, and what to know before one trusts it. */

import Table from 'cli-table3';
import type { Verdict } from '../verdict.ts';
import { clip, type Painter, painter, plainTable, type TerminalOptions, toAscii, wrap } from '../writers/terminal.ts';
import { type Tone, VERDICT_LOOK } from '../writers/words.ts';
import type { ChangeKind } from './compare.ts';
import type { TracedChange, TracedComparison } from './index.ts';
import type { CheckParting, Moment } from './time-line.ts';

const LOOK: Readonly<Record<ChangeKind, { readonly symbol: string; readonly ascii: string; readonly tone: Tone }>> = {
  worse: { symbol: '▼', ascii: 'v', tone: 'bad' },
  new: { symbol: '+', ascii: '+', tone: 'note' },
  gone: { symbol: '−', ascii: '-', tone: 'note' },
  other: { symbol: '≠', ascii: '#', tone: 'open' },
  better: { symbol: '▲', ascii: '^', tone: 'good' },
};

const CHANGE_WIDTH = 9;
const ID_WIDTH = 11;
const VERDICT_WIDTH = 17;

/** The whole text, newline at the end. */
export function renderComparison(comparison: TracedComparison, options: TerminalOptions = {}): string {
  const columns = Math.max(options.columns ?? 100, 60);
  const ascii = options.ascii ?? false;
  const paint = painter(options.colour);
  const { before, after, changes, totals, notes } = comparison;
  const counted = (kind: ChangeKind) =>
    paint.tone(totals[kind] === 0 ? 'out' : LOOK[kind].tone, `${totals[kind]} ${kind}`);
  const text = [
    paint.dim(`A ${before.id}\nB ${after.id}`),
    '',
    ...notes.flatMap((note) => wrap(note, columns).map((line) => paint.tone('note', line))),
    ...(notes.length === 0 ? [] : ['']),
    ...(changes.length === 0 ? [] : [table(changes, columns, ascii, paint), '']),
    ...changes.flatMap((change) => why(change, columns, paint)),
    changes.length === 0
      ? `No verdict changed; ${totals.same} are the same.`
      : [...(['worse', 'better', 'other', 'new', 'gone'] as const).map(counted), `${totals.same} the same`].join(', '),
    '',
  ].join('\n');
  return ascii ? toAscii(text) : text;
}

function table(changes: readonly TracedChange[], columns: number, ascii: boolean, paint: Painter): string {
  const left = columns - CHANGE_WIDTH - ID_WIDTH - 2 * VERDICT_WIDTH;
  const phoneWidth = Math.min(left, Math.max(...changes.map(({ phone }) => phone.length)) + 1);
  const grid = new Table({
    head: ['', '', 'phone', 'A', 'B'].map((word) => paint.dim(word)),
    colWidths: [CHANGE_WIDTH, ID_WIDTH, phoneWidth, VERDICT_WIDTH, VERDICT_WIDTH],
    ...plainTable(ascii),
  });
  const word = (verdict: Verdict | null) => {
    if (verdict === null) return paint.dim('not in this run');
    const { symbol, tone } = VERDICT_LOOK[verdict.verdict];
    return paint.tone(tone, ascii ? verdict.verdict : `${symbol} ${verdict.verdict}`);
  };
  for (const { kind, requirement, phone, before, after } of changes) {
    const look = LOOK[kind];
    const mark = paint.tone(look.tone, `${ascii ? look.ascii : look.symbol} ${kind}`);
    grid.push([mark, requirement, clip(phone, phoneWidth - 1, ascii), word(before), word(after)]);
  }
  return grid.toString().replace(/ +$/gm, '');
}

/** What passes needs no reason; neither does what is not in one of the runs, unless it fails in the other. */
function why(
  { kind, requirement, title, phone, before, after, parting }: TracedChange,
  columns: number,
  paint: Painter,
) {
  const reason = after ?? before;
  if (reason === null || kind === 'better' || kind === 'gone' || reason.verdict === 'pass') return [];
  const told = (label: string, verdict: Verdict | null) =>
    verdict === null || verdict.verdict === 'pass' ? [] : indented(`${label} ${verdict.reason}`, columns);
  return [
    ...wrap(`${paint.tone(LOOK[kind].tone, kind)} ${paint.bold(requirement)} ${title}, on ${phone}`, columns),
    ...(kind === 'other' || kind === 'worse' ? told('A', before) : []),
    ...told('B', after),
    ...(parting === null ? [] : partingLines(parting, columns, paint)),
    '',
  ];
}

function partingLines({ check, part, common, before, after }: CheckParting, columns: number, paint: Painter): string[] {
  const moment = (label: string, at: Moment | null, otherwise: string) =>
    indented(`${label} ${at === null ? otherwise : `+${(at.afterMs / 1000).toFixed(3)} s ${at.text}`}`, columns);
  return [
    ...indented(paint.dim(`The time lines of “${check}” part on the side of the ${part.replace('-', ' ')}:`), columns),
    ...moment('=', common, 'nothing in common'),
    ...moment('A', before, 'nothing more'),
    ...moment('B', after, 'nothing more'),
  ];
}

function indented(text: string, columns: number): string[] {
  return text
    .split('\n')
    .flatMap((line) => wrap(line, columns - 4))
    .map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`));
}
