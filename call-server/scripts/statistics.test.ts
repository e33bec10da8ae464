import { strict as assert } from 'node:assert';
import type { EventData, JournalEvent } from '../../clock/index.ts';
import { spread, statisticsOf } from './statistics.ts';

const event = (at: number, kind: string, data: EventData): JournalEvent => ({
  seq: at,
  at,
  part: 'call-server',
  kind,
  data,
});

describe('the statistics of calls', () => {
  it('count outcomes and pushes, and measure from dialling', () => {
    const { setUp, answer, end, ...counts } = statisticsOf(
      [
        event(1_000, 'call.dialed', { call: 'a' }),
        event(1_010, 'push.sent', { call: 'a', channel: 'voip', status: 200 }),
        event(1_200, 'signal.received', { call: 'a', type: 'ringing' }),
        event(1_300, 'signal.received', { call: 'a', type: 'ringing' }),
        event(2_000, 'call.dialed', { call: 'b' }),
        event(2_010, 'push.sent', { call: 'b', channel: 'alert', status: null, reason: 'gone' }),
        event(3_000, 'call.dialed', { call: 'c' }),
        event(4_000, 'call.connected', { call: 'a' }),
        event(5_000, 'call.ended', { call: 'b', reason: 'cancelled' }),
        event(9_000, 'call.ended', { call: 'a', reason: 'hung-up' }),
        event(9_500, 'call.ended', { call: 'c', reason: 'cancelled' }),
        event(9_600, 'call.ended', { call: 'of another script', reason: 'declined' }),
      ],
      new Set(['c']),
    );
    assert.deepEqual(counts, {
      dialled: 3,
      outcomes: { cancelled: 1, 'hung-up': 1, 'left open': 1 },
      pushes: { 'voip 200': 1, 'alert no answer gone': 1 },
      perSecond: 1,
    });
    assert.deepEqual([setUp?.count, setUp?.max], [1, 200]);
    assert.deepEqual([answer?.count, answer?.p50], [1, 3_000]);
    assert.deepEqual([end?.count, end?.min, end?.max], [2, 3_000, 8_000]);
  });

  it('are empty without calls', () => {
    const { dialled, setUp, perSecond } = statisticsOf([], new Set());
    assert.deepEqual([dialled, setUp, perSecond], [0, undefined, undefined]);
  });

  it('take percentiles by nearest rank', () => {
    const times = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.deepEqual(spread(times), { count: 100, min: 1, p50: 50, p90: 90, p99: 99, max: 100 });
    assert.deepEqual(spread([7]), { count: 1, min: 7, p50: 7, p90: 7, p99: 7, max: 7 });
  });
});
