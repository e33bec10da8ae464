import { strict as assert } from 'node:assert';
import type { JsonObject, ToApp } from '../../messages.ts';
import { BUNDLE_ID, CALL, ScriptedPhone, type ScriptedPhoneOptions, type ScriptedProcess } from '../scripted-phone.ts';

const FILTERING: JsonObject = { 'com.apple.developer.usernotifications.filtering': true };
const PUSH = { aps: { alert: { title: 'Alice', body: 'sealed' }, 'mutable-content': 1 }, call: CALL };

type Work = (process: ScriptedProcess, message: Extract<ToApp, { kind: 'extension.notification' }>) => void;

/** An extension that does this with each notification. */
function extension(work: Work, entitlements: JsonObject = {}): NonNullable<ScriptedPhoneOptions['extension']> {
  return {
    entitlements,
    script: {
      onStart: (process) => process.send({ kind: 'app.launched' }),
      onMessage: (process, message) => {
        if (message.kind === 'extension.notification') work(process, message);
      },
    },
  };
}

const opens: Work = (process, { request, notification }) => {
  process.send({ kind: 'extension.content', request, notification: { ...notification, body: 'opened', id: 'own' } });
};
const hides: Work = (process, { request }) => {
  process.send({ kind: 'extension.content', request, notification: null });
};
/** Finds the call in the push, then hides the notification. */
const handsOn: Work = (process, message) => {
  process.send({ kind: 'callkit.report-voip-payload', request: 1, payload: message.notification.userInfo });
  hides(process, message);
};

describe('a notification service extension', () => {
  let bed: ScriptedPhone;
  const start = async (work: Work, entitlements?: JsonObject, more: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', extension: extension(work, entitlements), ...more });
    await bed.startedOnce();
  };
  const shown = () => bed.values('notification.shown', 'body');
  afterEach(() => bed.close());

  it('changes what is shown, without the app', async () => {
    await start(opens);
    await bed.alertPush(PUSH, { id: 'p1' });
    const { notification, body, bundleId } = bed.last('notification.shown') ?? {};
    assert.deepEqual([notification, body, bundleId], ['p1', 'opened', BUNDLE_ID]);
    assert.deepEqual([bed.processes.length, bed.phone.appState(BUNDLE_ID)], [1, 1]);
    assert.equal(bed.last('app.launched')?.['reason'], 'notification-service');
  });

  it('serves several pushes with one process, also after it was suspended', async () => {
    await start(opens);
    await bed.alertPush(PUSH);
    await bed.clock.elapse(6_000);
    assert.deepEqual(bed.last('app.state'), { bundleId: `${BUNDLE_ID}.service`, state: 'suspended' });
    await bed.alertPush(PUSH);
    assert.deepEqual([shown(), bed.extensions.length], [['opened', 'opened'], 1]);
  });

  it('is left out where the push is not mutable, or may not be shown', async () => {
    await start(opens);
    await bed.alertPush({ aps: { alert: 'plain' } });
    assert.deepEqual([shown(), bed.extensions.length], [['plain'], 0]);
    bed.close();
    await start(opens, {}, { settings: { notificationsGranted: false } });
    await bed.alertPush(PUSH);
    assert.deepEqual([bed.values('push.dropped', 'why'), bed.extensions.length], [['not-authorized'], 0]);
  });

  it('has 30 s, is told, and then the notification is shown as it came', async () => {
    await start(() => undefined);
    await bed.alertPush(PUSH);
    await bed.clock.elapse(30_100);
    assert.deepEqual([bed.extensions[0]?.kinds().at(-1), shown()], ['extension.time-over', []]);
    await bed.clock.elapse(1_000);
    assert.deepEqual(shown(), ['sealed']);
  });

  it('that crashes changes nothing', async () => {
    await start((process) => process.kill({ kind: 'exception', name: 'NSRangeException', reason: 'x' }));
    await bed.alertPush(PUSH);
    assert.deepEqual(shown(), ['sealed']);
  });

  for (const [entitlements, texts] of [
    [FILTERING, []],
    [{}, ['sealed']],
  ] as const) {
    it(`${texts.length === 0 ? 'keeps' : 'without the entitlement cannot keep'} a notification from the user`, async () => {
      await start(hides, entitlements);
      await bed.alertPush(PUSH);
      assert.deepEqual(shown(), texts);
      assert.equal(bed.events('notification.filtered').length, 1 - texts.length);
    });
  }

  it('ends with its app, and shows nothing more', async () => {
    await start(() => undefined);
    await bed.alertPush(PUSH);
    bed.phone.uninstall(BUNDLE_ID);
    await bed.clock.elapse(60_000);
    assert.deepEqual([bed.extensions[0]?.alive, shown()], [false, []]);
  });

  describe('that hands a call on', () => {
    const answer = () => bed.extensions[0]?.of('callkit.voip-payload-reported')[0]?.error;

    it('lets the app be launched as by a VoIP push, and ring', async () => {
      await start(handsOn, FILTERING);
      await bed.alertPush(PUSH);
      assert.deepEqual([answer(), shown(), bed.phone.calls()[0]?.id], [null, [], CALL]);
      assert.deepEqual(
        [bed.last('push.delivered')?.['channel'], bed.last('push.delivered')?.['mustReport']],
        ['pushkit', true],
      );
    });

    it('costs an app its life that does not report the call', async () => {
      await start(handsOn, FILTERING);
      bed.script = { onMessage: () => undefined };
      await bed.alertPush(PUSH);
      await bed.clock.elapse(7_100);
      assert.equal(bed.last('app.exited')?.['code'], '0xBAADCA11');
    });

    for (const [what, entitlements, more, error] of [
      ['the entitlement', {}, {}, { domain: 'com.apple.CallKit.error.notificationserviceextension', code: 2 }],
      [
        'the background mode voip',
        FILTERING,
        { manifest: { UIBackgroundModes: [] } },
        { domain: 'com.apple.CallKit.error', code: 3 },
      ],
    ] as const) {
      it(`is refused without ${what}`, async () => {
        await start(handsOn, entitlements, more);
        await bed.alertPush(PUSH);
        assert.deepEqual([answer(), bed.phone.calls()], [error, []]);
      });
    }

    it('is refused when it is no extension', async () => {
      await start(handsOn, FILTERING);
      await bed.phone.launch(BUNDLE_ID);
      bed.app.send({ kind: 'callkit.report-voip-payload', request: 5, payload: {} });
      await bed.clock.quiet();
      assert.equal(bed.app.of('callkit.voip-payload-reported')[0]?.error?.code, 1);
    });
  });
});
