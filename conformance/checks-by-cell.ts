/** The checks of a run by the cell of the matrix that they belong to: one requirement on one phone. */

import type { CheckResult } from './check.ts';
import type { Verdict } from './verdict.ts';

/** The checks behind a verdict, in the order of the run. */
export type ChecksOf = (cell: Pick<Verdict, 'requirement' | 'phone'>) => readonly CheckResult[];

/** Goes through the checks once, so that views of every cell take time in proportion to the run. */
export function checksByCell(checks: readonly CheckResult[]): ChecksOf {
  const cells = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const key = keyOf(check.requirement, check.phone.name);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [check]);
    else cell.push(check);
  }
  return ({ requirement, phone }) => cells.get(keyOf(requirement, phone)) ?? [];
}

/** No id has a line break in it, whatever the phone's name holds. */
function keyOf(requirement: string, phone: string): string {
  return `${requirement}\n${phone}`;
}
