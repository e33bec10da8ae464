import { strict as assert } from 'node:assert';
import { BUNDLE_ID, registerAll, ScriptedPhone, type ScriptedPhoneOptions } from '../scripted-phone.ts';

const WAKE_UP = { aps: { 'content-available': 1 } };

describe('apsd', () => {
  let bed: ScriptedPhone;
  const start = async (options: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', ...options });
    await bed.startedOnce();
  };
  afterEach(() => bed.close());

  it('gives an app its own token for each of its topics', async () => {
    await start();
    assert.deepEqual(bed.values('token.issued', 'topic'), [BUNDLE_ID, `${BUNDLE_ID}.voip`]);
    const [remote] = bed.app.of('remote.registered');
    const [voip] = bed.app.of('pushkit.credentials');
    assert.notEqual(remote?.token, voip?.token);
  });

  it('hands the known token to a new process', async () => {
    await start();
    await bed.phone.launch(BUNDLE_ID);
    assert.equal(bed.app.of('pushkit.credentials').length, 1);
    assert.equal(bed.events('token.issued').length, 2);
  });

  it('gives no VoIP token without the voip background mode', async () => {
    await start({ manifest: { UIBackgroundModes: [] } });
    assert.deepEqual(bed.values('token.issued', 'topic'), [BUNDLE_ID]);
  });

  it('ends the topics of a deleted app', async () => {
    await start();
    bed.phone.uninstall(BUNDLE_ID);
    assert.deepEqual(bed.courier.topics, []);
  });

  it('drops a push for an app that is not installed', async () => {
    await start();
    await bed.alertPush({ aps: { alert: 'x' } }, { topic: 'com.example.gone' });
    assert.equal(bed.last('push.dropped')?.['why'], 'not-installed');
  });

  it('launches a terminated app for a content-available push', async () => {
    await start();
    await bed.alertPush(WAKE_UP, { pushType: 'background', priority: 5 });
    assert.equal(bed.last('app.launched')?.['reason'], 'background-push');
    assert.equal(bed.last('push.delivered')?.['channel'], 'remote');
    assert.equal(bed.app.of('remote.push').length, 1);
  });

  it('does not wake an app that the user has force-quit, until it is opened again', async () => {
    await start();
    bed.phone.forceQuit(BUNDLE_ID);
    await bed.alertPush(WAKE_UP);
    assert.equal(bed.last('push.dropped')?.['why'], 'force-quit');
    await bed.phone.launch(BUNDLE_ID);
    bed.phone.terminateBySystem(BUNDLE_ID);
    await bed.alertPush(WAKE_UP);
    assert.equal(bed.events('push.delivered').length, 1);
  });

  it('does not wake an app without the background mode', async () => {
    await start({ manifest: { UIBackgroundModes: ['voip'] } });
    await bed.alertPush(WAKE_UP);
    assert.equal(bed.last('push.dropped')?.['why'], 'no-remote-notification-background-mode');
  });

  it('lets the app sleep again once it has handled the push', async () => {
    await start();
    await bed.alertPush(WAKE_UP, { id: 'p1' });
    await bed.clock.elapse(20_000);
    assert.equal(bed.phone.appState(BUNDLE_ID), 3);
    bed.app.send({ kind: 'remote.completed', push: 'p1', result: 'no-data' });
    await bed.clock.elapse(5_100);
    assert.equal(bed.phone.appState(BUNDLE_ID), 2);
  });

  it('tells an app whose token is refused', async () => {
    await start();
    bed.phone.uninstall(BUNDLE_ID);
    bed.courier.register = () => Promise.reject(new Error('off line'));
    bed.phone.install(bed.bundle);
    bed.script = { onStart: registerAll };
    await bed.phone.launch(BUNDLE_ID);
    assert.equal(bed.app.of('remote.failed')[0]?.error.code, 3010);
    assert.equal(bed.app.of('pushkit.invalidated').length, 1);
  });
});
