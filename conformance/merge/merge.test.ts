/** Shards as one run: what is joined, what is judged again, and what is refused with the files' names. */

import assert from 'node:assert/strict';
import { type Catalogue, loadCatalogue } from '../catalogue.ts';
import type { PhoneRef } from '../check.ts';
import { InputError } from '../input-error.ts';
import type { LoadedReport } from '../load-report.ts';
import { type ConformanceReport, reportSchema } from '../report.ts';
import { type MergeOptions, mergeReports } from './merge.ts';
import { MID, NEW, OLD, type ShardSettings, shardOf } from './shard.test-data.ts';

const FIRST_HALF = ['RP-CLM', 'RP-REG', 'RP-RTE', 'RP-STR', 'RP-PSH', 'RP-IDN', 'RP-RNG'];
const SECOND_HALF = ['RP-ANS', 'RP-END', 'RP-OUT', 'RP-MLT', 'RP-AUD', 'RP-FBK', 'RP-LIF', 'RP-PRV'];

describe('merging runs', () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue();
  });

  const shard = (name: string, settings: Omit<ShardSettings, 'name'>) => shardOf(catalogue, { name, ...settings });
  const merged = (shards: readonly LoadedReport[], options: Partial<MergeOptions> = {}) =>
    mergeReports(shards, { catalogue, ...options });
  const verdictOf = ({ verdicts }: ConformanceReport, requirement: string, phone: string) =>
    verdicts.find((each) => each.requirement === requirement && each.phone === phone);

  function refusal(shards: readonly LoadedReport[], options: Partial<MergeOptions> = {}): string {
    try {
      merged(shards, options);
    } catch (error) {
      assert.ok(error instanceof InputError);
      return `${error.message}\n${error.advice}`;
    }
    return assert.fail('They were merged.');
  }

  describe('makes the report that one run would have made', () => {
    /** But for what says how it came about. */
    const essence = ({ run: _run, checks, ...report }: ConformanceReport) => ({
      ...report,
      checks: checks.map((check) => JSON.stringify(check)).toSorted(),
    });
    const failures = { 'RP-ANS-001 new': { outcome: 'failed', message: 'No.' } } as const;

    it('from shards by phones', () => {
      const whole = shard('whole', { phones: [OLD, MID, NEW], results: failures }).report;
      const one = shard('one', { phones: [OLD, MID] });
      const report = merged([one, shard('two', { phones: [NEW], results: failures })]);
      assert.deepEqual(essence(report), essence(whole));
      assert.equal(report.exitCode, 1);
      reportSchema.parse(JSON.parse(JSON.stringify(report)));
    });

    it('from shards by requirements', () => {
      const whole = shard('whole', { phones: [OLD, NEW], results: failures }).report;
      const one = shard('one', { phones: [OLD, NEW], only: FIRST_HALF });
      const two = shard('two', { phones: [OLD, NEW], only: SECOND_HALF, results: failures });
      assert.deepEqual(essence(merged([one, two])), essence(whole));
      assert.equal(merged([one, two]).totals.byVerdict.deselected, 0);
    });

    it('from what was merged before', () => {
      const [one, two, three] = [OLD, MID, NEW].map((phone) => shard(phone.name, { phones: [phone] }));
      assert.ok(one && two && three);
      const again = { ...one, report: merged([one, two]), file: 'merged/conformance.json' };
      assert.deepEqual(essence(merged([again, three])), essence(merged([one, two, three])));
    });
  });

  it('keeps the seed that all runs had, and that of each run where they differ', () => {
    const seeded = (name: string, phone: PhoneRef, seed: number) => {
      const made = shard(name, { phones: [phone] });
      return { ...made, report: { ...made.report, run: { ...made.report.run, seed } } };
    };
    const seedsIn = ({ run: { seed, seeds } }: ConformanceReport) => ({ seed, seeds });
    const [one, two] = [seeded('one', MID, 7), seeded('two', NEW, 8)];
    assert.deepEqual(seedsIn(merged([one, seeded('two', NEW, 7)])), { seed: 7, seeds: undefined });
    const each = [
      { run: 'run-one', seed: 7 },
      { run: 'run-two', seed: 8 },
    ];
    const both = merged([one, two]);
    assert.deepEqual(seedsIn(both), { seed: undefined, seeds: each });
    reportSchema.parse(JSON.parse(JSON.stringify(both)));
    const again = { ...one, report: both, file: 'merged/conformance.json' };
    assert.deepEqual(seedsIn(merged([again, shard('three', { phones: [OLD] })])), { seed: undefined, seeds: each });
    assert.deepEqual(seedsIn(merged([one, shard('two', { phones: [NEW] })])), { seed: undefined, seeds: [each[0]] });
  });

  it('keeps the claims on which all runs rest, and refuses runs that rest on others', () => {
    const claiming = (name: string, phone: PhoneRef, claims?: Record<string, boolean>) =>
      shard(name, { phones: [phone], ...(claims && { report: { claims } }) });
    const one = claiming('one', MID, { callKit: true, hold: false });
    const agreeing = merged([one, claiming('two', NEW, { callKit: true, hold: false })]);
    assert.deepEqual(agreeing.claims, { callKit: true, hold: false });
    assert.equal(
      refusal([one, claiming('two', NEW, { callKit: true, hold: true })]),
      'Two runs rest on different claims about the app:\n' +
        '  hold: no in one/conformance.json, yes in two/conformance.json\n' +
        'Repeat one of them with the --claims file of the other.',
    );
    assert.match(refusal([one, claiming('two', NEW)]), / {2}callKit: yes in one\/.*, unsaid in two\//);
  });

  it('keeps the profile of the runs', () => {
    const core = (name: string, phone: PhoneRef) => shard(name, { phones: [phone], report: { profile: 'core' } });
    assert.equal(merged([core('one', MID), core('two', NEW)]).profile, 'core');
  });

  it('judges again what depends on a requirement of another shard', () => {
    const failed = (message: string) => ({ outcome: 'failed', message }) as const;
    const one = shard('one', {
      phones: [NEW],
      only: FIRST_HALF,
      results: { 'RP-RNG-003 new': failed('No call screen.') },
    });
    const two = shard('two', { phones: [NEW], only: SECOND_HALF, results: { 'RP-ANS-001 new': failed('No button.') } });
    assert.equal(verdictOf(two.report, 'RP-ANS-001', 'new')?.verdict, 'fail');
    const verdict = verdictOf(merged([one, two]), 'RP-ANS-001', 'new');
    assert.equal(verdict?.verdict, 'not-testable');
    assert.equal(verdict?.reason, 'RP-RNG-003 is broken on this phone. No button.');
  });

  it('keeps what a run was told to leave out, and to expect', () => {
    const reason = 'The lab file has no variant of the app.';
    const expectedFailures = [
      { requirement: 'RP-ANS-001', phone: 'new', reason: 'Expected until 2026-12-31: RING-12.', expired: false },
      { requirement: 'RP-END-001', phone: 'new', reason: 'It ended on 2026-01-31: RING-13.', expired: true },
    ];
    const results = {
      'RP-ANS-001 new': { outcome: 'failed', message: 'No.' },
      'RP-END-002 new': { outcome: 'failed', message: 'No.' },
    } as const;
    const one = shard('one', { phones: [OLD], notApplicable: [{ requirement: 'RP-FBK-004', reason }] });
    const report = merged([one, shard('two', { phones: [NEW], results, expectedFailures })]);
    assert.equal(verdictOf(report, 'RP-FBK-004', 'old')?.reason, reason);
    assert.equal(verdictOf(report, 'RP-ANS-001', 'new')?.verdict, 'expected-fail');
    assert.equal(verdictOf(report, 'RP-END-001', 'new')?.verdict, 'unexpected-pass');
    assert.deepEqual(report.expectedFailures, expectedFailures);
  });

  it('covers the time of all runs, and adds up what they did', () => {
    const one = shard('one', { phones: [OLD] });
    const other = shard('two', { phones: [NEW], report: { tools: { ringproof: '0.1.0', node: '22.1.0' } } });
    const late = { ...other.report.run, startedAt: 2000, endedAt: 9000 };
    const report = merged([one, { ...other, report: { ...other.report, run: late } }]);
    assert.deepEqual(report.run, {
      id: 'run-one+run-two',
      startedAt: 1000,
      endedAt: 9000,
      driver: 'appium',
      shares: [{ name: 'Specs', ms: 3000 }],
    });
    assert.deepEqual(report.tools, { ringproof: '0.1.0', node: '20.20.2, 22.1.0' });
    assert.equal(report.timings.find(({ phone }) => phone === null)?.count, report.totals.checks);
  });

  describe('is refused', () => {
    it('for a single run, or one given twice', () => {
      const one = shard('one', { phones: [OLD] });
      assert.equal(refusal([one]), 'There is nothing to merge with.\nGive two runs or more.');
      assert.equal(
        refusal([one, { ...one, file: 'copy/conformance.json' }]),
        'one/conformance.json and copy/conformance.json are the same run, run-one.\nGive each run once.',
      );
    });

    it('for another suite, other requirements and another app', () => {
      const one = shard('one', { phones: [OLD] });
      const two = (report: Partial<ConformanceReport>) => shard('two', { phones: [NEW], report });
      assert.equal(
        refusal([one, two({ tools: { ringproof: '0.0.9' } })]),
        'Two runs were made with another suite: one/conformance.json has Ringproof 0.1.0, two/conformance.json has ' +
          'Ringproof 0.0.9.\nRepeat one of them with the version of the other.',
      );
      assert.equal(
        refusal([one, two({ app: { ...one.report.app, version: '1.1' } })]),
        'Two runs are about another app: one/conformance.json has Calls 1.0 (com.example.calls), two/conformance.json ' +
          'has Calls 1.1 (com.example.calls).\nRuns can be merged when they checked the same version of the same app.',
      );
      assert.equal(
        refusal([one, two({ run: { ...one.report.run, id: 'run-two', driver: 'direct' } })]),
        'Two runs were driven in different ways: one/conformance.json has appium, two/conformance.json has direct.\n' +
          'Repeat one of them with the --driver of the other.',
      );
      assert.match(
        refusal([one, two({ requirements: one.report.requirements.slice(1) })]),
        /^two\/conformance\.json was made with other requirements than this version of Ringproof has: .*RP-.*\.\n/,
      );
    });

    it('for a run that did not come to its end', () => {
      const one = shard('one', { phones: [OLD] });
      const two = shard('two', { phones: [NEW], results: { 'RP-ANS-001 new': null, 'RP-END-001 new': null } });
      const three = shard('three', {
        phones: [MID],
        results: { 'RP-END-005 middle': { outcome: 'error', message: 'The worker died.' } },
      });
      assert.equal(
        refusal([one, two, three]),
        'Not every run came to its end:\n' +
          '  two/conformance.json: RP-ANS-001 on new is missing and 1 more\n' +
          '  three/conformance.json: RP-END-005 on middle is harness-error\n' +
          'Repeat those runs; a merged report must not look whole when its parts are not.',
      );
    });

    it('for a gap: requirements that no run selected, on a phone or at all', () => {
      const one = shard('one', { phones: [MID, NEW], only: FIRST_HALF });
      const two = shard('two', { phones: [NEW], only: SECOND_HALF });
      const message = refusal([one, two]);
      assert.match(message, /^Something was checked by no run:\n {2}RP-ANS-001 on middle was left out of one\/conf/);
      assert.match(message, /\n {2}and \d+ more\nAdd the run that checked it, or give --partial /);
      assert.match(refusal([one, two], { partial: true }), / {2}RP-ANS-001 on middle was left out of one\/conf/);
      const answers = [NEW, MID].map((phone) => shard(phone.name, { phones: [phone], only: ['RP-ANS'] }));
      assert.match(refusal(answers), /^Something was checked by no run:\n {2}RP-CLM-001 on new was left out of new\//);
      assert.equal(merged(answers, { partial: true }).exitCode, 0);
      assert.equal(verdictOf(merged(answers, { partial: true }), 'RP-REG-001', 'new')?.verdict, 'deselected');
    });

    it('for a phone of the lab that no run has, and one that the lab does not have', () => {
      const runs = [shard('one', { phones: [OLD] }), shard('two', { phones: [NEW] })];
      assert.equal(
        refusal(runs, { phones: ['old', 'middle', 'new'] }),
        'No run has "middle" of the lab.\nAdd the run that checked it.',
      );
      assert.match(refusal(runs, { phones: ['old'] }), /^The lab has no "new"\.\n/);
    });

    it('for an overlap', () => {
      const one = shard('one', { phones: [NEW], only: FIRST_HALF });
      const two = shard('two', { phones: [NEW], only: [...SECOND_HALF, 'RP-RNG-001'] });
      assert.equal(
        refusal([one, two]),
        'Runs overlap:\n  RP-RNG-001 on new is in one/conformance.json and two/conformance.json\n' +
          'Leave one of the runs out, or repeat it with --phone or --only so that each requirement is checked on each ' +
          'phone once.',
      );
    });

    it('for two phones of one name', () => {
      const one = shard('one', { phones: [NEW] });
      const two = shard('two', { phones: [{ ...OLD, name: 'new' }] });
      assert.match(
        refusal([one, two]),
        /^Two phones are named "new": virtual iPhone 15, iOS 18\.6, en in one\/.*json, virtual iPhone 6, iOS 9\.3, en in two\//,
      );
    });

    it('for runs that disagree on what applies', () => {
      const one = shard('one', { phones: [NEW], only: FIRST_HALF });
      const notApplicable = [{ requirement: 'RP-RNG-001', phone: 'new', reason: 'No.' }];
      const two = shard('two', { phones: [NEW], only: SECOND_HALF, notApplicable });
      assert.match(
        refusal([one, two]),
        /^Runs disagree on what applies:\n {2}RP-RNG-001 on new is not-applicable in two\/.* and judged in one\//,
      );
    });
  });
});
