/** The module for React Native, fed with what the events of its two packages bring. */

import { strict as assert } from 'node:assert';
import { WebSocket } from 'ws';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { ReactNativeProbe } from '../../ios/react-native-ringproof-probe/index.ts';
import { type ProbeServer, startProbeServer } from './probe-server.ts';

const CALL = '0a1b2c3d-1111-4222-8333-444455556666';
const BUNDLE_ID = 'com.example.app';

describe('The probe for React Native', () => {
  const clock = new TestbedClock();
  const { WebSocket: own } = globalThis;
  let journal: Journal;
  let server: ProbeServer;
  let probe: ReactNativeProbe;
  before(() => {
    // As React Native has it, and Node from 22 on.
    Object.assign(globalThis, { WebSocket });
  });
  beforeEach(async () => {
    journal = new Journal(clock);
    const phone = { journal, udid: 'far', name: 'Far phone', bundleId: BUNDLE_ID };
    server = await startProbeServer({ host: '127.0.0.1', port: 0, secret: 'in-the-test-0001' }, phone);
    probe = new ReactNativeProbe({ address: server.address, bundleId: BUNDLE_ID });
  });
  afterEach(async () => {
    probe.stop();
    await server.close();
  });
  after(() => {
    Object.assign(globalThis, { WebSocket: own });
    clock.close();
  });

  it('tells what the events bring, also what came before the lab was there', async () => {
    probe.register('AABB');
    probe.start();
    probe.notification({ call: 1 });
    probe.didDisplayIncomingCall({ callUUID: CALL, localizedCallerName: 'Alice', hasVideo: '1', supportsDTMF: '0' });
    probe.didDisplayIncomingCall({ callUUID: CALL, error: 'no', errorCode: 'CallUUIDAlreadyExists', handle: 'alice' });
    probe.answerCall({ callUUID: CALL });
    probe.didActivateAudioSession();
    await journal.waitFor({ kind: 'audio.activated' }, 5_000);
    const of = (kind: string) => journal.events({ kind }).map(({ data }) => data);
    const call = CALL.toUpperCase();
    assert.deepEqual(of('token.issued'), [{ topic: 'com.example.app.voip', token: 'aabb' }]);
    assert.equal(of('push.delivered').length, 1);
    const offers = { holding: true, grouping: true, dtmf: false, video: true };
    assert.deepEqual(of('call.reported'), [
      { call, caller: 'Alice', bundleId: BUNDLE_ID, error: null, offers },
      { call, caller: 'alice', bundleId: BUNDLE_ID, error: 2, offers: { ...offers, dtmf: true, video: false } },
    ]);
    assert.deepEqual(
      of('action.performed').map(({ type, call: about, source }) => ({ type, about, source })),
      [{ type: 'answer', about: call, source: undefined }],
    );
  });

  it('leaves open what it cannot know, and takes no push without a way into the app', async () => {
    probe.start();
    await journal.waitFor({ kind: 'probe.connected' }, 5_000);
    assert.throws(() => server.desk.mustObserve({ kind: 'call.ended' }), /never tells of report-ended, outcome, call/);
    await assert.rejects(server.desk.inject({}), /a release build takes no injected push/);
  });
});
