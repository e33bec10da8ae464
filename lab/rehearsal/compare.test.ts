import { strict as assert } from 'node:assert';
import type { CheckResult } from '../../conformance/check.ts';
import type { Observability } from '../../conformance/observability/observability.ts';
import type { ConformanceReport } from '../../conformance/report.ts';
import { compare } from './compare.ts';
import { rehearsalTable } from './rehearsal-table.ts';

const ID = 'RP-RNG-001';
const WHY = 'On a real phone no test can swipe the app away.';
const HIDDEN: Observability = [{ requirement: ID, view: 'real with probe', ios: { min: 18, max: 18 }, why: WHY }];

type Verdict = ConformanceReport['verdicts'][number]['verdict'];
type Run = Pick<ConformanceReport, 'verdicts' | 'checks' | 'requirements'>;

/** One requirement with a verdict, and its checks by their outcomes. */
function run(verdict: Verdict, outcomes: readonly CheckResult['outcome'][]): Run {
  const checks = outcomes.map((outcome, index) => ({ requirement: ID, title: `check ${index + 1}`, outcome }));
  return {
    verdicts: [{ requirement: ID, phone: 'P', verdict, counts: 'met', reason: 'as seen', checks: outcomes.length }],
    // No more of a check is looked at.
    checks: checks as unknown as CheckResult[],
    requirements: [],
  };
}

describe('A rehearsal that is compared', () => {
  const virtual = run('pass', ['passed', 'passed']);
  const compared = (rehearsed: Run, table: Observability = []) => {
    const [row] = compare([ID], virtual, [rehearsed], { table, view: 'real with probe', ios: 18 });
    assert.ok(row);
    return row;
  };

  it('is right where verdict and checks are those of the virtual phone', () => {
    const { wrong, checks } = compared(virtual);
    assert.equal(wrong, undefined);
    assert.deepEqual(checks, { same: 2, hidden: 0, all: 2 });
  });

  it('is right where the table says why nobody can see it, and names the reason', () => {
    const { wrong, needs, checks } = compared(run('not-observable', ['passed', 'not-observable']), HIDDEN);
    assert.deepEqual([wrong, needs], [undefined, WHY]);
    assert.deepEqual(checks, { same: 1, hidden: 1, all: 2 });
  });

  const wrongs: readonly (readonly [what: string, rehearsed: Run, table: Observability, message: RegExp])[] = [
    ['another verdict', run('warn', ['passed', 'failed']), [], /^warn: as seen$/],
    [
      'a verdict that is not observable without a reason in the table',
      run('not-observable', ['passed', 'not-observable']),
      [],
      /^not-observable: as seen$/,
    ],
    ['a verdict where the table knows none', virtual, HIDDEN, /^the table says .*, and it came to pass: as seen$/],
    [
      'a check that fails beside one that cannot be made',
      run('not-observable', ['failed', 'not-observable']),
      HIDDEN,
      /^“check 1” failed, and passed on a virtual phone$/,
    ],
    ['a check that was not made', run('pass', ['passed']), [], /^“check 2” was not made/],
    ['a requirement that was left out', { ...virtual, verdicts: [] }, [], /^it was not rehearsed$/],
  ];
  for (const [what, rehearsed, table, message] of wrongs) {
    it(`is wrong by ${what}`, () => assert.match(compared(rehearsed, table).wrong ?? '', message));
  }

  it('takes each requirement from the run that had it', () => {
    const left = run('deselected', []);
    const told = { table: HIDDEN.slice(1), view: 'real with probe', ios: 18 } as const;
    assert.equal(compare([ID], virtual, [left, virtual], told)[0]?.wrong, undefined);
  });

  it('is printed with its sums, what needs a virtual phone, and what is wrong', () => {
    const rows = [compared(run('not-observable', ['passed', 'not-observable']), HIDDEN), compared(run('warn', []))];
    const text = rehearsalTable('real', {
      compared: rows,
      asked: ['simctl list', 'simctl lost'],
      unknown: ['simctl lost'],
    });
    assert.match(text, /2 requirements: 0 with the same verdict, 1 needs a virtual phone, 1 wrong\./);
    assert.match(text, /4 checks: 1 with the same outcome, 1 that nobody can make on such a phone\./);
    assert.ok(text.includes(`  ${ID} \n    ${WHY}`));
    assert.match(text, /\n {2}simctl list\n {2}✗ simctl lost\n/);
    assert.match(text, /\n✗ RP-RNG-001 warn: as seen$/);
  });
});
