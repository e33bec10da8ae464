import { strict as assert } from 'node:assert';
import {
  BUNDLE_ID,
  CALL,
  OTHER_CALL,
  registerAll,
  ScriptedPhone,
  type ScriptedPhoneOptions,
} from '../scripted-phone.ts';

const silent = { onMessage: () => undefined };

describe('VoIP push delivery', () => {
  let bed: ScriptedPhone;
  const start = async (options: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', ...options });
    await bed.startedOnce();
  };
  afterEach(() => bed.close());

  it('launches a terminated app in the background and lets its call ring', async () => {
    await start();
    await bed.voipPush();
    assert.deepEqual(
      [bed.last('app.launched')?.['state'], bed.last('app.launched')?.['reason']],
      ['background', 'voip-push'],
    );
    assert.equal(bed.last('push.delivered')?.['mustReport'], true);
    assert.deepEqual(bed.last('call.reported'), {
      call: CALL,
      caller: 'Alice',
      bundleId: BUNDLE_ID,
      error: null,
      offers: { holding: true, grouping: true, dtmf: true, video: false },
    });
    assert.equal(bed.phone.calls()[0]?.state, 'ringing');
    await bed.clock.elapse(8_000);
    assert.equal(bed.app.alive, true);
  });

  it('launches an app that the user has force-quit', async () => {
    await start();
    bed.phone.forceQuit(BUNDLE_ID);
    await bed.voipPush();
    assert.equal(bed.events('call.shown').length, 1);
  });

  it('kills an app that reports no call within 7 s', async () => {
    await start({ script: silent });
    await bed.voipPush();
    await bed.clock.elapse(6_900);
    assert.equal(bed.app.alive, true);
    await bed.clock.elapse(200);
    assert.equal(bed.app.alive, false);
    const { cause, reason, code } = bed.last('app.exited') ?? {};
    assert.deepEqual({ cause, reason, code }, { cause: 'killed', reason: 'callservicesd', code: '0xBAADCA11' });
  });

  it('no longer launches the app after three kills', async () => {
    await start({ script: silent });
    for (let kill = 0; kill < 3; kill += 1) {
      await bed.voipPush();
      await bed.clock.elapse(7_100);
    }
    const launches = bed.processes.length;
    await bed.voipPush();
    assert.equal(bed.processes.length, launches);
    assert.equal(bed.last('push.dropped')?.['why'], 'launch-prevented');
  });

  it('still delivers to a banned app in front, without the duty to report', async () => {
    await start({ script: silent, settings: { voipKillLimit: 1 } });
    await bed.voipPush();
    await bed.clock.elapse(7_100);
    await bed.phone.launch(BUNDLE_ID);
    await bed.voipPush();
    assert.deepEqual(
      bed.app.of('pushkit.push').map(({ mustReport }) => mustReport),
      [false],
    );
  });

  for (const [what, forgive] of [
    ['a day', () => bed.clock.elapse(25 * 3_600_000)],
    ['deleting the app', async () => bed.phone.uninstall(BUNDLE_ID)],
  ] as const) {
    it(`forgives kills after ${what}`, async () => {
      await start({ script: silent, settings: { voipKillLimit: 1 } });
      await bed.voipPush();
      await bed.clock.elapse(7_100);
      await forgive();
      bed.phone.install(bed.bundle);
      await bed.voipPush();
      assert.equal(bed.events('push.dropped').length, 0);
    });
  }

  it('counts a crash in the push callback once the deadline passes', async () => {
    await start({
      settings: { voipKillLimit: 1 },
      script: {
        onMessage: (app, { kind }) => {
          if (kind === 'pushkit.push')
            app.kill({ kind: 'exception', name: 'NSInternalInconsistencyException', reason: 'x' });
        },
      },
    });
    await bed.voipPush();
    await bed.clock.elapse(7_100);
    await bed.voipPush();
    assert.equal(bed.last('push.dropped')?.['why'], 'launch-prevented');
  });

  it('lets an app linked against an older SDK report late', async () => {
    await start({
      manifest: { DTSDKName: 'iphoneos12.4' },
      script: {
        onMessage: (app, { kind }) => {
          if (kind === 'pushkit.push') bed.clock.setTimeout(() => app.reportIncoming(CALL), 20_000);
        },
      },
    });
    await bed.voipPush();
    assert.equal(bed.last('push.delivered')?.['mustReport'], false);
    await bed.clock.elapse(21_000);
    assert.equal(bed.last('call.reported')?.['error'], null);
  });

  for (const [sdk, mustReport] of [
    ['iphoneos14.5', false],
    ['iphoneos15.0', true],
  ] as const) {
    it(`${mustReport ? 'no longer honours' : 'honours'} the unrestricted entitlement of an app made with ${sdk}`, async () => {
      const entitlements = {
        'aps-environment': 'development',
        'com.apple.developer.pushkit.unrestricted-voip': true,
      } as const;
      await start({ manifest: { DTSDKName: sdk, entitlements } });
      await bed.voipPush();
      assert.equal(bed.last('push.delivered')?.['mustReport'], mustReport);
    });
  }

  it('asks nothing of an app in front', async () => {
    await start({ script: silent });
    await bed.phone.launch(BUNDLE_ID);
    await bed.voipPush();
    await bed.clock.elapse(8_000);
    assert.deepEqual([bed.last('push.delivered')?.['mustReport'], bed.app.alive], [false, true]);
  });

  it('asks for one report while a push is unreported', async () => {
    await start({ script: silent });
    await bed.voipPush();
    await bed.voipPush(OTHER_CALL);
    assert.deepEqual(bed.values('push.delivered', 'mustReport'), [true, false]);
  });

  it('keeps the payload until PushKit is registered', async () => {
    await start();
    bed.script = { onStart: (app) => app.send({ kind: 'app.launched' }) };
    await bed.voipPush();
    assert.deepEqual(bed.app.of('pushkit.push'), []);
    registerAll(bed.app);
    await bed.clock.quiet();
    assert.equal(bed.app.of('pushkit.push').length, 1);
  });

  it('shows the call well within 5 ms of the push', async () => {
    await start();
    const took: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      bed.phone.terminateBySystem(BUNDLE_ID);
      const began = performance.now();
      const shown = bed.journal.waitFor({ kind: 'call.shown', after: bed.journal.position }, 1_000);
      await bed.courier.push({ topic: `${BUNDLE_ID}.voip`, pushType: 'voip', payload: { call: `CALL-${round}` } });
      await shown;
      took.push(performance.now() - began);
      bed.phone.surfaces();
    }
    assert.ok(Math.min(...took) < 5, `took ${took.map((ms) => ms.toFixed(2)).join(', ')} ms`);
  });
});
