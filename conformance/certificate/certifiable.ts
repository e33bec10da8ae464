/**
 * Whether runs can be certified: each whole, met, without filter or second attempt, and all of them of one mind. `ringproof
 * certify` asks before it signs, and `ringproof verify` asks again, of the same code.
 */

import { isDeepStrictEqual } from 'node:util';
import type { CheckResult } from '../check.ts';
import { checksByCell } from '../checks-by-cell.ts';
import type { ConformanceReport } from '../report.ts';
import { exitCode } from '../verdict.ts';
import type { Counts, VerdictName } from '../vocabulary.ts';
import type { Finding } from './finding.ts';
import { secretsIn } from './secrets.ts';
import { claimFindings } from './verified-claims.ts';

/** Runs that a certificate rests on: one may be luck. */
export const RUNS_NEEDED = 3;

/** Verdicts that a certificate may hold, and what they have to count as. */
const CERTIFIABLE: Partial<Readonly<Record<VerdictName, Counts>>> = {
  pass: 'met',
  warn: 'warned',
  'not-testable': 'warned',
  'not-applicable': 'out',
  'not-observable': 'out',
};

type ReportedVerdict = ConformanceReport['verdicts'][number];

/** @param name how messages call the run */
export function findingsOfRun(report: ConformanceReport, name: string): Finding[] {
  const findings: Finding[] = [];
  const found = (kind: Finding['kind'], message: string) => findings.push({ kind, message: `${name}: ${message}` });
  const { totals, verdicts } = report;
  if (report.exitCode !== exitCode(verdicts)) {
    found('tampered', `it says exit code ${report.exitCode}, and its verdicts come to ${exitCode(verdicts)}.`);
  }
  const sums = [totals.requirements, totals.phones, totals.verdicts, totals.checks];
  const lengths = [report.requirements, report.phones, verdicts, report.checks].map(({ length }) => length);
  if (!isDeepStrictEqual(sums, lengths)) found('tampered', 'its totals do not fit what it lists.');
  if (report.run.driver !== 'appium') {
    found(
      'not-met',
      `its phones were not driven through Appium (--driver ${report.run.driver}), as a certificate asks.`,
    );
  }
  if (report.run.seed === undefined) found('incomplete', 'it has no seed, so that nobody can repeat it.');
  if ((report.expectedFailures ?? []).length > 0) found('not-met', 'it was told which failures to expect.');
  for (const { name: phone, settings } of report.phones) {
    if (settings === undefined) continue;
    found(
      'not-met',
      `${phone} has settings of its own (${Object.keys(settings).join(', ')}), which change what it lets pass.`,
    );
  }
  const cells = byCell(verdicts);
  const known = new Set<string>();
  for (const { id } of report.requirements) {
    for (const phone of report.phones) {
      known.add(cell(id, phone.name));
      const count = cells.get(cell(id, phone.name))?.length ?? 0;
      if (count === 0) found('incomplete', `it has no verdict on ${id} on ${phone.name}.`);
      if (count > 1) found('tampered', `it has ${count} verdicts on ${id} on ${phone.name}.`);
    }
  }
  const checksOf = checksByCell(report.checks);
  for (const verdict of verdicts) {
    const isKnown = known.has(cell(verdict.requirement, verdict.phone));
    const finding = findingOf(verdict, isKnown, checksOf(verdict));
    if (finding !== undefined) {
      found(finding.kind, `${verdict.requirement} on ${verdict.phone}: ${verdict.verdict}. ${finding.message}`);
    }
  }
  for (const { kind, message } of claimFindings(report, (id, phone) => cells.get(cell(id, phone))?.[0]))
    found(kind, message);
  const binding = new Set(report.requirements.filter(({ severity }) => severity === 'fail').map(({ id }) => id));
  if (!verdicts.some(({ verdict, requirement }) => verdict === 'pass' && binding.has(requirement))) {
    // A run in which everything only warned has exit code 0, and an app that does nothing can get there.
    found('not-met', 'no requirement passed that an app can fail, so there is nothing to certify.');
  }
  for (const where of secretsIn(report)) found('tampered', `${where}, which a bundle must not carry.`);
  return findings;
}

/** @param isKnown whether the report lists the requirement and the phone */
function findingOf(verdict: ReportedVerdict, isKnown: boolean, checks: readonly CheckResult[]): Finding | undefined {
  const { reason, counts } = verdict;
  const expected = CERTIFIABLE[verdict.verdict];
  if (expected === undefined || (counts === 'not-met' && expected === 'warned')) {
    const notShown = verdict.verdict === 'deselected' || counts === 'incomplete' || counts === 'harness';
    return { kind: notShown ? 'incomplete' : 'not-met', message: reason };
  }
  if (expected !== counts) return { kind: 'tampered', message: `It counts as ${counts} and not as ${expected}.` };
  if (!isKnown) {
    return { kind: 'tampered', message: 'It has no such requirement or no such phone.' };
  }
  if (counts === 'out') return undefined;
  if (checks.length !== verdict.checks) {
    return { kind: 'tampered', message: `It says ${verdict.checks} checks, and ${checks.length} are there.` };
  }
  if (checks.some(({ attempt }) => attempt > 1)) {
    return { kind: 'not-met', message: 'A check had a second attempt, and retries do not count.' };
  }
  if (verdict.verdict !== 'pass') return undefined;
  if (checks.length === 0) return { kind: 'incomplete', message: 'No check shows it.' };
  const other = checks.find(({ outcome }) => outcome !== 'passed');
  return other === undefined
    ? undefined
    : { kind: 'tampered', message: `The check “${other.title}” ended as ${other.outcome}.` };
}

function cell(requirement: string, phone: string): string {
  return JSON.stringify([requirement, phone]);
}

function byCell(verdicts: readonly ReportedVerdict[]): ReadonlyMap<string, readonly ReportedVerdict[]> {
  const cells = new Map<string, ReportedVerdict[]>();
  for (const verdict of verdicts) {
    const key = cell(verdict.requirement, verdict.phone);
    const others = cells.get(key);
    if (others === undefined) cells.set(key, [verdict]);
    else others.push(verdict);
  }
  return cells;
}

/** Where runs do not agree; each has a name for messages. */
export function findingsBetween(
  runs: readonly { readonly name: string; readonly report: ConformanceReport }[],
): Finding[] {
  const [first, ...others] = runs;
  if (first === undefined) return [];
  const findings: Finding[] = [];
  const ids = runs.map(({ report }) => report.run.id);
  if (new Set(ids).size < ids.length) {
    findings.push({ kind: 'tampered', message: `A run is there twice: ${ids.join(', ')}.` });
  }
  const seeds = runs.flatMap(({ report: { run } }) => run.seed ?? []);
  if (new Set(seeds).size < seeds.length) {
    findings.push({
      kind: 'incomplete',
      message: `Each run needs a seed of its own, and they have ${seeds.join(', ')}.`,
    });
  }
  for (const { name, report } of others) {
    const verdicts = byCell(report.verdicts);
    for (const part of ['app', 'profile', 'claims', 'tools', 'phones', 'requirements'] as const) {
      if (isDeepStrictEqual(first.report[part], report[part])) continue;
      findings.push({ kind: 'tampered', message: `${first.name} and ${name} are of different ${part}.` });
    }
    for (const verdict of first.report.verdicts) {
      const { requirement, phone } = verdict;
      const same = verdicts.get(cell(requirement, phone))?.[0];
      if (same === undefined || same.verdict === verdict.verdict) continue;
      const words = `${verdict.verdict} in ${first.name}, ${same.verdict} in ${name}`;
      findings.push({
        kind: 'not-met',
        message: `${requirement} on ${phone} differs: ${words}. ${worse(verdict, same)}`,
      });
    }
  }
  return findings;
}

function worse(one: ReportedVerdict, other: ReportedVerdict): string {
  return one.verdict === 'pass' ? other.reason : one.reason;
}
