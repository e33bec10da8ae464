/** Recents, what is entered there, and how a touch on an entry reaches the app. */

import { strict as assert } from 'node:assert';
import type { ProviderConfigurationData } from '../../messages.ts';
import {
  BUNDLE_ID,
  CALL,
  CONFIGURATION,
  OTHER_CALL,
  registerAll,
  ScriptedPhone,
  type ScriptedPhoneOptions,
} from '../scripted-phone.ts';

describe('Recents', () => {
  let bed: ScriptedPhone;
  const boot = async (
    configuration: Partial<ProviderConfigurationData> = {},
    options: Partial<ScriptedPhoneOptions> = {},
  ) => {
    const onStart: NonNullable<ScriptedPhoneOptions['script']>['onStart'] = (app) => {
      registerAll(app);
      app.send({ kind: 'callkit.register-provider', configuration: { ...CONFIGURATION, ...configuration } });
    };
    bed = new ScriptedPhone({ ios: '18.6', script: { onStart }, ...options });
    await bed.startedOnce();
  };
  const entries = () => bed.phone.line.recents();
  const intents = () => bed.app.of('app.user-activity').map(({ intent }) => intent);
  const declined = async () => {
    await bed.voipPush();
    await bed.touch(`end ${CALL}`);
  };
  afterEach(() => bed.close());

  it('has a call with the app’s name, its caller and how long it was', async () => {
    await boot();
    await bed.voipPush();
    await bed.touch(`answer ${CALL}`);
    await bed.clock.elapse(65_000);
    await bed.touch(`end ${CALL}`);
    const [entry] = entries();
    assert.deepEqual(
      [entry?.appName, entry?.caller, entry?.missed, entry?.outgoing],
      ['Caller', 'Alice', false, false],
    );
    assert.equal(Math.floor((entry?.durationMs ?? 0) / 1_000), 65);
  });

  for (const [reason, name, missed] of [
    [2, 'the caller hangs up before the answer', true],
    [3, 'nobody answers', true],
    [4, 'it is answered elsewhere', false],
    [5, 'it is declined elsewhere', false],
  ] as const) {
    it(`${missed ? 'counts a call as missed' : 'counts no call as missed'} when ${name}`, async () => {
      await boot();
      await bed.voipPush();
      await bed.clock.elapse(3_000);
      bed.app.send({ kind: 'callkit.report-ended', call: CALL, at: null, reason });
      assert.deepEqual(bed.last('recents.added'), { call: CALL, bundleId: BUNDLE_ID, missed, outgoing: false });
    });
  }

  it('counts no declined call as missed, but one that rang out', async () => {
    await boot();
    await declined();
    await bed.voipPush(OTHER_CALL);
    await bed.clock.elapse(61_000);
    assert.deepEqual(
      entries().map(({ missed }) => missed),
      [true, false],
    );
  });

  it('has an outgoing call that never connected without a duration', async () => {
    await boot();
    await declined();
    const handle = { type: 2, value: '+15550111' } as const;
    const start = [{ id: 'A1', type: 'start', call: OTHER_CALL, handle, video: false }] as const;
    bed.app.send({ kind: 'callkit.request', request: 1, transaction: 'T1', actions: start });
    await bed.clock.quiet();
    await bed.touch(`end ${OTHER_CALL}`);
    const [entry] = entries();
    assert.deepEqual([entry?.outgoing, entry?.missed, entry?.durationMs], [true, false, undefined]);
  });

  it('goes by the dates that the app gives', async () => {
    await boot();
    await bed.voipPush();
    await bed.touch(`answer ${CALL}`);
    const connectedAt = bed.phone.calls()[0]?.connectedAt ?? 0;
    await bed.clock.elapse(10_000);
    bed.app.send({ kind: 'callkit.report-ended', call: CALL, at: connectedAt + 4_000, reason: 2 });
    assert.equal(entries()[0]?.durationMs, 4_000);
  });

  it('leaves out the calls of a provider that keeps them out, from iOS 11', async () => {
    await boot({ includesCallsInRecents: false });
    await declined();
    assert.equal(entries().length, 0);
    bed.close();
    await boot({ includesCallsInRecents: false }, { ios: '10.3' });
    await declined();
    assert.equal(entries().length, 1);
  });

  it('leaves out a call whose app died in it, unless the phone is set otherwise', async () => {
    for (const lostCallsInRecents of [false, true]) {
      await boot({}, { settings: { lostCallsInRecents } });
      await bed.voipPush();
      await bed.touch(`answer ${CALL}`);
      bed.phone.terminateBySystem(BUNDLE_ID);
      assert.equal(entries().length, lostCallsInRecents ? 1 : 0);
      if (!lostCallsInRecents) bed.close();
    }
  });

  it('leaves out a conversation of LiveCommunicationKit, which fills no locked screen, unless the phone is set so', async () => {
    for (const [conversationsShownAsCalls, presentation, count] of [
      [false, 'banner', 0],
      [true, 'locked', 1],
    ] as const) {
      await boot({ conversations: true }, { settings: { conversationsShownAsCalls } });
      await bed.phone.lock();
      await bed.voipPush();
      assert.equal(bed.last('call.shown')?.['presentation'], presentation);
      await bed.touch(`end ${CALL}`);
      assert.equal(entries().length, count);
      if (!conversationsShownAsCalls) bed.close();
    }
  });

  it('leaves out a filtered call, unless the phone is set otherwise', async () => {
    for (const filteredCallsInRecents of [false, true]) {
      await boot({}, { settings: { filteredCallsInRecents } });
      bed.phone.line.setFilters({ doNotDisturb: true });
      await bed.voipPush();
      assert.equal(entries().length, filteredCallsInRecents ? 1 : 0);
      if (!filteredCallsInRecents) bed.close();
    }
  });

  for (const [ios, video, type] of [
    ['12.5', false, 'INStartAudioCallIntent'],
    ['12.5', true, 'INStartVideoCallIntent'],
    ['18.6', false, 'INStartCallIntent'],
    ['18.6', true, 'INStartCallIntent'],
  ] as const) {
    it(`opens the app with ${type} for a ${video ? 'video' : 'voice'} call on iOS ${ios}, and starts no call`, async () => {
      await boot({}, { ios });
      await bed.voipPush();
      bed.app.send({ kind: 'callkit.report-updated', call: CALL, update: { hasVideo: video } });
      await bed.touch(`end ${CALL}`);
      bed.phone.terminateBySystem(BUNDLE_ID);
      assert.equal(await bed.phone.line.callBack(CALL), true);
      assert.deepEqual(intents(), [{ type, handle: { type: 2, value: '+15550100' }, video }]);
      assert.deepEqual([bed.phone.appState(BUNDLE_ID), bed.phone.calls()], [4, []]);
    });
  }

  it('dials the number of a cellular call', async () => {
    await boot();
    const cellular = await bed.phone.line.receive('cellular', { number: '+15550199' });
    await bed.phone.line.remoteHangUp(cellular);
    assert.equal(await bed.phone.line.callBack(cellular), true);
    assert.deepEqual(
      bed.phone.calls().map(({ caller, outgoing, state }) => [caller, outgoing, state]),
      [['+15550199', true, 'connected']],
    );
  });

  it('does not reach an app whose provider does not support the type of handle', async () => {
    await boot({ supportedHandleTypes: [] });
    await declined();
    assert.equal(await bed.phone.line.callBack(CALL), false);
    assert.equal(intents().length, 0);
  });

  it('is not the only way: Siri and contact cards raise the same intent', async () => {
    await boot();
    const handle = { type: 2, value: '+15550123' } as const;
    assert.equal(await bed.phone.line.startCall(BUNDLE_ID, handle), true);
    assert.deepEqual(intents(), [{ type: 'INStartCallIntent', handle, video: false }]);
  });

  it('is not the only way: the app’s button of the call screen raises it, without a CallKit action', async () => {
    await boot();
    await bed.voipPush();
    await bed.touch(`answer ${CALL}`);
    const actions = bed.events('action.performed').length;
    await bed.touch(`app ${CALL}`);
    assert.equal(intents()[0]?.type, 'INStartCallIntent');
    assert.equal(bed.events('action.performed').length, actions);
  });
});
