import assert from 'node:assert/strict';
import { partingOf, type TimeLineEvent } from './time-line.ts';

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
