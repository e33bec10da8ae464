import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CheckResult } from '../check.ts';
import type { LoadedReport } from '../load-report.ts';
import { SAMPLE_PHONES, sampleReport, sampleResult } from '../sample-run.test-data.ts';
import { partingBetween, partingOf, type TimeLineEvent } from './time-line.ts';

const ID = 'ABCDEF00-0000-4000-8000-00000000000';

describe('where two time lines part', () => {
  const event = (at: number, part: string, kind: string, data: Record<string, unknown> = {}): TimeLineEvent => ({
    at,
    part,
    kind,
    data,
  });
  const call = (digit: string) => ({ call: `${ID}${digit}` });
  const start = (at: number, digit: string) => [
    event(at, 'call-server', 'call.dialed', { ...call(digit), from: 'Ada' }),
    event(at + 40, 'gateway', 'push.accepted', { id: `${ID}${digit}`, port: at % 90_000 }),
    event(at + 50, 'phone', 'push.received', { id: `${ID}${digit}` }),
  ];

  it('is nowhere when only ids, ports and times differ', () => {
    assert.equal(partingOf(start(1_000_000, '1'), start(2_345_678, '2')), undefined);
  });

  it('is nowhere when two parts only take turns in another order', () => {
    const [dialed, accepted, received] = start(0, '1');
    assert.ok(dialed && accepted && received);
    assert.equal(partingOf([dialed, accepted, received], [accepted, dialed, received]), undefined);
  });

  it('is told with the last event in common and what came next in each', () => {
    const reported = event(1_090, 'phone', 'call.reported', { ...call('1'), error: null });
    const exited = event(5_080, 'phone', 'app.exited', { cause: 'killed' });
    assert.deepEqual(partingOf([...start(1_000, '1'), reported], [...start(5_000, '2'), exited]), {
      part: 'phone',
      common: { afterMs: 50, text: `push.received id=${ID}2` },
      before: { afterMs: 90, text: `call.reported call=${ID}1 error=null` },
      after: { afterMs: 80, text: 'app.exited cause=killed' },
    });
  });

  it('is where one of them ends, or where they begin', () => {
    const [dialed, ...rest] = start(0, '1');
    assert.ok(dialed);
    const more = event(60, 'phone', 'call.shown', { presentation: 'banner' });
    assert.equal(partingOf([dialed, ...rest], [dialed, ...rest, more])?.before, null);
    assert.equal(partingOf(rest, [dialed, ...rest])?.common, null);
  });

  it('is the earliest of all parts', () => {
    const [dialed, accepted, received] = start(0, '1');
    assert.ok(dialed && accepted && received);
    const rejected = { ...accepted, kind: 'push.rejected' };
    assert.equal(partingOf([dialed, accepted, received], [dialed, rejected])?.part, 'gateway');
  });

  it('is at another value of the same event', () => {
    const ended = (reason: string) => [event(0, 'phone', 'call.ended', { ...call('1'), reason })];
    assert.equal(partingOf(ended('failed'), ended('unanswered'))?.part, 'phone');
  });
});

describe('where two runs part in a check', () => {
  const [phone] = SAMPLE_PHONES;
  assert.ok(phone !== undefined);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ringproof-time-line-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A run whose checks have the time lines that are given by title: what happened on the phone, one word each. */
  async function run(name: string, timeLines: Readonly<Record<string, string>>, at = ''): Promise<LoadedReport> {
    await mkdir(path.join(folder, name));
    const checks: CheckResult[] = [];
    for (const [index, [title, kinds]] of Object.entries(timeLines).entries()) {
      const file = `${index}.jsonl`;
      const events = kinds
        .split(' ')
        .map((kind, order) => JSON.stringify({ at: order, part: 'phone', kind, data: {} }));
      await writeFile(path.join(folder, name, file), `${events.join('\n')}\n{"at":`);
      checks.push(sampleResult('RP-RNG-001', phone as NonNullable<typeof phone>, { title, attachments: [at + file] }));
    }
    const report = { ...(await sampleReport()), checks };
    return { report, name, folder: path.join(folder, name), file: path.join(folder, name, 'conformance.json') };
  }

  const between = (before: LoadedReport, after: LoadedReport) =>
    partingBetween(before, after, 'RP-RNG-001', phone.name);

  it('is told of the first check that has a time line in both and tells another story', async () => {
    const before = await run('a', { first: 'x y', second: 'x y', third: 'x y', fourth: 'x y' });
    const after = await run('b', { second: 'x y', fourth: 'x', third: 'x z' });
    const { check, after: came } = (await between(before, after)) ?? {};
    assert.deepEqual([check, came?.text], ['third', 'z']);
  });

  it('is unknown without a time line, and looked for in the folder of the run only', async () => {
    const before = await run('a', { first: 'x y' });
    assert.equal(await between(before, await run('b', {})), undefined);
    assert.equal(await between(before, await run('c', { first: 'x z' }, '../c/../d/')), undefined);
    assert.equal((await between(before, await run('e', { first: 'x z' }, './')))?.check, 'first');
  });
});
