/** Two runs side by side: which verdicts changed, and where the time lines of a changed check part. */

import type { LoadedReport } from '../load-report.ts';
import { type Change, type Comparison, compareReports } from './compare.ts';
import { type Parting, partingOf, timeLineOf } from './time-line.ts';

export interface TracedChange extends Change {
  /** Null when the time lines tell the same, or a run has none: it is kept only of checks that did not pass. */
  readonly parting: Parting | null;
}

export interface TracedComparison extends Comparison {
  readonly changes: readonly TracedChange[];
}

export async function compareRuns(before: LoadedReport, after: LoadedReport): Promise<TracedComparison> {
  const comparison = compareReports(before.report, after.report);
  const changes = await Promise.all(
    comparison.changes.map(async (change) => {
      const { requirement, phone } = change;
      const [was, is] = await Promise.all([
        timeLineOf(before, requirement, phone),
        timeLineOf(after, requirement, phone),
      ]);
      return { ...change, parting: was === undefined || is === undefined ? null : (partingOf(was, is) ?? null) };
    }),
  );
  return { ...comparison, changes };
}
