/** Deals requirements to phones that are rehearsed side by side: such a phone spends its time waiting. */

import type { ConformanceReport } from '../../conformance/report.ts';

/**
 * Those that a run has judged, dealt so that each share has about as many checks, the longest first.
 *
 * @returns ids; no share is empty
 */
export function dealt({ verdicts }: Pick<ConformanceReport, 'verdicts'>, shares: number): readonly string[][] {
  const hands = Array.from({ length: shares }, () => ({ ids: [] as string[], checks: 0 }));
  const judged = verdicts.filter(({ checks }) => checks > 0).toSorted((a, b) => b.checks - a.checks);
  for (const { requirement, checks } of judged) {
    const [least] = hands.toSorted((a, b) => a.checks - b.checks);
    least?.ids.push(requirement);
    if (least !== undefined) least.checks += checks;
  }
  return hands.map(({ ids }) => ids).filter((ids) => ids.length > 0);
}
