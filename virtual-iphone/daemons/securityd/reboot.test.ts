import { strict as assert } from 'node:assert';
import { BUNDLE_ID, CALL, type Script, ScriptedPhone, type ScriptedPhoneOptions } from '../scripted-phone.ts';

const silent = { onMessage: () => undefined };

describe('a phone that has been restarted', () => {
  let bed: ScriptedPhone;
  const start = async (options: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', ...options });
    await bed.startedOnce();
  };
  afterEach(() => bed.close());

  it('is locked, runs no app and shows no call', async () => {
    await start();
    await bed.voipPush();
    await bed.phone.reboot();
    assert.deepEqual([bed.phone.isLocked, bed.phone.calls(), bed.phone.appState(BUNDLE_ID)], [true, [], 1]);
    assert.equal(bed.last('app.exited')?.['reason'], 'reboot');
    await assert.rejects(bed.phone.launch(BUNDLE_ID), /cannot be launched while the phone is locked/);
  });

  it('keeps VoIP pushes back until the app is opened after the first unlock', async () => {
    await start();
    await bed.phone.reboot();
    const launches = bed.processes.length;
    await bed.voipPush();
    assert.equal(bed.processes.length, launches);
    await bed.phone.unlock();
    assert.equal(bed.processes.length, launches);
    await bed.phone.launch(BUNDLE_ID);
    assert.deepEqual(bed.values('push.delivered', 'mustReport'), [false]);
    assert.equal(bed.phone.calls()[0]?.id, CALL);
  });

  it('punishes what the app could not report, down to the ban', async () => {
    await start();
    await bed.phone.reboot();
    for (let push = 0; push < 4; push += 1) {
      await bed.voipPush();
      await bed.clock.elapse(7_100);
    }
    assert.deepEqual(bed.values('push.dropped', 'why'), ['launch-prevented']);
    await bed.phone.unlock();
    await bed.phone.launch(BUNDLE_ID);
    assert.equal(bed.app.of('pushkit.push').length, 3);
    await bed.phone.pressHome();
    await bed.voipPush();
    assert.equal(bed.app.of('pushkit.push').length, 3);
  });

  it('does not forgive kills by being restarted', async () => {
    await start({ script: silent, settings: { voipKillLimit: 1 } });
    await bed.voipPush();
    await bed.clock.elapse(7_100);
    await bed.phone.reboot();
    await bed.phone.unlock();
    await bed.voipPush();
    assert.equal(bed.last('push.dropped')?.['why'], 'launch-prevented');
  });

  it('drops VoIP pushes where it is set to', async () => {
    await start({ settings: { voipBeforeFirstUnlock: 'drop' } });
    await bed.phone.reboot();
    await bed.voipPush();
    await bed.phone.unlock();
    await bed.phone.launch(BUNDLE_ID);
    assert.deepEqual(bed.values('push.dropped', 'why'), ['before-first-unlock']);
    assert.deepEqual(bed.app.of('pushkit.push'), []);
  });

  it('launches the app for them when it is told to, until it is reset', async () => {
    await start({});
    bed.phone.setVoipBeforeFirstUnlock('launch');
    await bed.phone.reboot();
    await bed.voipPush();
    assert.equal(bed.app.launch.protectedData, 'before-first-unlock');
    await bed.phone.reset();
    await bed.phone.reboot();
    const launches = bed.values('app.launched', 'reason').length;
    await bed.voipPush();
    assert.equal(bed.values('app.launched', 'reason').length, launches);
  });

  it('launches the app without its defaults where it is set to, and hands them over at the first unlock', async () => {
    await start({ settings: { voipBeforeFirstUnlock: 'launch' } });
    await bed.phone.launch(BUNDLE_ID);
    bed.app.send({ kind: 'app.defaults', values: { user: 'bob' } });
    await bed.phone.reboot();
    await bed.voipPush();
    assert.deepEqual([bed.app.launch.protectedData, bed.app.launch.defaults], ['before-first-unlock', {}]);
    assert.equal(bed.phone.calls()[0]?.presentation, 'locked');
    bed.app.send({ kind: 'app.defaults', values: { user: 'eve' } });
    await bed.phone.unlock();
    assert.deepEqual(bed.app.of('app.protected-data'), [
      { kind: 'app.protected-data', state: 'unlocked', defaults: { user: 'bob' }, suites: {} },
    ]);
  });

  it('runs no background push before the first unlock, and forgets that the app was swiped away', async () => {
    await start();
    bed.phone.forceQuit(BUNDLE_ID);
    await bed.phone.reboot();
    await bed.alertPush({ aps: { 'content-available': 1 } });
    await bed.phone.unlock();
    await bed.alertPush({ aps: { 'content-available': 1 } });
    assert.deepEqual(bed.values('push.dropped', 'why'), ['before-first-unlock']);
    assert.equal(bed.app.of('remote.push').length, 1);
  });

  it('has nothing to protect without a passcode', async () => {
    await start({ settings: { passcode: false } });
    await bed.phone.reboot();
    await bed.voipPush();
    assert.equal(bed.phone.calls()[0]?.presentation, 'locked');
    assert.equal(bed.app.launch.protectedData, 'unlocked');
    await bed.phone.unlock();
    await bed.phone.lock();
    await bed.clock.elapse(20_000);
    assert.deepEqual(bed.events('protection.changed'), []);
  });

  it('makes its connection to APNs anew', async () => {
    await start();
    bed.courier.disconnect();
    await bed.phone.reboot();
    await bed.voipPush();
    assert.equal(bed.events('push.received').length, 1);
  });

  it('stays off line in flight mode', async () => {
    await start();
    bed.phone.setOnline(false);
    await bed.phone.reboot();
    await bed.voipPush();
    assert.deepEqual(bed.events('push.received'), []);
  });
});

describe('a locked phone', () => {
  it('locks data away after a while, tells the app, and opens it again', async () => {
    const bed = new ScriptedPhone({ ios: '18.6' });
    await bed.phone.launch(BUNDLE_ID);
    await bed.phone.lock();
    await bed.clock.elapse(9_000);
    await bed.phone.unlock();
    await bed.phone.lock();
    await bed.clock.elapse(9_000);
    assert.deepEqual(bed.events('protection.changed'), []);
    await bed.clock.elapse(2_000);
    await bed.phone.unlock();
    assert.deepEqual(
      bed.app.of('app.protected-data').map(({ state }) => state),
      ['locked', 'unlocked'],
    );
    bed.close();
  });
});

describe('the keychain of a phone', () => {
  it('is shared by an app and its extension in one access group, and else is not', async () => {
    const group = { 'keychain-access-groups': ['TEAM.com.example.shared'] };
    const item = { class: 'genp', accessible: 'ck', attributes: { acct: 'bob' }, data: '00' };
    for (const [entitlements, seen] of [
      [group, [item]],
      [{}, []],
    ] as const) {
      const script: Script = {
        onMessage: (process, { kind }) => {
          if (kind === 'extension.notification') process.send({ kind: 'app.keychain', items: [] });
        },
      };
      const bed = new ScriptedPhone({
        ios: '18.6',
        manifest: { entitlements: { 'aps-environment': 'development', ...group } },
        extension: { entitlements, script },
      });
      await bed.startedOnce();
      await bed.phone.launch(BUNDLE_ID);
      bed.app.send({ kind: 'app.keychain', items: [item] });
      await bed.phone.pressHome();
      await bed.alertPush({ aps: { alert: 'x', 'mutable-content': 1 } });
      assert.deepEqual(bed.extensions[0]?.launch.keychain, seen);
      assert.equal(bed.app.of('app.keychain-changed').length, seen.length);
      bed.close();
    }
  });

  for (const keychainOutlivesApp of [true, false]) {
    it(`${keychainOutlivesApp ? 'outlives' : 'can be set to end with'} the app, unlike its defaults`, async () => {
      const bed = new ScriptedPhone({ ios: '18.6', settings: { keychainOutlivesApp } });
      const item = { class: 'genp', accessible: 'ck', attributes: { acct: 'bob' }, data: '00' };
      await bed.phone.launch(BUNDLE_ID);
      bed.app.send({ kind: 'app.keychain', items: [item] });
      bed.app.send({ kind: 'app.defaults', values: { user: 'bob' } });
      bed.phone.install(bed.bundle);
      await bed.phone.launch(BUNDLE_ID);
      assert.deepEqual([bed.app.launch.keychain, bed.app.launch.defaults], [[item], { user: 'bob' }]);
      bed.phone.uninstall(BUNDLE_ID);
      bed.phone.install(bed.bundle);
      await bed.phone.launch(BUNDLE_ID);
      assert.deepEqual([bed.app.launch.keychain, bed.app.launch.defaults], [keychainOutlivesApp ? [item] : [], {}]);
      bed.close();
    });
  }
});
