/**
 * Who saw what a check rests on. A verdict is as good as its witnesses, so every check names them; what a person saw is
 * marked as such in each report.
 */

import type { CheckResult } from '../check.ts';
import { checksByCell } from '../checks-by-cell.ts';
import type { ConformanceReport } from '../report.ts';
import type { Verdict } from '../verdict.ts';

/** In the order in which reports name them. */
export const WITNESSES = ['screen', 'human', 'call-server', 'gateway', 'phone', 'probe'] as const;
export type Witness = (typeof WITNESSES)[number];

export const WITNESS_MEANING: Readonly<Record<Witness, string>> = {
  screen: 'what the driver finds on the screen',
  human: 'what a tester answers who holds the phone',
  'call-server': 'what the call server hears and holds',
  gateway: 'what the gateway carries, and what Apple answers it',
  phone: 'what the lab’s own simulated phone writes down of PushKit, CallKit and the app',
  probe: 'what the probe in the app tells of PushKit and CallKit',
};

/** Of all checks behind a verdict, each once. */
export function witnessesOf(
  checks: readonly CheckResult[],
  { requirement, phone }: Pick<Verdict, 'requirement' | 'phone'>,
): readonly Witness[] {
  const seen = new Set(
    checks
      .filter((check) => check.requirement === requirement && check.phone.name === phone)
      .flatMap(({ witnesses = [] }) => witnesses),
  );
  return WITNESSES.filter((witness) => seen.has(witness));
}

/** A sentence for every report: how much of it rests on a tester's word; undefined when nothing does. */
export function humanNote({ checks, verdicts }: Pick<ConformanceReport, 'checks' | 'verdicts'>): string | undefined {
  const checksOf = checksByCell(checks);
  const byHand = verdicts.filter((verdict) => witnessesOf(checksOf(verdict), verdict).includes('human'));
  if (byHand.length === 0) return undefined;
  const phones = [...new Set(byHand.map(({ phone }) => phone))].join(', ');
  return `Human evidence: ${byHand.length} of ${verdicts.length} verdicts rest on what a tester saw on ${phones}.`;
}
