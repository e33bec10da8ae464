/**
 * What a rehearsal is held to: each requirement comes to the verdict that it has on a virtual phone, or to
 * `not-observable` where the table of what each kind of phone can show says so; and so does each of its checks.
 */

import { type Observability, observabilityOf, type ViewName } from '../../conformance/observability/observability.ts';
import type { ConformanceReport } from '../../conformance/report.ts';

export interface ComparedRequirement {
  readonly requirement: string;
  readonly title: string;
  readonly virtual: string;
  readonly rehearsed: string;
  /** Of its checks: those with the same outcome in both, and those that nobody can make on such a phone. */
  readonly checks: { readonly same: number; readonly hidden: number; readonly all: number };
  /** Why it takes a virtual phone, where it does. */
  readonly needs?: string;
  /** What is wrong; absent: as it should be. */
  readonly wrong?: string;
}

type Run = Pick<ConformanceReport, 'verdicts' | 'checks' | 'requirements'>;

/**
 * @param ids requirements to look at
 * @param rehearsed the runs in which they were rehearsed, each with some of them
 * @param view the kind of phone as the table has it
 * @param ios major version
 */
export function compare(
  ids: readonly string[],
  virtual: Run,
  rehearsed: readonly Run[],
  told: { readonly table: Observability; readonly view: ViewName; readonly ios: number },
): readonly ComparedRequirement[] {
  const verdicts = rehearsed.flatMap((run) => run.verdicts).filter(({ verdict }) => verdict !== 'deselected');
  const checks = rehearsed.flatMap((run) => run.checks);
  return ids.map((requirement) => {
    const wanted = virtual.verdicts.find((verdict) => verdict.requirement === requirement);
    const seen = verdicts.find((verdict) => verdict.requirement === requirement);
    const own = virtual.checks.filter((check) => check.requirement === requirement);
    const outcomes = own.map(({ title, outcome }) => {
      const there = checks.find((check) => check.requirement === requirement && check.title === title)?.outcome;
      return { title, outcome, there };
    });
    const needs = observabilityOf(told.table, { requirement, view: told.view, ios: told.ios })?.why;
    const wrong = wrongWith(wanted?.verdict, seen, needs, outcomes);
    return {
      requirement,
      title: virtual.requirements.find(({ id }) => id === requirement)?.title ?? '',
      virtual: wanted?.verdict ?? 'missing',
      rehearsed: seen?.verdict ?? 'missing',
      checks: {
        same: outcomes.filter(({ outcome, there }) => outcome === there).length,
        hidden: outcomes.filter(({ there }) => there === 'not-observable').length,
        all: outcomes.length,
      },
      ...(needs === undefined ? {} : { needs }),
      ...(wrong === undefined ? {} : { wrong }),
    };
  });
}

function wrongWith(
  wanted: string | undefined,
  seen: { readonly verdict: string; readonly reason: string } | undefined,
  needs: string | undefined,
  outcomes: readonly { title: string; outcome: string; there: string | undefined }[],
): string | undefined {
  if (wanted === undefined) return 'it was not judged on a virtual phone';
  if (seen === undefined) return 'it was not rehearsed';
  if (needs === undefined && seen.verdict !== wanted) return `${seen.verdict}: ${seen.reason}`;
  if (needs !== undefined && seen.verdict !== 'not-observable') {
    return `the table says that it takes a virtual phone, and it came to ${seen.verdict}: ${seen.reason}`;
  }
  const other = outcomes.find(({ outcome, there }) => there !== outcome && there !== 'not-observable');
  if (other !== undefined)
    return `“${other.title}” ${other.there ?? 'was not made'}, and ${other.outcome} on a virtual phone`;
  return undefined;
}
