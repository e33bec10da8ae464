/** Two runs side by side: which verdicts changed, and where the time lines of a changed check part. */

import type { LoadedReport } from '../load-report.ts';
import { type Change, type Comparison, compareReports } from './compare.ts';
import { type CheckParting, partingBetween } from './time-line.ts';

export interface TracedChange extends Change {
  /** Null when the time lines tell the same, or a run has none. */
  readonly parting: CheckParting | null;
}

export interface TracedComparison extends Comparison {
  readonly changes: readonly TracedChange[];
}

export async function compareRuns(before: LoadedReport, after: LoadedReport): Promise<TracedComparison> {
  const comparison = compareReports(before.report, after.report);
  const changes = await Promise.all(
    comparison.changes.map(async (change) => {
      const parting = await partingBetween(before, after, change.requirement, change.phone);
      return { ...change, parting: parting ?? null };
    }),
  );
  return { ...comparison, changes };
}
