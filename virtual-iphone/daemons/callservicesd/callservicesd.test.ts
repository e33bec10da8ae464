import { strict as assert } from 'node:assert';
import type { CallActionData, FromApp } from '../../messages.ts';
import { composeScreen } from '../../ui/index.ts';
import {
  BUNDLE_ID,
  CALL,
  CONFIGURATION,
  hesitant,
  OTHER_CALL,
  registerAll,
  ScriptedPhone,
  type ScriptedPhoneOptions,
} from '../scripted-phone.ts';

const START = { id: 'A1', type: 'start', call: CALL, handle: { type: 2, value: '+15550111' }, video: false } as const;

describe('calls on the virtual phone', () => {
  let bed: ScriptedPhone;
  const ring = async (options: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', ...options });
    await bed.startedOnce();
    await bed.voipPush();
  };
  const states = () => bed.values('call.state', 'state');
  const pending = () => bed.app.of('callkit.perform').at(-1)?.actions ?? [];
  const request = (actions: readonly CallActionData[]) => {
    bed.app.send({ kind: 'callkit.request', request: 9, transaction: 'T1', actions });
    return bed.clock.quiet();
  };
  afterEach(() => bed.close());

  describe('answering and ending', () => {
    it('connects when the app fulfils the answer, then activates audio', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      assert.deepEqual(states(), ['ringing', 'connecting', 'connected']);
      const order = bed.journal.events().map((event) => event.kind);
      assert.ok(order.indexOf('audio.activated') > order.indexOf('action.fulfilled'));
      assert.deepEqual(bed.last('transaction.requested')?.['actions'], ['answer']);
    });

    it('shows a failed call when the app fails the answer', async () => {
      await ring({ script: { onMessage: hesitant } });
      await bed.touch(`answer ${CALL}`);
      bed.app.complete(pending()[0]?.id ?? '', 'failed');
      assert.equal(states().at(-1), 'failed');
      assert.deepEqual(bed.last('call.ended'), { call: CALL, by: 'app', reason: 'failed' });
    });

    it('fails an answer that stays open for 60 s, and says so to the app', async () => {
      await ring({ script: { onMessage: hesitant } });
      await bed.touch(`answer ${CALL}`);
      await bed.clock.elapse(60_100);
      assert.equal(bed.app.of('callkit.timed-out').length, 1);
      assert.equal(bed.last('action.failed')?.['why'], 'timeout');
      assert.equal(bed.last('call.ended')?.['by'], 'system');
    });

    it('gives each action the time of its kind', async () => {
      await ring({ script: { onMessage: hesitant } });
      const timeouts = () => bed.app.of('callkit.timed-out').map(({ action }) => action.type);
      await bed.touch(`mute ${CALL}`);
      await bed.touch(`answer ${CALL}`);
      await request([{ ...START, call: OTHER_CALL }]);
      await bed.clock.elapse(4_000);
      assert.deepEqual(timeouts(), []);
      await bed.clock.elapse(1_100);
      assert.deepEqual(timeouts(), ['set-muted']);
      await bed.clock.elapse(55_000);
      assert.deepEqual(timeouts(), ['set-muted', 'answer']);
      await bed.clock.elapse(539_000);
      assert.equal(bed.phone.calls().length, 1);
      await bed.clock.elapse(1_000);
      assert.deepEqual([timeouts().at(-1), bed.phone.calls()], ['start', []]);
    });

    it('ends for the user who declines', async () => {
      await ring();
      await bed.touch(`end ${CALL}`);
      assert.deepEqual(bed.last('call.ended'), { call: CALL, by: 'user', reason: null });
      assert.deepEqual(bed.phone.calls(), []);
    });

    it('ends anyway when the app does not fulfil the end', async () => {
      await ring({ script: { onMessage: hesitant } });
      await bed.touch(`end ${CALL}`);
      await bed.clock.elapse(5_100);
      assert.equal(states().at(-1), 'failed');
    });

    it('ignores a second completion', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      bed.app.complete(pending()[0]?.id ?? '', 'failed');
      assert.equal(states().at(-1), 'connected');
    });

    it('fails an outstanding action when the call ends meanwhile', async () => {
      await ring({ script: { onMessage: hesitant } });
      await bed.clock.elapse(3_000);
      await bed.touch(`answer ${CALL}`);
      bed.app.send({ kind: 'callkit.report-ended', call: CALL, at: null, reason: 2 });
      assert.equal(bed.last('action.failed')?.['why'], 'call-ended');
      assert.equal(bed.events('call.ended').length, 1);
    });

    it('deactivates audio when the last audible call ends', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      await bed.touch(`end ${CALL}`);
      assert.deepEqual(bed.last('audio.deactivated'), { bundleId: BUNDLE_ID });
    });
  });

  describe('reports', () => {
    it('lets a call that is ended at once ring for two seconds', async () => {
      await ring();
      bed.app.send({ kind: 'callkit.report-ended', call: CALL, at: null, reason: 2 });
      await bed.clock.elapse(1_900);
      assert.equal(bed.events('call.ended').length, 0);
      await bed.clock.elapse(200);
      assert.deepEqual(bed.last('call.ended'), { call: CALL, by: 'app', reason: 'remoteEnded' });
      assert.equal(bed.app.of('callkit.perform').length, 0);
    });

    it('refuses a UUID that is in use', async () => {
      await ring();
      bed.app.reportIncoming(CALL);
      assert.equal(bed.last('call.reported')?.['error'], 2);
    });

    it('filters calls during Do Not Disturb, which still counts as a report', async () => {
      bed = new ScriptedPhone({ ios: '18.6' });
      await bed.startedOnce();
      bed.phone.setDoNotDisturb(true);
      await bed.voipPush();
      await bed.clock.elapse(8_000);
      assert.deepEqual([bed.last('call.reported')?.['error'], bed.app.alive], [3, true]);
      assert.equal(bed.events('call.shown').length, 0);
    });

    it('filters callers on the block list', async () => {
      bed = new ScriptedPhone({ ios: '18.6' });
      await bed.startedOnce();
      bed.phone.setBlockedHandles(['+15550100']);
      await bed.voipPush();
      assert.equal(bed.last('call.reported')?.['error'], 4);
    });

    it('merges updates', async () => {
      await ring();
      bed.app.send({ kind: 'callkit.report-updated', call: CALL, update: { hasVideo: true } });
      const [call] = bed.phone.calls();
      assert.deepEqual([call?.caller, call?.video], ['Alice', true]);
    });

    it('takes a handle without a value for none', async () => {
      await ring();
      bed.app.send({ kind: 'callkit.report-updated', call: CALL, update: { remoteHandle: { type: 2, value: '' } } });
      await bed.touch(`end ${CALL}`);
      assert.equal(bed.phone.line.recents()[0]?.handle?.value, '+15550100');
    });

    it('ignores reports of calls that it does not know, and a second end', async () => {
      await ring();
      await bed.clock.elapse(3_000);
      bed.app.send({ kind: 'callkit.report-updated', call: OTHER_CALL, update: { hasVideo: true } });
      bed.app.send({ kind: 'callkit.report-ended', call: OTHER_CALL, at: null, reason: 2 });
      assert.deepEqual([bed.phone.calls().length, bed.events('call.ended').length], [1, 0]);
      for (const reason of [3, 2]) bed.app.send({ kind: 'callkit.report-ended', call: CALL, at: null, reason });
      assert.deepEqual(bed.values('call.ended', 'reason'), ['unanswered']);
    });

    it('takes a reason that Apple does not define for unknown', async () => {
      await ring();
      await bed.clock.elapse(3_000);
      bed.app.send({ kind: 'callkit.report-ended', call: CALL, at: null, reason: 9 });
      assert.equal(bed.last('call.ended')?.['reason'], 'unknown');
    });

    it('refuses reports and requests of an app without the voip background mode, and such a report is none', async () => {
      bed = new ScriptedPhone({ ios: '18.6', manifest: { UIBackgroundModes: ['audio'] } });
      await bed.phone.launch(BUNDLE_ID);
      bed.app.reportIncoming(CALL);
      await request([{ ...START, call: OTHER_CALL }]);
      assert.deepEqual([bed.last('call.reported')?.['error'], bed.last('transaction.requested')?.['error']], [1, 1]);
    });

    it('shows only the status bar for a UUID that was used before, from iOS 17', async () => {
      await ring();
      await bed.touch(`end ${CALL}`);
      await bed.voipPush();
      assert.equal(bed.last('call.shown')?.['presentation'], 'status-bar');
    });

    it('ends a call after 60 s of ringing from iOS 16', async () => {
      await ring();
      await bed.clock.elapse(61_000);
      assert.deepEqual(bed.last('call.ended'), { call: CALL, by: 'system', reason: null });
    });

    it('rings on without limit to iOS 15', async () => {
      await ring({ ios: '15.8' });
      await bed.clock.elapse(90_000);
      assert.equal(bed.phone.calls()[0]?.state, 'ringing');
    });
  });

  describe('requests of the app', () => {
    it('performs an end that the app asked for', async () => {
      await ring();
      await request([{ id: 'A1', type: 'end', call: CALL }]);
      assert.deepEqual(bed.app.of('callkit.requested').at(-1)?.error, null);
      assert.deepEqual(bed.last('call.ended'), { call: CALL, by: 'app', reason: null });
    });

    it('performs nothing when one action of a transaction is refused', async () => {
      await ring();
      await request([
        { id: 'A1', type: 'end', call: CALL },
        { id: 'A2', type: 'end', call: OTHER_CALL },
      ]);
      assert.equal(bed.app.of('callkit.requested').at(-1)?.error?.code, 4);
      assert.equal(bed.phone.calls().length, 1);
    });

    it('refuses an empty transaction', async () => {
      await ring();
      await request([]);
      assert.equal(bed.last('transaction.requested')?.['error'], 3);
    });

    it('refuses requests of an app without a provider', async () => {
      const onStart = (app: { send: (message: FromApp) => void }) => app.send({ kind: 'app.launched' });
      bed = new ScriptedPhone({ ios: '18.6', script: { onStart } });
      await bed.phone.launch(BUNDLE_ID);
      await request([START]);
      assert.equal(bed.last('transaction.requested')?.['error'], 2);
    });

    it('refuses to group with a call that is not there', async () => {
      await ring();
      await request([{ id: 'A1', type: 'set-group', call: CALL, other: OTHER_CALL }]);
      assert.equal(bed.last('transaction.requested')?.['error'], 4);
    });

    it('counts each phase of an outgoing call once, and no phase of an incoming one', async () => {
      await ring();
      bed.app.send({ kind: 'callkit.report-outgoing', call: CALL, phase: 'connected', at: null });
      assert.equal(bed.phone.calls()[0]?.state, 'ringing');
      await request([{ ...START, call: OTHER_CALL }]);
      for (const at of [1_000, 2_000])
        bed.app.send({ kind: 'callkit.report-outgoing', call: OTHER_CALL, phase: 'connected', at });
      assert.equal(bed.phone.calls().at(-1)?.connectedAt, 1_000);
    });

    it('refuses an empty transaction as the phone is set', async () => {
      await ring({ settings: { emptyTransactionError: 'unentitled' } });
      await request([]);
      assert.equal(bed.last('transaction.requested')?.['error'], 1);
    });

    it('refuses a start in the background when the phone protects the microphone', async () => {
      await ring({ settings: { protectMicrophone: true } });
      await request([{ ...START, call: OTHER_CALL }]);
      assert.equal(bed.last('transaction.requested')?.['error'], 6);
      await bed.phone.launch(BUNDLE_ID);
      await request([{ ...START, call: OTHER_CALL }]);
      assert.equal(bed.last('transaction.requested')?.['error'], null);
    });

    it('ends an outgoing call whose start fails', async () => {
      await ring();
      bed.script.onMessage = hesitant;
      await request([{ ...START, call: OTHER_CALL }]);
      bed.app.complete(START.id, 'failed');
      assert.deepEqual(bed.last('call.ended'), { call: OTHER_CALL, by: 'app', reason: 'failed' });
    });

    it('lets a provider be invalidated without effect, unless the phone is set otherwise', async () => {
      for (const invalidateEndsCalls of [false, true]) {
        await ring({ settings: { invalidateEndsCalls } });
        bed.app.send({ kind: 'callkit.invalidate-provider' });
        assert.equal(bed.phone.calls().length, invalidateEndsCalls ? 0 : 1);
        await request([{ ...START, call: OTHER_CALL }]);
        assert.equal(bed.last('transaction.requested')?.['error'], invalidateEndsCalls ? 2 : null);
        if (!invalidateEndsCalls) bed.close();
      }
    });

    it('refuses a start beyond the provider’s call groups, and with a UUID in use', async () => {
      await ring();
      const handle = { type: 2, value: '+15550111' } as const;
      await request([{ id: 'A1', type: 'start', call: CALL, handle, video: false }]);
      assert.equal(bed.last('transaction.requested')?.['error'], 5);
      await bed.voipPush(OTHER_CALL);
      await request([{ id: 'A2', type: 'start', call: 'THIRD', handle, video: false }]);
      assert.equal(bed.last('transaction.requested')?.['error'], 7);
    });

    it('activates audio for an outgoing call when its start is fulfilled, before it is connected', async () => {
      await ring();
      await bed.touch(`end ${CALL}`);
      bed.script.onMessage = hesitant;
      await request([{ ...START, call: OTHER_CALL }]);
      assert.equal(bed.events('audio.activated').length, 0);
      bed.app.complete(START.id);
      assert.equal(bed.events('audio.activated').length, 1);
      assert.equal(bed.phone.calls()[0]?.state, 'connecting');
    });

    it('connects an outgoing call when the app reports it', async () => {
      await ring();
      await bed.touch(`end ${CALL}`);
      const handle = { type: 2, value: '+15550111' } as const;
      await request([{ id: 'A1', type: 'start', call: OTHER_CALL, handle, video: false }]);
      assert.equal(bed.phone.calls()[0]?.state, 'connecting');
      assert.equal(bed.events('audio.activated').length, 1);
      bed.app.send({ kind: 'callkit.report-outgoing', call: OTHER_CALL, phase: 'connected', at: null });
      assert.equal(bed.phone.calls()[0]?.state, 'connected');
    });
  });

  describe('during a call', () => {
    it('mutes, holds and takes back', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      await bed.touch(`mute ${CALL}`);
      assert.equal(bed.phone.calls()[0]?.muted, true);
      await bed.touch(`hold ${CALL}`);
      assert.deepEqual([bed.phone.calls()[0]?.state, bed.events('audio.deactivated').length], ['held', 1]);
      await bed.touch(`hold ${CALL}`);
      assert.deepEqual([bed.phone.calls()[0]?.state, bed.events('audio.activated').length], ['connected', 2]);
    });

    it('has a call translated from iOS 26 by an app that supports it, and goes back when the app fails to', async () => {
      const onStart: NonNullable<ScriptedPhoneOptions['script']>['onStart'] = (app) => {
        registerAll(app);
        const configuration = { ...CONFIGURATION, supportsAudioTranslation: true };
        app.send({ kind: 'callkit.register-provider', configuration });
      };
      for (const [ios, script, actions] of [
        ['18.6', { onStart }, 0],
        ['26.4', {}, 0],
        ['26.4', { onStart }, 1],
      ] as const) {
        await ring({ ios, script: { ...script } });
        await bed.touch(`answer ${CALL}`);
        await bed.phone.line.translate(CALL, true);
        assert.equal(bed.events('action.fulfilled', { type: 'set-translating' }).length, actions);
        if (actions === 0) bed.close();
      }
      bed.script.onMessage = hesitant;
      await bed.phone.line.translate(CALL, false);
      await bed.clock.elapse(5_100);
      await bed.phone.line.translate(CALL, true);
      assert.equal(bed.events('action.performed', { type: 'set-translating' }).length, 2);
      assert.equal(bed.phone.calls()[0]?.state, 'connected');
    });

    it('plays the keypad’s tones as an action of the app', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      await bed.phone.line.playTones(CALL, '12#');
      assert.deepEqual(bed.last('action.fulfilled')?.['type'], 'play-dtmf');
    });

    it('leaves the call as it was when hold is not performed', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      bed.script.onMessage = hesitant;
      await bed.touch(`hold ${CALL}`);
      await bed.clock.elapse(5_100);
      assert.equal(bed.phone.calls()[0]?.state, 'connected');
    });

    it('goes back to the old mute state when mute is not performed', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      bed.script.onMessage = hesitant;
      await bed.touch(`mute ${CALL}`);
      await bed.clock.elapse(5_100);
      assert.deepEqual([bed.phone.calls()[0]?.state, bed.phone.calls()[0]?.muted], ['connected', false]);
    });

    it('holds the active call and answers the waiting one in one transaction', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      await bed.voipPush(OTHER_CALL);
      await bed.touch(`answer ${OTHER_CALL}`);
      assert.deepEqual(bed.last('transaction.requested')?.['actions'], ['set-held', 'answer']);
      assert.deepEqual(
        bed.phone.calls().map(({ state }) => state),
        ['held', 'connected'],
      );
    });

    it('tells the app of the speaker by a route change, without an action', async () => {
      bed = new ScriptedPhone({ ios: '18.6', compose: composeScreen, settings: { incomingCallStyle: 'full-screen' } });
      await bed.startedOnce();
      await bed.voipPush();
      await bed.phone.line.answer();
      const actions = bed.events('action.performed').length;
      await bed.touch(`call.${CALL}.speaker`);
      assert.deepEqual(bed.app.of('audio.route-changed'), [{ kind: 'audio.route-changed', speaker: true }]);
      assert.equal(bed.events('action.performed').length, actions);
    });

    it('refuses audio that the app activates itself before the system does', async () => {
      await ring();
      bed.app.send({ kind: 'audio.set-active', request: 4, active: true });
      await bed.clock.quiet();
      assert.equal(bed.app.of('audio.active-set')[0]?.error?.code, 561_017_449);
    });

    it('mirrors calls to the app, ended ones once', async () => {
      await ring();
      await bed.touch(`end ${CALL}`);
      const mirrors = bed.app.of('callkit.calls').map(({ calls }) => calls.map((call) => call.hasEnded));
      assert.deepEqual([mirrors[0], mirrors.at(-1)], [[false], [true]]);
    });

    it('loses its calls when the app dies', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      bed.phone.terminateBySystem(BUNDLE_ID);
      assert.deepEqual(bed.last('call.ended'), { call: CALL, by: 'system', reason: null });
      assert.equal(bed.events('audio.deactivated').length, 1);
    });

    it('resets the provider when call services restart', async () => {
      await ring();
      await bed.phone.restartCallServices();
      assert.ok(bed.app.kinds().includes('callkit.provider-reset'));
      assert.deepEqual(bed.phone.calls(), []);
    });

    it('takes the audio session without a word when call services restart', async () => {
      await ring();
      await bed.touch(`answer ${CALL}`);
      await bed.phone.restartCallServices();
      assert.equal(bed.events('audio.deactivated').length, 1);
      assert.ok(!bed.app.kinds().includes('audio.deactivated'), 'the reset of the provider is all that the app hears');
    });
  });
});
