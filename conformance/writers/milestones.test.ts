import { strict as assert } from 'node:assert';
import { timeLine } from './html-time-line.ts';
import { stepOf, wordsOf } from './milestones.ts';

const event = (part: string, kind: string, data: Record<string, unknown> = {}) => ({ at: 0, part, kind, data });

describe('milestones', () => {
  it('tell push, report, action, signal and screen apart, by part and kind', () => {
    assert.equal(stepOf(event('gateway', 'push.accepted')), 'push');
    assert.equal(stepOf(event('phone', 'call.reported')), 'report');
    assert.equal(stepOf(event('phone', 'call.shown')), 'screen');
    assert.equal(stepOf(event('phone', 'action.requested')), 'action');
    assert.equal(stepOf(event('call-server', 'signal.received')), 'signal');
    assert.equal(stepOf(event('gateway', 'action.requested')), 'other');
  });

  it('say what tells the most first, and leave out what is empty', () => {
    assert.equal(wordsOf(event('phone', 'x', { by: 'user', type: 'voip', state: '', cause: null })), 'voip · user');
    assert.equal(wordsOf(event('phone', 'x', { unknown: 1 })), '');
  });

  it('cut long words at 90 letters', () => {
    const words = wordsOf(event('phone', 'x', { reason: 'a'.repeat(200) }));
    assert.equal(words.length, 90);
    assert.ok(words.endsWith('…'));
  });
});

describe('What a probe tells, in a time line', () => {
  const reported = { seq: 1, at: 0, part: 'probe', kind: 'call.reported', data: {} };

  it('is a step of the phone that it is in, on its lane', () => {
    assert.equal(stepOf(reported), 'report');
    const lane = (part: string) => /<li class="(l\d)/.exec(timeLine([{ ...reported, part }]).text)?.[1];
    assert.equal(lane('probe'), lane('phone'));
    assert.notEqual(lane('probe'), lane('call-server'));
  });
});
