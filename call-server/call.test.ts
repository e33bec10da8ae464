import { strict as assert } from 'node:assert';
import { type CallRecord, end, hear, legOf, type Step, withLeg } from './call.ts';
import type { FromDevice } from './signalling.ts';

const says = (call: CallRecord, device: string, type: 'ringing' | 'accept' | 'decline' | 'hang-up') =>
  hear(call, device, { type, call: 'c' });
const told = (step: Step) =>
  step.tell.map(({ device, message }) => [device, 'reason' in message ? message.reason : message.type]);

describe('a call and its legs', () => {
  const ringing: CallRecord = ['phone', 'pad'].reduce<CallRecord>((call, device) => withLeg(call, device, {}), {
    id: 'c',
    from: { name: 'Ada', handle: 'ada' },
    video: false,
    state: 'ringing',
    to: 'bob',
    dialedAt: 0,
    answeredBy: null,
    endReason: null,
    endedBy: null,
    legs: [],
  });
  const answered = says(ringing, 'phone', 'accept');
  const answeredBy = answered.call;

  it('is answered by the first accept; the other device has lost it', () => {
    assert.deepEqual([answeredBy.state, answeredBy.answeredBy], ['connected', 'phone']);
    assert.deepEqual(told(answered), [
      ['phone', 'connected'],
      ['pad', 'answered-elsewhere'],
    ]);
    assert.deepEqual(answered.silenced, ['pad']);
  });

  it('ignores a second accept and counts it', () => {
    const again = says(answeredBy, 'phone', 'accept');
    assert.deepEqual([again.outcome, told(again), legOf(again.call, 'phone').accepts], ['repeated', [], 2]);
  });

  it('is over everywhere when one device declines', () => {
    const step = says(ringing, 'pad', 'decline');
    assert.deepEqual([step.call.state, step.call.endReason, step.call.endedBy], ['ended', 'declined', 'pad']);
    assert.deepEqual(told(step), [
      ['phone', 'declined-elsewhere'],
      ['pad', 'declined'],
    ]);
    assert.deepEqual(step.silenced, ['phone']);
  });

  for (const type of ['accept', 'decline', 'hang-up'] as const) {
    it(`survives a ${type} of the device that lost it`, () => {
      const step = says(answeredBy, 'pad', type);
      assert.equal(step.call.state, 'connected');
      assert.deepEqual([step.outcome, told(step)], ['too-late', [['pad', 'answered-elsewhere']]]);
    });
  }

  it('answers an accept after the cancel with the reason of the end', () => {
    const cancelled = end(ringing, 'cancelled', 'caller');
    const step = says(cancelled.call, 'phone', 'accept');
    assert.deepEqual([step.call.state, step.outcome, told(step)], ['ended', 'too-late', [['phone', 'cancelled']]]);
  });

  it('takes a decline after the answer for a hang-up', () => {
    const step = says(answeredBy, 'phone', 'decline');
    assert.deepEqual([step.call.endReason, told(step)], ['hung-up', [['phone', 'hung-up']]]);
  });

  it('ends once', () => {
    const first = end(answeredBy, 'hung-up', 'caller');
    const second = end(first.call, 'unanswered', 'ring-limit');
    assert.deepEqual([second.outcome, second.call, second.tell], ['too-late', first.call, []]);
  });

  it('silences nobody who is talking', () => {
    assert.deepEqual(end(answeredBy, 'hung-up', 'caller').silenced, []);
  });

  it('notes that a device rings', () => {
    const step = says(ringing, 'phone', 'ringing');
    assert.deepEqual([step.outcome, legOf(step.call, 'phone').rang], ['taken', true]);
    assert.equal(says(step.call, 'phone', 'ringing').outcome, 'repeated');
  });

  for (const message of [
    { type: 'mute', call: 'c', muted: true },
    { type: 'hold', call: 'c', held: true },
  ] satisfies FromDevice[]) {
    it(`records ${message.type} of the device that talks, and of no other`, () => {
      const { muted, held } = legOf(hear(answeredBy, 'phone', message).call, 'phone');
      assert.deepEqual({ muted, held }, { muted: message.type === 'mute', held: message.type === 'hold' });
      assert.equal(hear(ringing, 'phone', message).outcome, 'out-of-turn');
      assert.equal(hear(answeredBy, 'pad', message).outcome, 'too-late');
    });
  }

  it('has what the audio of a device does in its own words, from before the answer until after the end', () => {
    const media = (call: CallRecord, sends: boolean, plays: boolean) =>
      hear(call, 'phone', { type: 'media', call: 'c', sends, plays });
    assert.equal(legOf(answeredBy, 'phone').media, null);
    const early = media(ringing, false, true);
    assert.deepEqual([early.outcome, legOf(early.call, 'phone').media], ['taken', { sends: false, plays: true }]);
    const ended = says(media(answeredBy, true, true).call, 'phone', 'hang-up').call;
    assert.deepEqual(legOf(ended, 'phone').media, { sends: true, plays: true });
    const stopped = media(ended, false, false);
    assert.deepEqual([stopped.outcome, stopped.tell], ['taken', []]);
    assert.deepEqual(legOf(stopped.call, 'phone').media, { sends: false, plays: false });
  });

  it('joins the keys of the device that talks, and takes none of another', () => {
    const keys = (call: CallRecord, device: string, digits: string) =>
      hear(call, device, { type: 'dtmf', call: 'c', digits });
    const pressed = keys(keys(answeredBy, 'phone', '4').call, 'phone', '2#');
    assert.equal(legOf(pressed.call, 'phone').digits, '42#');
    assert.equal(keys(ringing, 'phone', '4').outcome, 'out-of-turn');
    assert.equal(keys(answeredBy, 'pad', '4').outcome, 'too-late');
  });

  it('lets a device that came late answer while it rings', () => {
    assert.equal(says(ringing, 'watch', 'accept').call.answeredBy, 'watch');
    assert.deepEqual(told(says(answeredBy, 'watch', 'accept')), [['watch', 'answered-elsewhere']]);
  });
});
