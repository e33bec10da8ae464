/**
 * What changed between two runs, verdict by verdict. A verdict that is no longer known is never better than a bad one
 * that was, and a failure that somebody has only put on a list has not become better.
 */

import type { ConformanceReport } from '../report.ts';
import type { Verdict } from '../verdict.ts';
import type { VerdictName } from '../vocabulary.ts';

/**
 * `worse` and `better` as `RANK` has it; `other`: neither, such as a failure that is expected now, or one for another
 * reason; `new` and `gone`: judged in one of the two only.
 */
export const CHANGES = ['worse', 'new', 'gone', 'other', 'better'] as const;
export type ChangeKind = (typeof CHANGES)[number];

export interface Change {
  readonly kind: ChangeKind;
  readonly requirement: string;
  readonly title: string;
  readonly phone: string;
  /** Null where the run has no verdict at all, for want of the requirement or of the phone. */
  readonly before: Verdict | null;
  readonly after: Verdict | null;
}

export interface Comparison {
  readonly before: ConformanceReport['run'];
  readonly after: ConformanceReport['run'];
  /** Worst first, then in the order of the second run's catalogue. */
  readonly changes: readonly Change[];
  readonly totals: Readonly<Record<ChangeKind | 'same', number>>;
  /** Differences between the runs that make their verdicts hard to compare, as sentences. */
  readonly notes: readonly string[];
}

/** How bad a verdict is that was reached. Open: nobody knows. Out: does not take part. */
type Standing = number | 'open' | 'out';

const RANK: Readonly<Record<VerdictName, (severe: boolean) => Standing>> = {
  pass: () => 0,
  // It passed; that a list says otherwise is the list's fault.
  'unexpected-pass': () => 0,
  warn: () => 1,
  flaky: (severe) => (severe ? 2 : 1),
  'expected-fail': (severe) => (severe ? 3 : 1),
  'not-testable': (severe) => (severe ? 3 : 1),
  fail: () => 3,
  missing: () => 'open',
  inconclusive: () => 'open',
  'harness-error': () => 'open',
  'not-applicable': () => 'out',
  'not-observable': () => 'out',
  deselected: () => 'out',
};

export function compareReports(before: ConformanceReport, after: ConformanceReport): Comparison {
  const old = new Map(before.verdicts.map((verdict) => [cell(verdict), verdict]));
  const current = new Map(after.verdicts.map((verdict) => [cell(verdict), verdict]));
  const titles = new Map([...before.requirements, ...after.requirements].map(({ id, title }) => [id, title]));
  const severe = new Set(after.requirements.filter(({ severity }) => severity === 'fail').map(({ id }) => id));
  for (const { id, severity } of before.requirements) {
    if (severity === 'fail' && !after.requirements.some((each) => each.id === id)) severe.add(id);
  }
  const changes: Change[] = [];
  let same = 0;
  for (const key of new Set([...current.keys(), ...old.keys()])) {
    const [was, is] = [old.get(key) ?? null, current.get(key) ?? null];
    const { requirement, phone } = is ?? was ?? { requirement: '', phone: '' };
    const kind = changeOf(was, is, severe.has(requirement));
    if (kind === undefined) same += 1;
    else changes.push({ kind, requirement, title: titles.get(requirement) ?? '', phone, before: was, after: is });
  }
  const number = (kind: ChangeKind) => changes.filter((change) => change.kind === kind).length;
  return {
    before: before.run,
    after: after.run,
    changes: changes.toSorted((a, b) => CHANGES.indexOf(a.kind) - CHANGES.indexOf(b.kind)),
    totals: {
      worse: number('worse'),
      new: number('new'),
      gone: number('gone'),
      other: number('other'),
      better: number('better'),
      same,
    },
    notes: notesOn(before, after),
  };
}

/** Undefined when nothing changed. */
function changeOf(before: Verdict | null, after: Verdict | null, severe: boolean): ChangeKind | undefined {
  const standing = (verdict: Verdict | null) => (verdict === null ? 'out' : RANK[verdict.verdict](severe));
  const [was, is] = [standing(before), standing(after)];
  if (was === 'out' && is === 'out') return undefined;
  if (was === 'out') return 'new';
  if (is === 'out') return 'gone';
  if (before?.verdict === after?.verdict) {
    const failing = was !== 0 && before !== null && after !== null;
    return failing && gist(before.reason) !== gist(after.reason) ? 'other' : undefined;
  }
  if (was === 'open') return is === 'open' ? 'other' : is === 0 ? 'better' : 'worse';
  if (is === 'open' || is > was) return 'worse';
  return is < was ? 'better' : 'other';
}

/** A reason without what is another in every run: ids, tokens, times. */
function gist(reason: string): string {
  return reason.replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=\w*\d)[0-9a-f]{16,}\b|\d+(\.\d+)?/gi, '#');
}

function notesOn(before: ConformanceReport, after: ConformanceReport): string[] {
  const notes: string[] = [];
  const differ = (what: string, was: string, is: string) => {
    if (was !== is) notes.push(`${what}: ${was} before, ${is} after.`);
  };
  differ('Another app', before.app.bundleId, after.app.bundleId);
  differ('Version of the app', before.app.version, after.app.version);
  differ('Version of the suite', before.tools['ringproof'] ?? 'unknown', after.tools['ringproof'] ?? 'unknown');
  differ('Driver of the phones', before.run.driver, after.run.driver);
  for (const phone of after.phones) {
    const same = before.phones.find(({ name }) => name === phone.name);
    if (same === undefined) continue;
    const described = ({ model, ios, language, kind }: typeof phone) => `${kind} ${model}, iOS ${ios}, ${language}`;
    differ(`Another phone named "${phone.name}"`, described(same), described(phone));
  }
  const changed = after.requirements.filter((requirement) => {
    const same = before.requirements.find(({ id }) => id === requirement.id);
    return same !== undefined && (same.rule !== requirement.rule || same.severity !== requirement.severity);
  });
  if (changed.length > 0) {
    notes.push(`Rule or severity is another one in ${changed.map(({ id }) => id).join(', ')}.`);
  }
  for (const [when, { exitCode }] of [['first', before] as const, ['second', after] as const]) {
    if (exitCode === 2) notes.push(`The ${when} run is incomplete.`);
    if (exitCode === 3) notes.push(`The suite went wrong in the ${when} run, which says nothing about the app.`);
  }
  return notes;
}

function cell({ requirement, phone }: Verdict): string {
  return `${requirement}\n${phone}`;
}
