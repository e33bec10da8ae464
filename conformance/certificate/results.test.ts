/** What several phones come to for one requirement. */

import assert from 'node:assert/strict';
import type { ConformanceReport } from '../report.ts';
import type { Counts, VerdictName } from '../vocabulary.ts';
import { outcomeOf, type Results, resultsOf } from './results.ts';
import { passingRun } from './sample-bundle.test-data.ts';

type Cell = readonly [verdict: VerdictName, counts: Counts];

const PASS: Cell = ['pass', 'met'];
const WARN: Cell = ['warn', 'warned'];
const OUT: Cell = ['not-applicable', 'out'];
const UNSEEN: Cell = ['not-observable', 'out'];

const CASES: readonly (readonly [list: keyof Results, cells: readonly Cell[]])[] = [
  ['passed', [PASS, PASS]],
  ['passed', [OUT, PASS, UNSEEN]],
  ['warned', [PASS, WARN]],
  ['warned', [PASS, ['not-testable', 'warned']]],
  ['failed', [WARN, ['fail', 'not-met']]],
  ['failed', [PASS, ['missing', 'incomplete']]],
  ['failed', [PASS, ['harness-error', 'harness']]],
  ['failed', [PASS, ['deselected', 'out']]],
  ['failed', [PASS, ['expected-fail', 'out']]],
  ['failed', []],
  ['notApplicable', [OUT, OUT]],
  ['notObservable', [OUT, UNSEEN]],
];

describe('the result of a requirement over all phones', () => {
  let report: ConformanceReport;
  before(async () => {
    report = await passingRun(1);
  });

  for (const [list, cells] of CASES) {
    it(`is ${list} for ${cells.map(([verdict]) => verdict).join(' and ') || 'no verdict'}`, () => {
      const requirements = report.requirements.slice(0, 1);
      const verdicts = cells.map(([verdict, counts], index) => {
        return { requirement: requirements[0]?.id ?? '', phone: `${index}`, verdict, counts, reason: '', checks: 1 };
      });
      const results = resultsOf({ requirements, verdicts });
      assert.deepEqual(
        Object.entries(results).filter(([, ids]) => ids.length > 0),
        [[list, requirements.map(({ id }) => id)]],
      );
      const outcome = { failed: 'FAILED', warned: 'WARNED' } as const;
      assert.equal(outcomeOf(results), list === 'failed' || list === 'warned' ? outcome[list] : 'PASSED');
    });
  }
});
