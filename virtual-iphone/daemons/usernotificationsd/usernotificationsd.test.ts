import { strict as assert } from 'node:assert';
import type { NotificationData } from '../../messages.ts';
import { BUNDLE_ID, ScriptedPhone, type ScriptedPhoneOptions } from '../scripted-phone.ts';

const ALERT = {
  aps: { alert: { title: 'Alice', body: 'Incoming call' }, sound: 'ring.caf', category: 'CALL' },
  call: 'c1',
};

const local: NotificationData = { id: 'n1', title: '', body: 'Ringing', userInfo: {}, remote: false };

describe('notifications', () => {
  let bed: ScriptedPhone;
  const start = async (options: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', ...options });
    await bed.startedOnce();
  };
  afterEach(() => bed.close());

  it('shows an alert of an app that does not run, without running it', async () => {
    await start();
    await bed.alertPush(ALERT, { id: 'p1' });
    assert.deepEqual(bed.last('notification.shown'), {
      notification: 'p1',
      bundleId: BUNDLE_ID,
      title: 'Alice',
      body: 'Incoming call',
      sound: 'ring.caf',
      category: 'CALL',
      remote: true,
    });
    assert.equal(bed.processes.length, 1);
  });

  it('fills the arguments of a localized alert in', async () => {
    await start();
    await bed.alertPush({ aps: { alert: { 'loc-key': '%@ calls %@', 'loc-args': ['Alice', 'Bob'] } } });
    assert.equal(bed.last('notification.shown')?.['body'], 'Alice calls Bob');
  });

  it('shows nothing for an app without permission', async () => {
    await start({ settings: { notificationsGranted: false } });
    await bed.alertPush(ALERT);
    assert.deepEqual(
      [bed.events('notification.shown').length, bed.last('push.dropped')?.['why']],
      [0, 'not-authorized'],
    );
  });

  it('opens the app of a tapped notification on the unlocked phone', async () => {
    await start();
    await bed.phone.lock();
    await bed.alertPush(ALERT, { id: 'p1' });
    await bed.touch('notification p1');
    assert.deepEqual([bed.phone.isLocked, bed.last('app.launched')?.['reason']], [false, 'notification']);
    assert.equal(bed.app.of('notifications.response')[0]?.action, 'default');
    assert.deepEqual(bed.app.launch.launchOptions, { remoteNotification: ALERT });
    assert.deepEqual(bed.last('notification.removed'), { notification: 'p1', bundleId: BUNDLE_ID, by: 'user' });
  });

  it('removes what the app takes back', async () => {
    await start();
    await bed.phone.launch(BUNDLE_ID);
    await bed.phone.pressHome();
    bed.app.send({ kind: 'notifications.present', notification: local });
    bed.app.send({ kind: 'notifications.remove-delivered', ids: ['n1'] });
    assert.equal(bed.last('notification.removed')?.['by'], 'app');
  });

  it('clears the app’s notifications with badge 0', async () => {
    await start();
    await bed.alertPush({ aps: { alert: 'Missed call', badge: 2 } });
    assert.equal(bed.phone.badge(BUNDLE_ID), 2);
    await bed.alertPush({ aps: { badge: 0 } });
    assert.equal(bed.last('notification.removed')?.['by'], 'badge');
  });

  describe('to iOS 9', () => {
    it('only calls back an app in front', async () => {
      await start({ ios: '9.3' });
      await bed.phone.launch(BUNDLE_ID);
      await bed.alertPush(ALERT);
      assert.equal(bed.app.of('notifications.will-present')[0]?.notification.remote, true);
      assert.equal(bed.events('notification.shown').length, 0);
    });

    it('hands a tapped push to the launch options of an app that does not run', async () => {
      await start({ ios: '9.3' });
      await bed.alertPush(ALERT, { id: 'p1' });
      await bed.touch('notification p1');
      assert.deepEqual(bed.app.launch.launchOptions, { remoteNotification: ALERT });
      assert.equal(bed.app.of('notifications.will-present').length, 0);
    });

    it('calls back a running app before it is active when its notification is tapped', async () => {
      await start({ ios: '9.3' });
      await bed.phone.launch(BUNDLE_ID);
      await bed.phone.pressHome();
      bed.app.send({ kind: 'notifications.present', notification: local });
      await bed.touch('notification n1');
      const since = bed.app.received.slice(-3).map((message) => ('state' in message ? message.state : message.kind));
      assert.deepEqual(since, ['inactive', 'notifications.will-present', 'active']);
    });

    it('ignores collapse ids', async () => {
      await start({ ios: '9.3' });
      await bed.alertPush(ALERT, { collapseId: 'call-1' });
      await bed.alertPush(ALERT, { collapseId: 'call-1' });
      assert.equal(bed.events('notification.removed').length, 0);
    });
  });

  describe('from iOS 10', () => {
    it('asks an app in front how to present', async () => {
      await start();
      await bed.phone.launch(BUNDLE_ID);
      await bed.alertPush(ALERT, { id: 'p1' });
      assert.equal(bed.events('notification.shown').length, 0);
      bed.app.send({ kind: 'notifications.presentation', id: 'p1', options: 16 });
      assert.equal(bed.events('notification.shown').length, 1);
    });

    it('shows nothing when the app presents nothing', async () => {
      await start();
      await bed.phone.launch(BUNDLE_ID);
      await bed.alertPush(ALERT, { id: 'p1' });
      bed.app.send({ kind: 'notifications.presentation', id: 'p1', options: 0 });
      assert.equal(bed.events('notification.shown').length, 0);
    });

    it('replaces a notification with the same collapse id', async () => {
      await start();
      await bed.alertPush(ALERT, { collapseId: 'call-1' });
      await bed.alertPush({ aps: { alert: 'Missed call' } }, { collapseId: 'call-1' });
      assert.equal(bed.last('notification.removed')?.['by'], 'replaced');
      assert.equal(bed.last('notification.shown')?.['body'], 'Missed call');
    });
  });
});
