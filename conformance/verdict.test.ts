/** Verdicts, one rule per case, on the real catalogue with results made up for the case. */

import assert from 'node:assert/strict';
import { type Catalogue, loadCatalogue } from './catalogue.ts';
import type { CheckResult } from './check.ts';
import { samplePhone, sampleResult } from './sample-run.test-data.ts';
import { exitCode, type JudgeInput, judge, type Verdict } from './verdict.ts';

const IOS_18 = samplePhone('new', 'iPhone 15', '18.6');
const IOS_9 = samplePhone('old', 'iPhone 6', '9.3');

function passed(id: string, change: Partial<CheckResult> = {}): CheckResult {
  return sampleResult(id, IOS_18, change);
}

function failed(id: string, change: Partial<CheckResult> = {}): CheckResult {
  return sampleResult(id, IOS_18, { outcome: 'failed', message: 'it did not.', ...change });
}

function short({ verdict, counts, reason }: Verdict): string {
  return `${verdict} (${counts}): ${reason}`;
}

function of(counts: Verdict['counts'], checks = 1): Pick<Verdict, 'counts' | 'checks'> {
  return { counts, checks };
}

describe('verdicts', () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue();
  });

  const judged = (id: string, results: readonly CheckResult[], options: Partial<JudgeInput> = {}): Verdict => {
    const verdict = judge({ catalogue, phones: [IOS_18], results, ...options }).find((each) => each.requirement === id);
    assert.ok(verdict, `no verdict for ${id}`);
    return verdict;
  };

  it('are given for every requirement on every phone', () => {
    const verdicts = judge({ catalogue, phones: [IOS_18, IOS_9], results: [] });
    assert.equal(verdicts.length, catalogue.requirements.length * 2);
  });

  it('pass when every check passed', () => {
    assert.equal(short(judged('RP-REG-001', [passed('RP-REG-001')])), 'pass (met): The check passed.');
    const two = [passed('RP-REG-001', { title: 'a' }), passed('RP-REG-001', { title: 'b' })];
    assert.equal(short(judged('RP-REG-001', two)), 'pass (met): 2 checks passed.');
  });

  it('fail for a documented MUST when one of several checks failed', () => {
    const results = [passed('RP-REG-001', { title: 'a' }), failed('RP-REG-001', { title: 'b' })];
    assert.equal(short(judged('RP-REG-001', results)), 'fail (not-met): “b”: it did not.');
  });

  it('warn where the evidence is weak', () => {
    assert.equal(short(judged('RP-RNG-004', [failed('RP-RNG-004')])), 'warn (warned): it did not.');
  });

  it('are not applicable by a claim that was found true, and by no other', () => {
    const left = { requirement: 'RP-END-001', reason: 'Not claimed.', verifiedBy: 'RP-REG-001' };
    const by = (results: readonly CheckResult[]) => short(judged('RP-END-001', results, { notApplicable: [left] }));
    assert.equal(by([passed('RP-REG-001')]), 'not-applicable (out): Not claimed.');
    const doubt = 'The claims leave it out, and RP-REG-001 did not find them true.';
    assert.equal(by([failed('RP-REG-001')]), `not-testable (warned): ${doubt} it did not.`);
    assert.match(by([]), /^inconclusive \(incomplete\): The claims leave it out/);
  });

  it('are not applicable outside the iOS range', () => {
    const verdict = judged('RP-STR-001', [], { phones: [IOS_9] });
    assert.equal(short(verdict), 'not-applicable (out): iOS 9.3 is outside iOS 13 and later.');
  });

  it('are not applicable by a named option, on all phones or on one', () => {
    const everywhere = [{ requirement: 'RP-END-003', reason: 'The app has no button to hang up.' }];
    assert.equal(
      short(judged('RP-END-003', [], { notApplicable: everywhere })),
      'not-applicable (out): The app has no button to hang up.',
    );
    const elsewhere = [{ requirement: 'RP-END-003', phone: 'other', reason: 'no button' }];
    assert.equal(judged('RP-END-003', [], { notApplicable: elsewhere }).verdict, 'missing');
  });

  it('tell of a failure that a named option would have hidden', () => {
    const verdict = judged('RP-END-003', [failed('RP-END-003')], {
      notApplicable: [{ requirement: 'RP-END-003', reason: 'The app has no button to hang up.' }],
    });
    assert.equal(verdict.reason, 'The app has no button to hang up. A check ran all the same: it did not.');
  });

  it('are not observable where the kind of phone cannot show it', () => {
    const notObservable = [{ requirement: 'RP-RNG-005', phone: 'new', reason: 'It cannot be locked.' }];
    assert.equal(short(judged('RP-RNG-005', [], { notObservable })), 'not-observable (out): It cannot be locked.');
  });

  it('are not observable where one of the checks could not be made, whatever the others saw', () => {
    const unseen = passed('RP-REG-001', { title: 'b', outcome: 'not-observable', message: 'no test can do that.' });
    const results = [passed('RP-REG-001', { title: 'a' }), unseen];
    const verdict = judged('RP-REG-001', results);
    assert.equal(short(verdict), 'not-observable (out): “b”: no test can do that.');
    assert.equal(verdict.checks, 0, 'a run of nothing else is incomplete');
    const broken = [...results, failed('RP-REG-001', { title: 'c' })];
    assert.equal(judged('RP-REG-001', broken).verdict, 'fail');
  });

  it('are deselected outside the selection', () => {
    const verdict = judged('RP-RNG-001', [], { selected: ['RP-REG-001'] });
    assert.equal(short(verdict), 'deselected (out): Not in the selection of this run.');
  });

  it('are missing when nothing came back', () => {
    const verdict = judged('RP-REG-001', []);
    assert.equal(short(verdict), 'missing (incomplete): Selected and applicable, but no check reported a result.');
  });

  it('are inconclusive when the check could not run', () => {
    const result = passed('RP-REG-001', { outcome: 'skipped', message: 'No network.' });
    assert.equal(short(judged('RP-REG-001', [result])), 'inconclusive (incomplete): No network.');
  });

  it('are a harness error when a check threw, whatever the others say', () => {
    const results = [
      failed('RP-REG-001', { title: 'a' }),
      failed('RP-REG-001', { title: 'b', outcome: 'error', message: 'oops' }),
    ];
    assert.equal(short(judged('RP-REG-001', results)), 'harness-error (harness): “b”: oops');
  });

  it('are flaky when a later attempt passed', () => {
    const results = [passed('RP-REG-001', { attempt: 2 }), failed('RP-REG-001')];
    assert.equal(
      short(judged('RP-REG-001', results)),
      'flaky (not-met): Passed on attempt 2 after failing on attempt 1: it did not.',
    );
  });

  it('pass when only the harness stumbled before', () => {
    const results = [
      failed('RP-REG-001', { outcome: 'error', message: 'session lost.' }),
      passed('RP-REG-001', { attempt: 2 }),
    ];
    assert.equal(
      short(judged('RP-REG-001', results)),
      'pass (met): The check passed on attempt 2; attempt 1: session lost.',
    );
  });

  it('stay a failure when the last attempt was skipped', () => {
    const results = [failed('RP-REG-001'), passed('RP-REG-001', { attempt: 2, outcome: 'skipped' })];
    assert.equal(judged('RP-REG-001', results).verdict, 'fail');
  });

  it('are not testable behind a broken requirement, and scored like it', () => {
    const results = [failed('RP-STR-001'), failed('RP-RNG-002')];
    assert.equal(
      short(judged('RP-RNG-002', results)),
      'not-testable (not-met): RP-STR-001 is broken on this phone. it did not.',
    );
    assert.equal(
      short(judged('RP-ANS-001', results)),
      'not-testable (not-met): RP-RNG-001, RP-RNG-002, RP-RNG-003, RP-RNG-005 are broken on this phone. No check ran.',
    );
  });

  it('do not fail a vendor by way of a requirement that only warns', () => {
    const on = (id: string, change: Partial<CheckResult>) => sampleResult(id, IOS_9, change);
    const results = [on('RP-REG-002', { outcome: 'failed' }), on('RP-FBK-001', { outcome: 'failed' })];
    const verdict = judged('RP-FBK-001', results, { phones: [IOS_9] });
    assert.equal(`${verdict.verdict} ${verdict.counts}`, 'not-testable warned');
  });

  it('pass where a broken requirement did no harm', () => {
    assert.equal(judged('RP-RNG-002', [failed('RP-STR-001'), passed('RP-RNG-002')]).verdict, 'pass');
  });

  it('ignore what is broken on another phone', () => {
    const elsewhere = sampleResult('RP-STR-001', samplePhone('other', 'iPhone 8', '13.7'), { outcome: 'failed' });
    const options = { phones: [IOS_18, elsewhere.phone] };
    assert.equal(judged('RP-RNG-002', [elsewhere, failed('RP-RNG-002')], options).verdict, 'fail');
  });

  it('are expected failures when the run announced them', () => {
    const expectedFailures = [{ requirement: 'RP-REG-001', reason: 'Ticket 12.' }];
    assert.equal(
      short(judged('RP-REG-001', [failed('RP-REG-001')], { expectedFailures })),
      'expected-fail (out): Ticket 12. Seen: it did not.',
    );
  });

  it('are an unexpected pass when an announced failure stays away', () => {
    const expectedFailures = [{ requirement: 'RP-REG-001', reason: 'ticket 12' }];
    assert.equal(
      short(judged('RP-REG-001', [passed('RP-REG-001')], { expectedFailures })),
      'unexpected-pass (not-met): Listed as an expected failure (ticket 12) but it passed; take it off the list.',
    );
  });

  it('blame the suite for a result that belongs nowhere', () => {
    const verdicts = judge({
      catalogue,
      phones: [IOS_18],
      results: [passed('RP-RNG-999'), sampleResult('RP-REG-001', IOS_9)],
    });
    assert.deepEqual(
      verdicts.filter((verdict) => verdict.verdict === 'harness-error').map((verdict) => verdict.reason),
      [
        '“behaves as required” reports a result for requirement RP-RNG-999, which is not in the catalogue.',
        '“behaves as required” reports a result for phone old, which is not in this run.',
      ],
    );
  });
});

describe('exit code of a run', () => {
  it('is 0 when everything is met or only warns', () => {
    assert.equal(exitCode([of('met'), of('warned'), of('out', 0)]), 0);
  });

  it('is 1 when something is not met, even if something else is missing', () => {
    assert.equal(exitCode([of('met'), of('not-met'), of('incomplete')]), 1);
  });

  it('is 2 when something is missing', () => {
    assert.equal(exitCode([of('met'), of('incomplete', 0)]), 2);
  });

  it('is 2 when nothing was checked', () => {
    assert.equal(exitCode([]), 2);
    assert.equal(exitCode([of('out', 0), of('out', 0)]), 2);
  });

  it('is 3 when the suite went wrong, whatever else', () => {
    assert.equal(exitCode([of('not-met'), of('harness')]), 3);
  });
});
