/** Calls that a device dials, over the in-memory socket. */

import { strict as assert } from 'node:assert';
import type { SocketLink } from './memory-socket.ts';
import { type Bench, startBench } from './test-support.ts';

const CALL = 'a1b2c3d4-0000-4000-8000-00000000c0de';
const DIAL = { type: 'dial', call: CALL, to: { name: 'Ada', handle: 'ada' }, video: false };
const INFO = { id: CALL, from: { name: 'Ada', handle: 'ada' }, video: false };

interface Device {
  readonly heard: object[];
  say(message: object): Promise<void>;
  leave(): Promise<void>;
}

describe('a call that a device dials', () => {
  let bench: Bench;
  let phone: Device;
  beforeEach(async () => {
    bench = await startBench();
    phone = await device('phone');
  });
  afterEach(() => bench.close());

  /** A device of Bob's that has been welcomed. */
  async function device(name: string): Promise<Device> {
    const heard: object[] = [];
    const link: SocketLink = bench.server.openSocket(`/signalling?user=bob&device=${name}`, {
      onOpen: () => {},
      onMessage: (text) => heard.push(JSON.parse(text)),
      onClose: () => {},
    });
    await bench.clock.quiet();
    const act = (what: () => void) => async () => {
      what();
      await bench.clock.quiet();
    };
    return {
      heard,
      say: (message) => act(() => link.send(JSON.stringify(message)))(),
      leave: act(() => link.close(1000, '')),
    };
  }

  it('rings at once, is connected by the remote party, and ends with a hang-up', async () => {
    await phone.say(DIAL);
    await bench.server.remoteAnswers(CALL);
    await bench.clock.quiet();
    assert.deepEqual(
      bench.server.sendDtmf(CALL, '1').legs.length,
      1,
      'the remote party can do what it can in any call',
    );
    await phone.say({ type: 'hang-up', call: CALL });
    assert.deepEqual(phone.heard, [
      { type: 'welcome', calls: [] },
      { type: 'ringing', call: CALL },
      { type: 'connected', call: CALL },
      { type: 'dtmf', call: CALL, digits: '1' },
      { type: 'ended', call: CALL, reason: 'hung-up' },
    ]);
    const who = { user: 'bob', device: 'phone' };
    assert.deepEqual(bench.told('call.placed'), [{ call: CALL, ...who, to: 'ada', video: false }]);
    assert.deepEqual(bench.told('call.connected'), [{ call: CALL, device: 'phone' }]);
    assert.deepEqual(bench.told('call.ended'), [{ call: CALL, reason: 'hung-up', by: 'phone' }]);
    assert.deepEqual(bench.told('signal.received')[0], { ...DIAL, ...who, outcome: 'taken' });
  });

  for (const reason of ['declined', 'busy'] as const) {
    it(`ends as ${reason} when the remote party says so`, async () => {
      await phone.say(DIAL);
      const { endReason, endedBy } = await bench.server.remoteRefuses(CALL, reason);
      await bench.clock.quiet();
      assert.deepEqual([endReason, endedBy], [reason, 'callee']);
      assert.deepEqual(phone.heard.at(-1), { type: 'ended', call: CALL, reason });
    });
  }

  it('is unanswered at the ring limit', async () => {
    await phone.say(DIAL);
    await bench.clock.elapse(46_000);
    assert.deepEqual(phone.heard.at(-1), { type: 'ended', call: CALL, reason: 'unanswered' });
  });

  it('is cancelled by a hang-up before the answer, and cannot be answered any more', async () => {
    await phone.say(DIAL);
    await phone.say({ type: 'hang-up', call: CALL });
    assert.deepEqual(phone.heard.at(-1), { type: 'ended', call: CALL, reason: 'cancelled' });
    assert.equal((await bench.server.remoteAnswers(CALL)).state, 'ended');
  });

  it('is no incoming call: an accept of it changes nothing', async () => {
    await phone.say(DIAL);
    await phone.say({ type: 'accept', call: CALL });
    assert.equal(bench.server.call(CALL)?.state, 'ringing');
  });

  it('is dialed once, however often its device says so', async () => {
    await phone.say(DIAL);
    await phone.say(DIAL);
    assert.deepEqual(phone.heard.slice(1), [
      { type: 'ringing', call: CALL },
      { type: 'ringing', call: CALL },
    ]);
    assert.equal(bench.server.calls().length, 1);
  });

  it('concerns no other device of the user', async () => {
    await phone.say(DIAL);
    const pad = await device('pad');
    await pad.say({ type: 'hang-up', call: CALL });
    assert.deepEqual(pad.heard, [
      { type: 'welcome', calls: [] },
      { type: 'unknown-call', call: CALL },
    ]);
    assert.equal(bench.server.call(CALL)?.state, 'ringing');
  });

  it('is in the welcome of its device, which learns who dialed', async () => {
    await phone.say(DIAL);
    await phone.leave();
    const again = await device('phone');
    assert.deepEqual(again.heard, [{ type: 'welcome', calls: [{ ...INFO, state: 'ringing', direction: 'outgoing' }] }]);
  });

  it('fails when its device stays away after the answer', async () => {
    await phone.say(DIAL);
    await bench.server.remoteAnswers(CALL);
    await phone.leave();
    await bench.clock.elapse(61_000);
    assert.deepEqual(bench.told('call.ended'), [{ call: CALL, reason: 'failed', by: 'leg-limit' }]);
  });

  it('is the only kind that the remote party can answer', async () => {
    const { id } = await bench.server.dial({ from: { name: 'Ada', handle: 'ada' }, to: 'bob' });
    await assert.rejects(bench.server.remoteAnswers(id), /was dialed from outside/);
  });

  it('needs an id in lower case', async () => {
    await phone.say({ ...DIAL, call: CALL.toUpperCase() });
    assert.equal(bench.told('signal.malformed').length, 1);
  });
});
