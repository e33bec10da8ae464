/** A report that contradicts itself is told where, whoever signed it. */

import assert from 'node:assert/strict';
import type { ConformanceReport } from '../report.ts';
import { findingsBetween, findingsOfRun } from './certifiable.ts';
import { passingRun } from './sample-bundle.test-data.ts';
import { secretsIn } from './secrets.ts';

type Verdict = ConformanceReport['verdicts'][number];

describe('a run that is to be certified', () => {
  let report: ConformanceReport;
  before(async () => {
    report = await passingRun(1);
  });

  const found = (changed: ConformanceReport) =>
    findingsOfRun(changed, 'run').map(({ kind, message }) => `${kind}: ${message}`);

  /** The report with another verdict on RP-REG-001 on iPhone 15. */
  function rewritten(change: Partial<Verdict>): ConformanceReport {
    const verdicts = report.verdicts.map((verdict) =>
      verdict.requirement === 'RP-REG-001' && verdict.phone === 'iPhone 15' ? { ...verdict, ...change } : verdict,
    );
    return { ...report, verdicts };
  }

  it('has nothing against it when everything passed', () => {
    assert.deepEqual(found(report), []);
  });

  it('is of phones that do what they do by default', () => {
    const phones = report.phones.map((phone) => ({ ...phone, settings: { voipReportDeadlineMs: 60_000 } }));
    assert.deepEqual(
      found({ ...report, phones: phones.slice(0, 1) }).filter((told) => told.includes('of its own')),
      [
        `not-met: run: ${phones[0]?.name} has settings of its own (voipReportDeadlineMs), which change what it lets pass.`,
      ],
    );
  });

  it('has a seed', () => {
    const { seed: _, ...unseeded } = report.run;
    assert.deepEqual(found({ ...report, run: unseeded }), [
      'incomplete: run: it has no seed, so that nobody can repeat it.',
    ]);
  });

  it('rests on claims that it verified', () => {
    const { claims, ...without } = report;
    assert.deepEqual(found(without), ['incomplete: run: nothing says what the app claims: there was no claims file.']);
    const verifying = report.requirements.find(({ verifies }) => verifies === 'hold')?.id;
    const judged = (change: Partial<Verdict>) => {
      const verdicts = report.verdicts.map((verdict) =>
        verdict.requirement === verifying && verdict.phone === 'iPhone 15' ? { ...verdict, ...change } : verdict,
      );
      return found({ ...report, verdicts }).filter((told) => told.includes('the claim'));
    };
    // Where it only warns, the rest of the run would pass.
    assert.deepEqual(judged({ verdict: 'warn', counts: 'warned', reason: 'It can not.' }), [
      `not-met: run: the claim hold: yes is not verified on iPhone 15: ${verifying} is warn.`,
    ]);
    assert.deepEqual(judged({ verdict: 'not-observable', counts: 'out', reason: 'Nobody sees it.' }), [
      `incomplete: run: the claim hold: yes is not verified on iPhone 15: ${verifying} is not-observable.`,
    ]);
    const requirements = report.requirements.filter(({ id }) => id !== verifying);
    assert.ok(
      found({ ...report, requirements }).includes(
        'incomplete: run: the claim hold: yes is verified by no requirement.',
      ),
    );
    assert.equal(claims?.['hold'], true);
  });

  it('went through the stock driver', () => {
    assert.deepEqual(found({ ...report, run: { ...report.run, driver: 'direct' } }), [
      'not-met: run: its phones were not driven through Appium (--driver direct), as a certificate asks.',
    ]);
  });

  it('has one verdict per requirement and phone', () => {
    const [first] = report.verdicts;
    assert.ok(first !== undefined);
    const totals = { ...report.totals, verdicts: report.totals.verdicts + 1 };
    assert.deepEqual(found({ ...report, totals, verdicts: [...report.verdicts, first] }), [
      `tampered: run: it has 2 verdicts on ${first.requirement} on ${first.phone}.`,
    ]);
  });

  it('has verdicts that count as their word says', () => {
    assert.deepEqual(found(rewritten({ counts: 'warned' })), [
      'tampered: run: RP-REG-001 on iPhone 15: pass. It counts as warned and not as met.',
    ]);
    const broken = rewritten({ verdict: 'not-testable', counts: 'not-met', reason: 'RP-REG-000 is broken.' });
    assert.deepEqual(found({ ...broken, exitCode: 1 }), [
      'not-met: run: RP-REG-001 on iPhone 15: not-testable. RP-REG-000 is broken.',
    ]);
  });

  it('has as many checks as its verdicts say, and at least one for a pass', () => {
    assert.deepEqual(found(rewritten({ checks: 2 })), [
      'tampered: run: RP-REG-001 on iPhone 15: pass. It says 2 checks, and 1 are there.',
    ]);
    const isOther = (check: ConformanceReport['checks'][number]) =>
      check.requirement !== 'RP-REG-001' || check.phone.name !== 'iPhone 15';
    const totals = { ...report.totals, checks: report.totals.checks - 1 };
    assert.deepEqual(found({ ...rewritten({ checks: 0 }), totals, checks: report.checks.filter(isOther) }), [
      'incomplete: run: RP-REG-001 on iPhone 15: pass. No check shows it.',
    ]);
  });

  it('has no verdict on a requirement or a phone that it does not list', () => {
    const verdicts = (change: Partial<Verdict>) => {
      const [first] = report.verdicts.filter(({ counts }) => counts === 'met');
      assert.ok(first !== undefined);
      const totals = { ...report.totals, verdicts: report.totals.verdicts + 1 };
      return found({ ...report, totals, verdicts: [...report.verdicts, { ...first, ...change }] }).map((line) =>
        line.slice(line.lastIndexOf(': ') + 2),
      );
    };
    const stray = ['pass. It has no such requirement or no such phone.'];
    assert.deepEqual(verdicts({ requirement: 'RP-REG-999' }), stray);
    assert.deepEqual(verdicts({ phone: 'nokia' }), stray);
  });

  it('agrees with the others', async () => {
    const second = await passingRun(2);
    const runs = (other: ConformanceReport) =>
      findingsBetween([
        { name: 'run 1', report },
        { name: 'run 2', report: other },
      ]).map(({ message }) => message);
    assert.deepEqual(runs(second), []);
    assert.deepEqual(runs({ ...rewritten({ verdict: 'warn', reason: 'Late.' }), run: second.run }), [
      'RP-REG-001 on iPhone 15 differs: pass in run 1, warn in run 2. Late.',
    ]);
    assert.deepEqual(runs({ ...second, tools: { ...second.tools, node: '18.0.0' } }), [
      'run 1 and run 2 are of different tools.',
    ]);
    assert.deepEqual(runs({ ...second, profile: 'core' }), ['run 1 and run 2 are of different profile.']);
    assert.deepEqual(runs({ ...second, claims: { ...second.claims, hold: false } }), [
      'run 1 and run 2 are of different claims.',
    ]);
  });

  it('has a seed of its own among them', async () => {
    const second = await passingRun(2);
    const same = { ...second, run: { ...second.run, seed: 1 } };
    const runs = [report, same].map((each, index) => ({ name: `run ${index + 1}`, report: each }));
    assert.deepEqual(findingsBetween(runs), [
      { kind: 'incomplete', message: 'Each run needs a seed of its own, and they have 1, 1.' },
    ]);
  });
});

describe('the search for secrets', () => {
  it('finds fields by name and values by form, and repeats none', () => {
    const token = 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJURUFNIn0abc.c2lnbmF0dXJlMTIz';
    const finds = secretsIn({
      deviceToken: 'x',
      api_key: 1,
      nested: [{ password: 'hush' }, `see https://me:hush@example.com/`],
      log: ['Bearer abcdefghijklmnop0123', token, '-----BEGIN EC PRIVATE KEY-----', '0F'.repeat(32)],
    });
    assert.deepEqual(finds, [
      'deviceToken is named like a secret',
      'api_key is named like a secret',
      'nested[0].password is named like a secret',
      'nested[1] holds a password in a URL',
      'log[0] holds an authorization header',
      'log[1] holds a JSON web token',
      'log[2] holds a private key',
      'log[3] holds a device token',
    ]);
  });

  it('lets pass what reports are made of', () => {
    const harmless = {
      tokens: 'RP-REG-001 registers for VoIP',
      token: '',
      secret: null,
      udid: '00008030-0000000000000011',
      url: 'https://developer.apple.com/documentation/pushkit',
      uuid: '3F2504E0-4F89-11D3-9A0C-0305E82C3301',
    };
    assert.deepEqual(secretsIn(harmless), []);
  });
});
