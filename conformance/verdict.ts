/**
 * From check results to verdicts: one per requirement and phone, each with its reason in a sentence. Pure, so that a
 * report can be computed again from the results file alone. Verdicts never flatter: what was not shown is not met.
 */

import { appliesTo, type Catalogue, type Requirement, severity } from './catalogue.ts';
import type { CheckResult, PhoneRef } from './check.ts';
import type { Counts, ExitCode, VerdictName } from './vocabulary.ts';

/** Takes a requirement out, or announces its failure: on one phone of the lab by name, or on all of them. */
export interface Exemption {
  readonly requirement: string;
  readonly phone?: string;
  readonly reason: string;
  /** Id of the requirement that has to pass on the phone for this to be believed. */
  readonly verifiedBy?: string;
}

/** A failure that somebody has announced. */
export interface ExpectedFailure extends Exemption {
  /** The time for which it was announced is over: it fails the run, even where the failure alone would only warn. */
  readonly expired?: boolean;
}

export interface JudgeInput {
  readonly catalogue: Catalogue;
  readonly phones: readonly PhoneRef[];
  readonly results: readonly CheckResult[];
  /** Ids to judge; all without it. */
  readonly selected?: readonly string[];
  /** What does not concern the app under test, such as a variant that it does not have. */
  readonly notApplicable?: readonly Exemption[];
  /** What a phone of this lab cannot show. */
  readonly notObservable?: readonly Exemption[];
  /** Known failures; one that passes is reported, so that the list stays honest. */
  readonly expectedFailures?: readonly ExpectedFailure[];
}

export interface Verdict {
  readonly requirement: string;
  /** Name of the phone in the lab. */
  readonly phone: string;
  readonly verdict: VerdictName;
  readonly counts: Counts;
  /** Why, in a sentence. */
  readonly reason: string;
  /** How many check results the verdict rests on; 0 when it rests on none. */
  readonly checks: number;
}

/** Between the reason why a requirement is left out, and what a check saw of it. */
export const RAN_ALL_THE_SAME = ' A check ran all the same: ';

/** One verdict per requirement and phone, in the order of the catalogue, then those for results that belong nowhere. */
export function judge(input: JudgeInput): Verdict[] {
  const results = groupBy(input.results, (result) => cell(result.requirement, result.phone.name));
  const judged = new Map<string, Verdict>();
  const verdictOf = (requirement: Requirement, phone: PhoneRef): Verdict => {
    const key = cell(requirement.id, phone.name);
    const known = judged.get(key);
    if (known !== undefined) return known;
    const needed = requirement.dependsOn.flatMap((id) => input.catalogue.byId.get(id) ?? []);
    const broken = needed.map((dependency) => verdictOf(dependency, phone)).filter(isBroken);
    const claim = exemptionOf(input.notApplicable, requirement, phone)?.verifiedBy;
    const verifying = claim === undefined ? undefined : input.catalogue.byId.get(claim);
    const doubt = verifying === undefined ? undefined : verdictOf(verifying, phone);
    const isDoubted = doubt !== undefined && doubt.verdict !== 'pass' && doubt.verdict !== 'not-applicable';
    const verdict = isDoubted
      ? unfounded(requirement, phone, doubt)
      : judgeCell(input, requirement, phone, results.get(key) ?? [], broken);
    judged.set(key, verdict);
    return verdict;
  };
  const verdicts = input.catalogue.requirements.flatMap((requirement) =>
    input.phones.map((phone) => verdictOf(requirement, phone)),
  );
  const strays = [...results].filter(([key]) => !judged.has(key)).flatMap(([, group]) => strayVerdict(input, group));
  return [...verdicts, ...strays];
}

/**
 * The exit code of a run: 3 when the suite went wrong, else 1 when a requirement is not met, else 2 when something is
 * missing or nothing at all was checked, else 0.
 */
export function exitCode(verdicts: readonly Pick<Verdict, 'counts' | 'checks'>[]): ExitCode {
  const counts = new Set(verdicts.map((verdict) => verdict.counts));
  if (counts.has('harness')) return 3;
  if (counts.has('not-met')) return 1;
  const nothingChecked = verdicts.every((verdict) => verdict.checks === 0);
  return counts.has('incomplete') || nothingChecked ? 2 : 0;
}

function judgeCell(
  input: JudgeInput,
  requirement: Requirement,
  phone: PhoneRef,
  results: readonly CheckResult[],
  broken: readonly Verdict[],
): Verdict {
  const seen = weigh(results);
  const of = (verdict: VerdictName, counts: Counts, reason: string, checks = results.length): Verdict => ({
    requirement: requirement.id,
    phone: phone.name,
    verdict,
    counts,
    reason,
    checks,
  });
  // Leaving a requirement out must not hide what a check saw of it all the same.
  const out = (verdict: VerdictName, reason: string) =>
    of(verdict, 'out', seen.kind === 'none' ? reason : reason + RAN_ALL_THE_SAME + seen.reason, 0);

  const exempt = <T extends Exemption>(list: readonly T[] | undefined) => exemptionOf(list, requirement, phone);
  if (!appliesTo(requirement, Number(phone.ios.split('.')[0]))) {
    return out('not-applicable', `iOS ${phone.ios} is outside ${describeRange(requirement)}.`);
  }
  const notApplicable = exempt(input.notApplicable);
  if (notApplicable !== undefined) return out('not-applicable', notApplicable.reason);
  const notObservable = requirement.notObservableOn[phone.kind] ?? exempt(input.notObservable)?.reason;
  if (notObservable !== undefined) return out('not-observable', notObservable);
  if (input.selected !== undefined && !input.selected.includes(requirement.id)) {
    return out('deselected', 'Not in the selection of this run.');
  }

  const weight = severity(requirement);
  const unmet: Counts = weight === 'fail' ? 'not-met' : 'warned';
  const isSeenForItself = ['passed', 'flaky', 'error', 'not-observable'].includes(seen.kind);
  if (broken.length > 0 && !isSeenForItself) {
    const ids = broken.map((verdict) => verdict.requirement).join(', ');
    // Scored like its root: weak evidence must not fail a vendor by way of its consequences either.
    const counts = broken.some((verdict) => verdict.counts === 'not-met') ? unmet : 'warned';
    const verdict = of(
      'not-testable',
      counts,
      `${ids} ${broken.length === 1 ? 'is' : 'are'} broken on this phone. ${seen.reason}`,
    );
    return expected(verdict, exempt(input.expectedFailures));
  }
  switch (seen.kind) {
    case 'error':
      return of('harness-error', 'harness', seen.reason);
    case 'failed':
      return expected(of(weight, unmet, seen.reason), exempt(input.expectedFailures));
    case 'flaky':
      return of('flaky', unmet, seen.reason);
    case 'skipped':
      return of('inconclusive', 'incomplete', seen.reason);
    case 'not-observable':
      return of('not-observable', 'out', seen.reason, 0);
    case 'none':
      return of('missing', 'incomplete', 'Selected and applicable, but no check reported a result.');
    default:
      return expected(of('pass', 'met', seen.reason), exempt(input.expectedFailures));
  }
}

function exemptionOf<T extends Exemption>(
  list: readonly T[] | undefined,
  requirement: Requirement,
  phone: PhoneRef,
): T | undefined {
  return list?.find((entry) => entry.requirement === requirement.id && (entry.phone ?? phone.name) === phone.name);
}

/** Left out by a claim that was not found true: nothing is known of the requirement, and the claim is to blame. */
function unfounded({ id }: Requirement, phone: PhoneRef, { requirement, counts, reason }: Verdict): Verdict {
  const why = `The claims leave it out, and ${requirement} did not find them true. ${reason}`;
  const isFalse = counts === 'not-met' || counts === 'warned';
  const told = { requirement: id, phone: phone.name, reason: why, checks: 0 };
  return isFalse
    ? { ...told, verdict: 'not-testable', counts: 'warned' }
    : { ...told, verdict: 'inconclusive', counts: 'incomplete' };
}

/** What the verdict becomes when its failure was announced. */
function expected(verdict: Verdict, announcement: ExpectedFailure | undefined): Verdict {
  if (announcement === undefined) return verdict;
  if (verdict.verdict === 'pass') {
    const reason = `Listed as an expected failure (${announcement.reason.replace(/\.$/, '')}) but it passed; take it off the list.`;
    return { ...verdict, verdict: 'unexpected-pass', counts: 'not-met', reason };
  }
  const reason = `${announcement.reason} Seen: ${verdict.reason}`;
  if (announcement.expired === true) return { ...verdict, counts: 'not-met', reason };
  return { ...verdict, verdict: 'expected-fail', counts: 'out', reason };
}

function isBroken(verdict: Verdict): boolean {
  return ['fail', 'warn', 'not-testable', 'expected-fail'].includes(verdict.verdict);
}

type CheckKind = 'passed' | 'flaky' | 'failed' | 'error' | 'skipped' | 'not-observable';

interface Seen {
  readonly kind: CheckKind | 'none';
  readonly reason: string;
}

/** A check that could not be made keeps its requirement from a pass: what was not shown is not met. */
const WORST_FIRST: readonly CheckKind[] = ['error', 'failed', 'skipped', 'flaky', 'not-observable', 'passed'];

/** All results of one requirement on one phone: the worst of its checks decides. */
function weigh(results: readonly CheckResult[]): Seen {
  const groups = groupBy(results, (result) => result.title);
  // With one check its title only repeats the requirement's.
  const checks = [...groups.values()].map((attempts) => weighAttempts(attempts, groups.size > 1));
  for (const kind of WORST_FIRST) {
    const [first, ...more] = checks.filter((check) => check.kind === kind);
    if (first === undefined) continue;
    if (kind === 'passed' && checks.length > 1) return { kind, reason: `${checks.length} checks passed.` };
    return more.length === 0 ? first : { kind, reason: `${first.reason} (and ${more.length} more like it)` };
  }
  return { kind: 'none', reason: 'No check ran.' };
}

/** All attempts of one check: a pass counts only as the last word, and not as a clean one after a failure. */
function weighAttempts(attempts: readonly CheckResult[], named: boolean): Seen {
  const ordered = attempts.toSorted((a, b) => a.attempt - b.attempt || a.startedAt - b.startedAt);
  const told = ({ title, message, outcome }: CheckResult) =>
    `${named ? `“${title}”: ` : ''}${message ?? `The check ended as ${outcome} without a message.`}`;
  const [first] = ordered;
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return { kind: 'none', reason: 'No check ran.' };
  const failed = ordered.filter((result) => result.outcome === 'failed');
  if (last.outcome === 'passed') {
    const [stumble] = failed;
    if (stumble !== undefined) {
      const reason = `Passed on attempt ${last.attempt} after failing on attempt ${stumble.attempt}: ${told(stumble)}`;
      return { kind: 'flaky', reason };
    }
    const before = first === last ? '' : ` on attempt ${last.attempt}; attempt ${first.attempt}: ${told(first)}`;
    return { kind: 'passed', reason: before === '' ? 'The check passed.' : `The check passed${before}` };
  }
  if (last.outcome === 'error') return { kind: 'error', reason: told(last) };
  const worst = failed.at(-1);
  if (worst === undefined && last.outcome === 'not-observable') return { kind: last.outcome, reason: told(last) };
  return worst === undefined ? { kind: 'skipped', reason: told(last) } : { kind: 'failed', reason: told(worst) };
}

/** Results for a requirement or phone that the run does not know: the suite's fault, and never dropped. */
function strayVerdict(input: JudgeInput, group: readonly CheckResult[]): Verdict[] {
  const [first] = group;
  if (first === undefined) return [];
  const unknown = input.catalogue.byId.has(first.requirement)
    ? `phone ${first.phone.name}, which is not in this run`
    : `requirement ${first.requirement}, which is not in the catalogue`;
  return [
    {
      requirement: first.requirement,
      phone: first.phone.name,
      verdict: 'harness-error',
      counts: 'harness',
      reason: `“${first.title}” reports a result for ${unknown}.`,
      checks: group.length,
    },
  ];
}

function describeRange({ ios }: Requirement): string {
  if (ios.max === null) return `iOS ${ios.min} and later`;
  return ios.min === ios.max ? `iOS ${ios.min}` : `iOS ${ios.min} to ${ios.max}`;
}

function cell(requirement: string, phone: string): string {
  return `${requirement}\n${phone}`;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
