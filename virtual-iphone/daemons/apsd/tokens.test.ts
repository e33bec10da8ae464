import { strict as assert } from 'node:assert';
import { BUNDLE_ID, ScriptedPhone, type ScriptedPhoneOptions } from '../scripted-phone.ts';

const TOPICS = [BUNDLE_ID, `${BUNDLE_ID}.voip`];

describe('push tokens on a phone', () => {
  let bed: ScriptedPhone;
  const start = async (options: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', ...options });
    await bed.phone.launch(BUNDLE_ID);
  };
  afterEach(() => bed.close());

  it('go to running apps again when the push service starts anew', async () => {
    await start();
    await bed.phone.restartPushService();
    assert.equal(bed.app.of('pushkit.credentials').length, 2);
    assert.equal(bed.app.of('remote.registered').length, 2);
    await bed.voipPush();
    assert.equal(bed.events('push.received').length, 1);
  });

  it('are asked for anew by an app that did not run when they changed', async () => {
    await start();
    bed.phone.terminateBySystem(BUNDLE_ID);
    await bed.phone.restartPushService();
    assert.equal(bed.events('token.issued').length, 2);
    await bed.phone.launch(BUNDLE_ID);
    assert.equal(bed.events('token.issued').length, 4);
    assert.equal(bed.app.of('pushkit.credentials').length, 1);
  });

  it('stay away from a topic that the app has given up', async () => {
    await start();
    bed.app.send({ kind: 'pushkit.unregister', type: 'voIP' });
    await bed.phone.restartPushService();
    assert.equal(bed.app.of('pushkit.credentials').length, 1);
  });

  it('are invalidated once, and come again with the next registration', async () => {
    await start();
    await bed.phone.invalidateVoipToken(BUNDLE_ID);
    await bed.phone.invalidateVoipToken(BUNDLE_ID);
    assert.equal(bed.app.of('pushkit.invalidated').length, 1);
    bed.app.send({ kind: 'pushkit.register', type: 'voIP' });
    await bed.clock.quiet();
    assert.equal(bed.app.of('pushkit.credentials').length, 2);
  });

  it('end with the app', async () => {
    await start();
    bed.phone.uninstall(BUNDLE_ID);
    assert.deepEqual(bed.courier.topics, []);
  });

  it('can be set to work on until the nightly comparison, also for the app installed again', async () => {
    await start({ settings: { tokensOutliveApp: true } });
    bed.phone.uninstall(BUNDLE_ID);
    bed.phone.install(bed.bundle);
    await bed.voipPush();
    assert.equal(bed.phone.calls().length, 1);
    await bed.clock.elapse(25 * 3_600_000);
    assert.deepEqual(bed.courier.topics.toSorted(), TOPICS);
    bed.phone.uninstall(BUNDLE_ID);
    assert.deepEqual(bed.courier.topics.toSorted(), TOPICS);
    await bed.clock.elapse(25 * 3_600_000);
    assert.deepEqual(bed.courier.topics, []);
  });
});
