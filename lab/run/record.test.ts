import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCheckResults } from '../../conformance/check.ts';
import { RINGPROOF, specOf } from '../../conformance/suites.ts';
import type { CheckReport, LabPhone } from '../control/protocol.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { planRun, type RunPlan } from './plan.ts';
import { RunRecord } from './record.ts';

const PHONE: LabPhone = {
  udid: '3DEE3DA2-EA5D91C67A752CD5',
  name: 'iPhone 15',
  kind: 'virtual',
  model: 'iPhone 15',
  ios: '18.6',
  language: 'en',
  bundleId: 'com.example.calls',
  appName: 'Calls',
  callHosts: [],
  unlockedCall: 'banner',
  backgroundModes: ['voip'],
  requirements: {},
  variants: [],
};
const ANSWERING = specOf({ name: 'Answering', suite: RINGPROOF });
const ON_PHONE = { phone: PHONE.name } as const;

function report(requirement: string, more: Partial<CheckReport> = {}): CheckReport {
  const { udid } = PHONE;
  const taken = { startedAt: 1_700_000_000_000, durationMs: 20, measurements: {} };
  return { udid, requirement, title: 'rings', outcome: 'passed', ...taken, ...more };
}

describe('The record of a run', () => {
  let plan: RunPlan;
  let folder: string;
  let record: RunRecord;
  before(async () => {
    plan = await planRun({ labFile: DEFAULT_LAB_FILE, phones: ['iPhone 15'], only: ['RP-ANS', 'RP-END-001'] });
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringproof-record-'));
    record = new RunRecord(plan, folder);
    record.open([PHONE]);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const outcomes = () => record.results.map(({ requirement, outcome }) => `${requirement} ${outcome}`);
  const verdictOf = (requirement: string) => record.verdicts().find((verdict) => verdict.requirement === requirement);

  it('writes each result to disk at once, with the phone', () => {
    record.take({ type: 'check-finished', ...ON_PHONE, result: report('RP-ANS-001') });
    const text = readFileSync(join(folder, 'results.jsonl'), 'utf8');
    const [result] = parseCheckResults('results.jsonl', text);
    assert.deepEqual([result?.requirement, result?.phone.name, result?.attempt], ['RP-ANS-001', 'iPhone 15', 1]);
    assert.equal(verdictOf('RP-ANS-001')?.verdict, 'pass');
    assert.equal(verdictOf('RP-ANS-002')?.verdict, 'missing');
    assert.equal(verdictOf('RP-RNG-001')?.verdict, 'deselected');
  });

  it('tells attempts of one check from several checks of one requirement, and keeps a picture of each failure', () => {
    const failed = { outcome: 'failed', message: 'It did not ring.', screenshot: 'iVBORw0KGgo=' } as const;
    for (const more of [failed, { ...failed, title: 'rings by the slider' }, {}]) {
      record.take({ type: 'check-finished', ...ON_PHONE, result: report('RP-ANS-001', more) });
    }
    assert.deepEqual(
      record.results.map(({ title, attempt }) => [title, attempt]),
      [
        ['rings', 1],
        ['rings by the slider', 1],
        ['rings', 2],
      ],
    );
    const pictures = record.results.flatMap(({ attachments }) => attachments ?? []);
    assert.equal(new Set(pictures).size, 2);
    for (const picture of pictures) assert.ok(existsSync(join(folder, picture)));
  });

  it('looks at no earlier result of another requirement, so that a long run costs no more per check', () => {
    const finish = (requirement: string) =>
      record.take({ type: 'check-finished', ...ON_PHONE, result: report(requirement) });
    finish('RP-ANS-001');
    const [first] = record.results;
    assert.ok(first);
    let reads = 0;
    const requirement = { get: () => (reads += 1) && 'RP-ANS-001' };
    Object.defineProperty(first, 'requirement', requirement);
    for (const id of ['RP-ANS-002', 'RP-ANS-003', 'RP-ANS-002', 'RP-ANS-004']) finish(id);
    assert.equal(reads, 0);
    finish('RP-ANS-001');
    assert.deepEqual(
      record.results.map(({ attempt }) => attempt),
      [1, 1, 1, 2, 1, 2],
    );
  });

  it('says why the checks of a session that could not be opened have no result', () => {
    record.take({ type: 'trouble', ...ON_PHONE, message: 'The Appium session could not be opened: no space.' });
    record.take({ type: 'trouble', ...ON_PHONE, message: 'The spec file failed to load.' });
    record.take({ type: 'specs-ended', ...ON_PHONE, specs: [ANSWERING], exitCode: 1 });
    assert.deepEqual(outcomes(), ['RP-ANS-001 error', 'RP-ANS-002 error', 'RP-ANS-003 error', 'RP-ANS-004 error']);
    const verdict = verdictOf('RP-ANS-002');
    assert.equal(verdict?.verdict, 'harness-error');
    assert.equal(verdict?.reason, 'The check never started: The Appium session could not be opened: no space.');
    assert.equal(verdictOf('RP-END-001')?.verdict, 'missing', 'another spec file may still report it');
  });

  it('says which check was under way when a worker died, and accounts for those behind it', () => {
    record.take({ type: 'check-finished', ...ON_PHONE, result: report('RP-ANS-001') });
    record.take({ type: 'check-started', ...ON_PHONE, requirement: 'RP-ANS-002', title: 'fails' });
    record.take({ type: 'specs-ended', ...ON_PHONE, specs: [ANSWERING], exitCode: 137 });
    assert.deepEqual(outcomes(), [
      'RP-ANS-001 passed',
      'RP-ANS-002 error',
      // It passed in one of its situations, and nobody came to the others.
      'RP-ANS-001 error',
      'RP-ANS-003 error',
      'RP-ANS-004 error',
    ]);
    const died = 'its worker ended with exit code 137; the files in logs/ say more.';
    assert.equal(verdictOf('RP-ANS-002')?.reason, `The check did not come to an end: ${died}`);
    assert.equal(record.results[2]?.message, `The check never started: ${died}`);
  });

  it('leaves missing what a worker that ended well has not reported', () => {
    record.take({ type: 'check-finished', ...ON_PHONE, result: report('RP-ANS-001', { outcome: 'failed' }) });
    record.take({ type: 'specs-ended', ...ON_PHONE, specs: [ANSWERING], exitCode: 1 });
    assert.deepEqual(outcomes(), ['RP-ANS-001 failed']);
  });

  it('accounts for everything when the runner ends before its time', () => {
    record.take({ type: 'check-finished', ...ON_PHONE, result: report('RP-ANS-001') });
    record.cutShort('The runner ended with exit code 137 before this check.');
    assert.deepEqual(outcomes(), [
      'RP-ANS-001 passed',
      'RP-ANS-001 error',
      'RP-ANS-002 error',
      'RP-ANS-003 error',
      'RP-ANS-004 error',
      'RP-END-001 error',
    ]);
  });

  it('takes nothing from a phone that is not in the lab', () => {
    assert.throws(
      () => record.take({ type: 'trouble', phone: 'iPhone 3G', message: 'none' }),
      /The lab has no phone named "iPhone 3G"/,
    );
  });

  it('keeps to what the plan expects to fail, and to its day', async () => {
    const entry = { requirement: 'RP-ANS-001', phone: 'iPhone 15', owner: 'a', issue: 'RING-12' };
    const baseline = join(folder, 'baseline.yaml');
    const verdictWith = async (expires: string) => {
      writeFileSync(baseline, JSON.stringify({ expectedFailures: [{ ...entry, expires }] }));
      const own = new RunRecord(await planRun({ ...plan.choice, baseline }), folder);
      own.open([PHONE]);
      own.take({
        type: 'check-finished',
        ...ON_PHONE,
        result: report('RP-ANS-001', { outcome: 'failed', message: 'No.' }),
      });
      const { verdict, counts } = own.verdicts().find(({ requirement }) => requirement === 'RP-ANS-001') ?? {};
      return [verdict, counts];
    };
    assert.deepEqual(await verdictWith('2999-12-31'), ['expected-fail', 'out']);
    assert.deepEqual(await verdictWith('2000-01-01'), ['fail', 'not-met']);
  });
});
