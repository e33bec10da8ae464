/**
 * Whether a run bears out what the app claims: a claim that a requirement of the run rests on has to be verified on each
 * phone where it does, or what is left out by it would be left out on the app's word.
 */

import type { ConformanceReport, ReportedRequirement } from '../report.ts';
import type { Finding } from './finding.ts';

type VerdictAt = (requirement: string, phone: string) => ConformanceReport['verdicts'][number] | undefined;

/** @param verdictAt verdict of a requirement on a phone */
export function claimFindings({ claims, requirements, phones }: ConformanceReport, verdictAt: VerdictAt): Finding[] {
  if (claims === undefined) {
    return [{ kind: 'incomplete', message: 'nothing says what the app claims: there was no claims file.' }];
  }
  return Object.entries(claims).flatMap(([claim, isClaimed]): Finding[] => {
    const said = `the claim ${claim}: ${isClaimed ? 'yes' : 'no'}`;
    const resting = requirements.filter((requirement) => requirement.claims?.includes(claim) === true);
    const verifying = requirements.find(({ verifies }) => verifies === claim);
    if (verifying === undefined) {
      if (resting.length === 0) return [];
      return [{ kind: 'incomplete', message: `${said} is verified by no requirement.` }];
    }
    const doubts = phones.flatMap(({ name }) => doubtOn(name, verifying, resting, isClaimed, verdictAt));
    const [first] = doubts;
    if (first === undefined) return [];
    const where = doubts.map(({ phone }) => phone).join(', ');
    return [{ kind: first.kind, message: `${said} is not verified on ${where}: ${verifying.id} is ${first.verdict}.` }];
  });
}

interface Doubt {
  readonly phone: string;
  readonly kind: Finding['kind'];
  readonly verdict: string;
}

function doubtOn(
  phone: string,
  { id }: ReportedRequirement,
  resting: readonly ReportedRequirement[],
  isClaimed: boolean,
  verdictAt: VerdictAt,
): Doubt[] {
  const verdict = verdictAt(id, phone)?.verdict ?? 'missing';
  if (verdict === 'pass') return [];
  if (verdict !== 'not-applicable' && verdict !== 'not-observable') {
    const wasSeen = verdict !== 'missing' && verdict !== 'deselected' && verdict !== 'inconclusive';
    return [{ phone, kind: wasSeen ? 'not-met' : 'incomplete', verdict }];
  }
  // Not looked at, which matters only where something rests on it.
  const rests = resting.some((requirement) => {
    const counts = verdictAt(requirement.id, phone)?.counts ?? 'out';
    return isClaimed && counts !== 'out';
  });
  return rests || (!isClaimed && verdict === 'not-observable' && resting.length > 0)
    ? [{ phone, kind: 'incomplete', verdict }]
    : [];
}
