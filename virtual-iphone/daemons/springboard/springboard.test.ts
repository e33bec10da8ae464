import { strict as assert } from 'node:assert';
import { BUNDLE_ID, CALL, hesitant, type Script, ScriptedPhone, type ScriptedPhoneOptions } from '../scripted-phone.ts';

describe('SpringBoard', () => {
  let bed: ScriptedPhone;
  const start = async (options: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', ...options });
    await bed.startedOnce();
  };
  const presentations = () => bed.values('call.shown', 'presentation');
  const appStates = () => bed.values('app.state', 'state');
  afterEach(() => bed.close());

  describe('app life', () => {
    it('makes a launched app active once it has finished launching', async () => {
      await start();
      await bed.phone.launch(BUNDLE_ID);
      assert.deepEqual(bed.app.of('app.state'), [{ kind: 'app.state', state: 'active' }]);
      assert.equal(bed.phone.appState(BUNDLE_ID), 4);
    });

    it('suspends an app 5 s after it went to the background', async () => {
      await start();
      await bed.phone.launch(BUNDLE_ID);
      await bed.phone.pressHome();
      assert.equal(bed.phone.appState(BUNDLE_ID), 3);
      await bed.clock.elapse(5_100);
      assert.equal(bed.phone.appState(BUNDLE_ID), 2);
    });

    it('lets a background task run for 30 s from iOS 13, 3 minutes before', async () => {
      for (const [ios, seconds] of [
        ['18.6', 30],
        ['12.5', 180],
      ] as const) {
        const task = { kind: 'app.background-task', id: 1 } as const;
        const onMessage: Script['onMessage'] = (app, { kind }) => {
          if (kind === 'app.background-time-over') app.send({ ...task, running: false });
        };
        await start({ ios, script: { onMessage } });
        await bed.phone.launch(BUNDLE_ID);
        bed.app.send({ ...task, running: true });
        await bed.phone.pressHome();
        await bed.clock.elapse((seconds - 1) * 1_000);
        assert.equal(bed.phone.appState(BUNDLE_ID), 3);
        await bed.clock.elapse(1_100);
        assert.equal(bed.phone.appState(BUNDLE_ID), 2);
        bed.close();
      }
    });

    it('keeps an app with a call awake', async () => {
      await start();
      await bed.voipPush();
      await bed.touch(`answer ${CALL}`);
      await bed.clock.elapse(120_000);
      assert.ok(!appStates().includes('suspended'));
    });

    it('delivers what waited once a suspended app is resumed', async () => {
      await start();
      await bed.phone.launch(BUNDLE_ID);
      await bed.phone.pressHome();
      await bed.clock.elapse(6_000);
      await bed.voipPush();
      assert.equal(bed.app.of('pushkit.push').length, 1);
      assert.equal(bed.processes.length, 2);
    });

    it('goes home when the app in front crashes, and names the exception to whoever launched it', async () => {
      await start();
      bed.script = { onStart: (app) => app.kill({ kind: 'exception', name: 'NSRangeException', reason: 'index 3' }) };
      await assert.rejects(bed.phone.launch(BUNDLE_ID), /NSRangeException: index 3/);
      assert.equal(bed.phone.appState(BUNDLE_ID), 1);
      assert.deepEqual(bed.last('app.exited')?.['reason'], 'index 3');
    });

    it('tells an app that is force-quit, then ends it', async () => {
      await start();
      await bed.phone.launch(BUNDLE_ID);
      bed.phone.forceQuit(BUNDLE_ID);
      await bed.clock.quiet();
      assert.equal(bed.app.kinds().at(-1), 'app.will-terminate');
      assert.equal(bed.app.alive, false);
    });

    it('gives every process a higher pid', async () => {
      await start();
      await bed.phone.launch(BUNDLE_ID);
      const [first, second] = bed.processes;
      assert.ok((second?.pid ?? 0) > (first?.pid ?? 0));
    });
  });

  describe('call screens', () => {
    it('shows a banner over the app in front from iOS 14, and leaves the app active', async () => {
      await start();
      await bed.phone.launch(BUNDLE_ID);
      await bed.voipPush();
      assert.deepEqual([presentations(), appStates()], [['banner'], ['active', 'active']]);
    });

    it('covers the app in front to iOS 13', async () => {
      await start({ ios: '13.7' });
      await bed.phone.launch(BUNDLE_ID);
      await bed.voipPush();
      assert.deepEqual([presentations(), appStates().at(-1)], [['full-screen'], 'inactive']);
    });

    it('shows the full screen from iOS 14 when the user has set it so', async () => {
      await start({ settings: { incomingCallStyle: 'full-screen' } });
      await bed.voipPush();
      assert.deepEqual(presentations(), ['full-screen']);
    });

    it('shrinks an answered banner into the status bar after a moment', async () => {
      await start();
      await bed.voipPush();
      await bed.touch(`answer ${CALL}`);
      assert.deepEqual(presentations(), ['banner']);
      await bed.clock.elapse(3_100);
      assert.deepEqual(presentations(), ['banner', 'status-bar']);
      assert.deepEqual(bed.events('app.launched', { state: 'foreground' }).length, 1);
    });

    it('keeps an expanded call on the full screen', async () => {
      await start();
      await bed.voipPush();
      await bed.touch(`answer ${CALL}`);
      await bed.touch(`expand ${CALL}`);
      await bed.clock.elapse(10_000);
      assert.deepEqual(presentations(), ['banner', 'full-screen']);
    });

    it('brings the app to the front when its call is answered on the full screen', async () => {
      await start({ ios: '13.7' });
      await bed.voipPush();
      await bed.touch(`answer ${CALL}`);
      assert.deepEqual([appStates().at(-1), presentations()], ['inactive', ['full-screen']]);
      await bed.touch(`end ${CALL}`);
      await bed.clock.elapse(2_000);
      assert.equal(appStates().at(-1), 'active');
    });

    it('does not let the user leave a full screen that rings', async () => {
      await start({ ios: '13.7' });
      await bed.voipPush();
      await bed.phone.pressHome();
      assert.deepEqual(presentations(), ['full-screen']);
    });

    it('leaves an ended call on the screen for a moment', async () => {
      await start();
      await bed.voipPush();
      await bed.touch(`end ${CALL}`);
      const revision = bed.phone.screenRevision;
      await bed.clock.elapse(1_600);
      assert.ok(bed.phone.screenRevision > revision);
      await assert.rejects(bed.touch(`end ${CALL}`), /Nothing on the screen/);
    });
  });

  describe('a locked phone', () => {
    it('lights up for a call, is answered with the slider and stays locked', async () => {
      await start();
      await bed.phone.lock();
      await bed.voipPush();
      assert.deepEqual(presentations(), ['locked']);
      await bed.touch(`answer ${CALL}`);
      assert.deepEqual(presentations(), ['locked', 'full-screen']);
      assert.deepEqual([bed.phone.isLocked, bed.phone.calls()[0]?.state], [true, 'connected']);
    });

    it('keeps the app in front, in the background, until it is unlocked', async () => {
      await start();
      await bed.phone.launch(BUNDLE_ID);
      await bed.phone.lock();
      assert.equal(appStates().at(-1), 'background');
      await bed.phone.unlock();
      assert.equal(appStates().at(-1), 'active');
    });

    it('refuses to launch an app', async () => {
      await start();
      await bed.phone.lock();
      await assert.rejects(bed.phone.launch(BUNDLE_ID), /while the phone is locked/);
    });

    it('wakes with the first press of the home button and unlocks with the second', async () => {
      await start();
      await bed.phone.lock();
      await bed.phone.pressHome();
      assert.equal(bed.phone.isLocked, true);
      await bed.phone.pressHome();
      assert.equal(bed.phone.isLocked, false);
    });
  });

  describe('the side button', () => {
    it('silences a ringing call when pressed once', async () => {
      await start({ script: { onMessage: hesitant } });
      await bed.voipPush();
      await bed.phone.pressSideButton();
      await bed.clock.elapse(600);
      await bed.phone.pressSideButton();
      assert.equal(bed.events('call.silenced').length, 2);
      assert.equal(bed.app.of('callkit.perform').length, 0);
    });

    it('declines a ringing call when pressed twice within half a second', async () => {
      await start();
      await bed.phone.lock();
      await bed.voipPush();
      await bed.phone.pressSideButton();
      await bed.clock.elapse(300);
      await bed.phone.pressSideButton();
      assert.deepEqual(bed.last('call.ended'), { call: CALL, by: 'user', reason: null });
    });

    it('locks a phone that does not ring', async () => {
      await start();
      await bed.phone.pressSideButton();
      assert.equal(bed.phone.isLocked, true);
    });
  });
});
