/** Which part of a journal belongs to a check. */

import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import type { CheckReport, RunEvent } from '../control/protocol.ts';
import { TimeLines } from './time-lines.ts';

const phone = 'iPhone 15';
const started: RunEvent = { type: 'check-started', phone, requirement: 'RP-ANS-001', title: 'connects' };

function finished(outcome: CheckReport['outcome']): RunEvent {
  const result = {
    udid: '1',
    requirement: 'RP-ANS-001',
    title: 'connects',
    startedAt: 0,
    durationMs: 1,
    measurements: {},
  };
  return { type: 'check-finished', phone, result: { ...result, outcome } };
}

describe('The time lines of a run', () => {
  let journal: Journal;
  let timeLines: TimeLines;
  beforeEach(() => {
    journal = new Journal(new TestbedClock());
    timeLines = new TimeLines();
    timeLines.open([{ entry: { name: phone }, journal }]);
    journal.write('phone', 'app.launched');
  });

  const during = (outcome: CheckReport['outcome'], events: number) => {
    timeLines.during(started);
    for (let count = 0; count < events; count += 1) journal.write('gateway', 'push.accepted');
    return timeLines.during(finished(outcome));
  };

  it('hold what was written during a check, whether or not it passed', () => {
    for (const outcome of ['passed', 'failed', 'error'] as const) {
      assert.deepEqual(
        during(outcome, 2)?.map(({ kind }) => kind),
        ['push.accepted', 'push.accepted'],
        outcome,
      );
    }
  });

  it('are cut at 300 events where the check passed, and whole where it did not', () => {
    assert.equal(during('passed', 1000)?.length, 300);
    assert.equal(during('failed', 1000)?.length, 1000);
  });
});
