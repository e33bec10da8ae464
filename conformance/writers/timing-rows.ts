/** The verdicts on timing as rows of a table, for every view alike. */

import type { ConformanceReport } from '../report.ts';
import { duration } from './words.ts';

export interface TimingRow {
  readonly title: string;
  readonly phone: string;
  readonly word: 'within' | 'over';
  readonly p95Ms: number;
  /** As people read them. */
  readonly limit: string;
  readonly median: string;
  readonly p95: string;
  readonly max: string;
  readonly count: number;
}

/** In the report's order; a limit that was not measured on a phone has no row there. */
export function timingRows({ timingVerdicts = [] }: Pick<ConformanceReport, 'timingVerdicts'>): TimingRow[] {
  return timingVerdicts.flatMap(({ title, phone, verdict, limitMs, count, medianMs, p95Ms, maxMs }): TimingRow[] => {
    if (verdict === 'not-measured' || medianMs === null || p95Ms === null || maxMs === null) return [];
    const [limit, median, p95, max] = [duration(limitMs), duration(medianMs), duration(p95Ms), duration(maxMs)];
    return [{ title, phone, word: verdict, p95Ms, limit, median, p95, max, count }];
  });
}
