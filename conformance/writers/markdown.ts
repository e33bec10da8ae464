/**
 * The report as Markdown for a pull request or the summary of a CI job: outcome, counts, what needs attention, and per
 * area how many requirements are met on each phone. Bounded, since CI servers cut long ones off.
 */

import { humanNote } from '../observability/witnesses.ts';
import { DEFAULT_PROFILE } from '../profiles/profiles.ts';
import { type ConformanceReport, pageOf } from '../report.ts';
import type { Verdict } from '../verdict.ts';
import { VERDICTS } from '../vocabulary.ts';
import { timingRows } from './timing-rows.ts';
import { duration, type Finding, findingGroups, headline, plural, VERDICT_LOOK } from './words.ts';
import { writeWhole } from './write-whole.ts';

/** Findings that are told one by one. */
const MOST_FINDINGS = 50;
const MOST_REASON_LETTERS = 400;

const OUTCOME_MARK = ['✅', '❌', '⚠️', '💥'] as const;

export function renderMarkdown(report: ConformanceReport): string {
  const { app, run, totals, phones } = report;
  const counts = VERDICTS.filter((verdict) => totals.byVerdict[verdict] > 0)
    .map((verdict) => `${totals.byVerdict[verdict]} ${verdict}`)
    .join(', ');
  return [
    `## ${OUTCOME_MARK[report.exitCode]} ${inline(app.name)} ${inline(app.version)}: ${report.outcome}`,
    '',
    `${headline(report)} ${plural(totals.requirements, 'requirement')} on ${plural(phones.length, 'phone')}, ${plural(totals.checks, 'check')}, ${duration(run.endedAt - run.startedAt)}.`,
    '',
    `${counts}.`,
    '',
    ...humanEvidence(report),
    ...attention(report),
    ...timings(report),
    ...areas(report),
    `Run \`${code(run.id)}\`, Ringproof ${inline(report.tools['ringproof'] ?? 'of unknown version')}, profile ${report.profile ?? DEFAULT_PROFILE}, driver ${run.driver}, exit code ${report.exitCode}.`,
    '',
  ].join('\n');
}

export async function writeMarkdown(report: ConformanceReport, file: string): Promise<void> {
  await writeWhole(file, renderMarkdown(report));
}

function humanEvidence(report: ConformanceReport): string[] {
  const note = humanNote(report);
  return note === undefined ? [] : [inline(note), ''];
}

function attention(report: ConformanceReport): string[] {
  const groups = findingGroups(report);
  if (groups.length === 0) return [];
  const more = groups.length - MOST_FINDINGS;
  return [
    '### What needs attention',
    '',
    '| verdict | requirement | phones | reason |',
    '| --- | --- | --- | --- |',
    ...groups.slice(0, MOST_FINDINGS).map((finding) => row(report, finding)),
    '',
    ...(more > 0 ? [`${plural(more, 'more finding is', 'more findings are')} in the report.`, ''] : []),
  ];
}

function row(report: ConformanceReport, { verdict, requirement, title, phones, reason }: Finding): string {
  const page = pageOf(report, requirement);
  const id = page === undefined ? requirement : `[${requirement}](<${page}>)`;
  const mark = `${VERDICT_LOOK[verdict].symbol} ${verdict}`;
  const why = reason.length <= MOST_REASON_LETTERS ? reason : `${reason.slice(0, MOST_REASON_LETTERS)}…`;
  return `| ${mark} | ${id} ${inline(title)} | ${phones.map(inline).join(', ')} | ${inline(why)} |`;
}

/** The second verdict; a limit that was measured nowhere has no row. */
function timings(report: ConformanceReport): string[] {
  const rows = timingRows(report);
  if (rows.length === 0) return [];
  return [
    '### Timings',
    '',
    '| timing | phone | verdict | limit | median | 95 % | greatest | count |',
    '| --- | --- | --- | --: | --: | --: | --: | --: |',
    ...rows.map(
      ({ title, phone, word, limit, median, p95, max, count }) =>
        `| ${[inline(title), inline(phone), word, limit, median, p95, max, count].join(' | ')} |`,
    ),
    '',
  ];
}

/** Met of scored, per area and phone. */
function areas(report: ConformanceReport): string[] {
  const areaOf = new Map(report.requirements.map(({ id, area }) => [id, area]));
  const names = new Map(report.requirements.map(({ area, areaName }) => [area, areaName]));
  const cell = (area: string, phone: string) => {
    const own = report.verdicts.filter((each) => each.phone === phone && areaOf.get(each.requirement) === area);
    const scored = own.filter(isScored);
    if (scored.length === 0) return '–';
    return `${scored.filter(({ counts }) => counts === 'met').length}/${scored.length}`;
  };
  return [
    '<details><summary>Met of scored, by area and phone</summary>',
    '',
    `| area | ${report.phones.map(({ name }) => inline(name)).join(' | ')} |`,
    `| --- |${report.phones.map(() => ' --- |').join('')}`,
    ...[...names].map(
      ([area, name]) => `| ${inline(name)} | ${report.phones.map((phone) => cell(area, phone.name)).join(' | ')} |`,
    ),
    '',
    '</details>',
    '',
  ];
}

function isScored({ counts }: Verdict): boolean {
  return counts === 'met' || counts === 'warned' || counts === 'not-met';
}

/** Text that stays text in a table cell: no markup, no mention of people or issues, one line. */
function inline(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~#]/g, '\\$&')
    .replaceAll('@', '@&#8203;')
    .replaceAll(/\s*\n\s*/g, '<br>');
}

function code(text: string): string {
  return text.replaceAll(/[`\n]/g, ' ');
}
