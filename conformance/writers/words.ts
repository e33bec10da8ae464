/** How verdicts, times and counts look in every report for people, so that all views read alike. */

import { WITNESSES, type Witness } from '../observability/witnesses.ts';
import type { ConformanceReport } from '../report.ts';
import { TIMING_LIMITS } from '../timing/limits.ts';
import type { Verdict } from '../verdict.ts';
import type { VerdictName } from '../vocabulary.ts';

/** Colour family; no view relies on colour alone. */
export type Tone = 'good' | 'note' | 'bad' | 'open' | 'fault' | 'out';

export interface VerdictLook {
  readonly symbol: string;
  /** At most seven letters of ASCII, for narrow columns. */
  readonly short: string;
  readonly tone: Tone;
}

export const VERDICT_LOOK: Readonly<Record<VerdictName, VerdictLook>> = {
  pass: { symbol: '✓', short: 'pass', tone: 'good' },
  warn: { symbol: '!', short: 'warn', tone: 'note' },
  fail: { symbol: '✗', short: 'fail', tone: 'bad' },
  'not-testable': { symbol: '↯', short: 'n/test', tone: 'bad' },
  flaky: { symbol: '~', short: 'flaky', tone: 'bad' },
  'unexpected-pass': { symbol: '⇡', short: 'x-pass', tone: 'bad' },
  'expected-fail': { symbol: '≈', short: 'x-fail', tone: 'note' },
  missing: { symbol: '?', short: 'missing', tone: 'open' },
  inconclusive: { symbol: '…', short: 'inconcl', tone: 'open' },
  'harness-error': { symbol: '⚠', short: 'harness', tone: 'fault' },
  'not-applicable': { symbol: '–', short: 'n/a', tone: 'out' },
  'not-observable': { symbol: '○', short: 'n/obs', tone: 'out' },
  deselected: { symbol: '·', short: 'desel', tone: 'out' },
};

/** The run in a sentence, and in a second one what it was told to expect, so that no list makes a run look good. */
export function headline(report: ConformanceReport): string {
  const expected = report.totals.byVerdict['expected-fail'];
  const more = expected === 0 ? '' : ` ${plural(expected, 'failure was', 'failures were')} expected.`;
  return outcomeOf(report) + more;
}

function outcomeOf(report: ConformanceReport): string {
  const { byCounts, byVerdict } = report.totals;
  const every = byVerdict['expected-fail'] === 0 ? 'Every' : 'Every other';
  switch (report.exitCode) {
    case 3:
      return `The suite went wrong in ${plural(byVerdict['harness-error'], 'place')}; this run says nothing about the app.`;
    case 1:
      return `${plural(distinct(report, 'requirement'), 'requirement is', 'requirements are')} not met, on ${plural(distinct(report, 'phone'), 'phone')}.`;
    case 2:
      return report.totals.checks === 0
        ? 'No check reported a result.'
        : `No requirement is broken, but ${plural(byCounts.incomplete, 'verdict is', 'verdicts are')} still open.`;
    default:
      return byCounts.warned === 0
        ? `${every} scored requirement is met.`
        : `${every} MUST${byVerdict['not-testable'] === 0 ? '' : ' that could be shown'} is met; ${plural(byCounts.warned, 'verdict warns', 'verdicts warn')}.`;
  }
}

/** How many requirements, or phones, have a verdict that counts as not met. */
function distinct(report: ConformanceReport, of: 'requirement' | 'phone'): number {
  return new Set(report.verdicts.filter((verdict) => verdict.counts === 'not-met').map((verdict) => verdict[of])).size;
}

/** What needs attention, worst first: everything but pass and what is out of the sum by declaration. */
function findings(report: ConformanceReport): Verdict[] {
  const order: readonly VerdictName[] = [
    'harness-error',
    'fail',
    'flaky',
    'unexpected-pass',
    'not-testable',
    'missing',
    'inconclusive',
    'warn',
    'expected-fail',
  ];
  return report.verdicts
    .filter((verdict) => order.includes(verdict.verdict))
    .toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

/** A finding that several phones share. */
export interface Finding {
  readonly verdict: VerdictName;
  readonly requirement: string;
  readonly title: string;
  readonly reason: string;
  readonly phones: readonly string[];
}

/** `findings`, one entry per requirement and reason. */
export function findingGroups(report: ConformanceReport): Finding[] {
  const titles = new Map(report.requirements.map(({ id, title }) => [id, title]));
  const groups = new Map<string, Finding & { readonly phones: string[] }>();
  for (const { verdict, requirement, reason, phone } of findings(report)) {
    const key = JSON.stringify([verdict, requirement, reason]);
    const title = titles.get(requirement) ?? '';
    const group = groups.get(key) ?? { verdict, requirement, title, reason, phones: [] };
    group.phones.push(phone);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Requirements that concern no phone of this run: each verdict is `not-applicable` or `deselected`. */
export function unconcerned(report: ConformanceReport): Set<string> {
  const isOut = ({ verdict }: Verdict) => verdict === 'not-applicable' || verdict === 'deselected';
  const concerned = new Set(report.verdicts.filter((each) => !isOut(each)).map((each) => each.requirement));
  return new Set(report.requirements.map(({ id }) => id).filter((id) => !concerned.has(id)));
}

/** `not testable`: the verdict as people read it. */
export function verdictWords(verdict: VerdictName): string {
  return verdict.replace('-', ' ');
}

/** A phone's name with its iOS version, which a name may hold already. */
export function phoneTitle(name: string, ios: string): string {
  return name.includes(`iOS ${ios}`) ? name : `${name}, iOS ${ios}`;
}

/** Who saw it, in one order whoever came first: `screen, call server`. */
export function witnessWords(witnesses: readonly Witness[]): string {
  return WITNESSES.filter((witness) => witnesses.includes(witness))
    .map((witness) => witness.replaceAll('-', ' '))
    .join(', ');
}

/** What was measured, in words; a measurement of somebody else's suite keeps its name. */
export function measurementTitle(name: string): string {
  return TIMING_LIMITS.find((limit) => limit.name === name)?.title ?? name;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `820 ms`, `12.4 s`, `3 min 12 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `2026-03-01 14:05:09 UTC`. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
