/** What counts as worse, better or neither, on the sample run with verdicts changed. */

import assert from 'node:assert/strict';
import type { ConformanceReport } from '../report.ts';
import { sampleReport } from '../sample-run.test-data.ts';
import type { VerdictName } from '../vocabulary.ts';
import { compareReports } from './compare.ts';

const PHONE = 'iphone-15-ios18';
/** A MUST on Apple's word. */
const SEVERE = 'RP-RNG-002';

describe('comparing two reports', () => {
  let report: ConformanceReport;
  before(async () => {
    report = await sampleReport();
    assert.equal(report.requirements.find(({ id }) => id === SEVERE)?.severity, 'fail');
  });

  /** The sample run with another verdict in one cell; null takes the cell out. */
  function having(verdict: VerdictName | null, reason = 'Seen.', requirement = SEVERE): ConformanceReport {
    const isCell = (each: { requirement: string; phone: string }) =>
      each.requirement === requirement && each.phone === PHONE;
    return {
      ...report,
      verdicts: report.verdicts.flatMap((each) =>
        isCell(each) ? (verdict === null ? [] : [{ ...each, verdict, reason }]) : [each],
      ),
    };
  }

  function kindOf(before: VerdictName | null, after: VerdictName | null, requirement = SEVERE): string {
    const { changes } = compareReports(having(before, 'Seen.', requirement), having(after, 'Seen.', requirement));
    assert.ok(changes.length <= 1);
    return changes[0]?.kind ?? 'same';
  }

  it('finds no change between a run and itself', () => {
    const { changes, totals, notes } = compareReports(report, report);
    assert.deepEqual([changes, notes, totals.worse, totals.better], [[], [], 0, 0]);
    assert.equal(totals.same, report.verdicts.length);
  });

  it('ranks pass before warn, flaky and fail', () => {
    const best: VerdictName[] = ['pass', 'warn', 'flaky', 'fail'];
    for (const [index, better] of best.entries()) {
      for (const worse of best.slice(index + 1)) {
        assert.equal(kindOf(better, worse), 'worse', `${better} to ${worse}`);
        assert.equal(kindOf(worse, better), 'better', `${worse} to ${better}`);
      }
    }
  });

  it('does not take a listed failure for a better one, nor a listed pass for a worse one', () => {
    assert.equal(kindOf('fail', 'expected-fail'), 'other');
    assert.equal(kindOf('pass', 'expected-fail'), 'worse');
    assert.equal(kindOf('pass', 'unexpected-pass'), 'other');
    assert.equal(kindOf('expected-fail', 'unexpected-pass'), 'better');
  });

  it('measures a listed failure of what can only warn as a warning', () => {
    const mild = report.requirements.find(({ severity }) => severity === 'warn')?.id;
    assert.ok(mild !== undefined);
    assert.equal(kindOf('warn', 'expected-fail', mild), 'other');
    assert.equal(kindOf('warn', 'not-testable', mild), 'other');
  });

  it('is worse off not knowing than knowing, whatever was known', () => {
    for (const open of ['missing', 'inconclusive', 'harness-error'] as const) {
      assert.equal(kindOf('pass', open), 'worse');
      assert.equal(kindOf('fail', open), 'worse');
      assert.equal(kindOf(open, 'pass'), 'better');
      assert.equal(kindOf(open, 'fail'), 'worse');
    }
    assert.equal(kindOf('missing', 'harness-error'), 'other');
  });

  it('calls new or gone what takes part in one of the runs only', () => {
    for (const out of ['deselected', 'not-applicable', 'not-observable', null] as const) {
      assert.equal(kindOf(out, 'fail'), 'new');
      assert.equal(kindOf('pass', out), 'gone');
    }
    assert.equal(kindOf('deselected', null), 'same');
  });

  it('notices a failure for another reason, and not one with other ids and times', () => {
    const id = (digit: string) => `3F2504E0-4F89-11D3-9A0C-0305E82C330${digit}`;
    const changes = (before: string, after: string) =>
      compareReports(having('fail', before), having('fail', after)).changes.map(({ kind }) => kind);
    assert.deepEqual(changes(`${id('1')} rang for 12.5 s`, `${id('2')} rang for 3 s`), []);
    assert.deepEqual(changes('It rang late.', 'It never rang.'), ['other']);
  });

  it('puts what got worse first', () => {
    const after = having('fail');
    const verdicts = after.verdicts.map((each) =>
      each.requirement === 'RP-ANS-001' && each.phone === PHONE ? { ...each, verdict: 'pass' as const } : each,
    );
    const { changes } = compareReports(having('pass'), { ...after, verdicts });
    assert.deepEqual(
      changes.map(({ kind, requirement }) => `${kind} ${requirement}`),
      [`worse ${SEVERE}`, 'better RP-ANS-001'],
    );
  });

  it('says when the runs are of other apps, suites or phones, or not whole', () => {
    const other: ConformanceReport = {
      ...report,
      app: { ...report.app, version: '4.3.0' },
      tools: { ...report.tools, ringproof: '0.2.0' },
      phones: report.phones.map((phone) => (phone.name === PHONE ? { ...phone, ios: '18.7' } : phone)),
      requirements: report.requirements.map((each) => (each.id === SEVERE ? { ...each, rule: 'Another.' } : each)),
      exitCode: 2,
    };
    assert.deepEqual(compareReports(report, other).notes, [
      'Version of the app: 4.2.0 (1187) before, 4.3.0 after.',
      'Version of the suite: 0.1.0 before, 0.2.0 after.',
      `Another phone named "${PHONE}": virtual iPhone 15, iOS 18.6, en before, virtual iPhone 15, iOS 18.7, en after.`,
      `Rule or severity is another one in ${SEVERE}.`,
      'The second run is incomplete.',
    ]);
  });
});
