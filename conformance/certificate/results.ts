/** What a run comes to per requirement, over all its phones: the worst verdict decides, as everywhere. */

import type { ConformanceReport } from '../report.ts';

/** Ids, each in exactly one list, in the order of the catalogue. */
export interface Results {
  readonly passed: readonly string[];
  /** Not met on some phone, where that only warns. */
  readonly warned: readonly string[];
  /** Not met, or not shown, on some phone. */
  readonly failed: readonly string[];
  /** Concerns no phone of the lab, or not this app. */
  readonly notApplicable: readonly string[];
  /** No phone of the lab can show it. */
  readonly notObservable: readonly string[];
}

export function resultsOf(report: Pick<ConformanceReport, 'requirements' | 'verdicts'>): Results {
  const results: Record<keyof Results, string[]> = {
    passed: [],
    warned: [],
    failed: [],
    notApplicable: [],
    notObservable: [],
  };
  for (const { id } of report.requirements) {
    results[listOf(report.verdicts.filter(({ requirement }) => requirement === id))].push(id);
  }
  return results;
}

function listOf(verdicts: ConformanceReport['verdicts']): keyof Results {
  const counts = new Set(verdicts.map((verdict) => verdict.counts));
  const names = new Set(verdicts.map(({ verdict }) => verdict));
  const unshown = names.has('deselected') || names.has('expected-fail') || verdicts.length === 0;
  if (unshown || counts.has('not-met') || counts.has('incomplete') || counts.has('harness')) return 'failed';
  if (counts.has('warned')) return 'warned';
  if (counts.has('met')) return 'passed';
  return names.has('not-observable') ? 'notObservable' : 'notApplicable';
}

/** In the words of in-toto's test-result predicate. */
export function outcomeOf({ failed, warned }: Results): 'PASSED' | 'WARNED' | 'FAILED' {
  if (failed.length > 0) return 'FAILED';
  return warned.length > 0 ? 'WARNED' : 'PASSED';
}
