import { strict as assert } from 'node:assert';
import type { LogLine } from '../../device.ts';
import {
  BUNDLE_ID,
  CALL,
  OTHER_CALL,
  registerAll,
  ScriptedPhone,
  type ScriptedPhoneOptions,
} from '../scripted-phone.ts';

describe('the life of an app on a phone', () => {
  let bed: ScriptedPhone;
  let lines: LogLine[];
  const start = (options: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', ...options });
    lines = [];
    bed.phone.onLog((line) => lines.push(line));
  };
  const logged = (process: string) => lines.filter((line) => line.process === process).map(({ text }) => text);
  afterEach(() => bed.close());

  it('ends by the watchdog when a background task stays open after its time', async () => {
    start();
    await bed.phone.launch(BUNDLE_ID);
    bed.app.send({ kind: 'app.background-task', id: 1, running: true });
    await bed.phone.pressHome();
    await bed.clock.elapse(30_100);
    assert.deepEqual([bed.last('app.background-time-over')?.['tasks'], bed.app.alive], [1, true]);
    assert.equal(bed.app.received.at(-1)?.kind, 'app.background-time-over');
    await bed.clock.elapse(5_000);
    assert.deepEqual([bed.app.alive, bed.last('app.exited')?.['code']], [false, '0x8badf00d']);
    assert.ok(logged('SpringBoard').some((text) => /^Caller\[\d+\] .*0x8badf00d/.test(text)));
  });

  it('goes on when the app comes to the front, or a call keeps it awake, before that', async () => {
    for (const rescue of [() => bed.phone.launch(BUNDLE_ID), () => bed.voipPush()]) {
      start();
      await bed.phone.launch(BUNDLE_ID);
      bed.app.send({ kind: 'app.background-task', id: 1, running: true });
      await bed.phone.pressHome();
      await bed.clock.elapse(31_000);
      await rescue();
      await bed.clock.elapse(20_000);
      assert.equal(bed.app.alive, true);
      bed.close();
    }
  });

  for (const [how, begin] of [
    ['in front', () => bed.phone.launch(BUNDLE_ID)],
    ['for a push', () => bed.voipPush()],
  ] as const) {
    it(`ends by the watchdog when an app launched ${how} does not finish launching`, async () => {
      start({ manifest: { DTSDKName: 'iphoneos12.4' } });
      await bed.startedOnce();
      bed.script = { onStart: () => undefined };
      await begin();
      await bed.clock.elapse(19_900);
      assert.equal(bed.app.alive, true);
      await bed.clock.elapse(200);
      assert.deepEqual([bed.app.alive, bed.last('app.exited')?.['code']], [false, '0x8badf00d']);
    });
  }

  it('leaves a launched app alone', async () => {
    start();
    await bed.phone.launch(BUNDLE_ID);
    await bed.clock.elapse(60_000);
    assert.equal(bed.app.alive, true);
  });

  it('warns of little memory, and takes only suspended apps when it is critical', async () => {
    start();
    await bed.phone.launch(BUNDLE_ID);
    await bed.phone.memoryPressure('critical');
    assert.deepEqual([bed.app.of('app.memory-warning').length, bed.app.alive], [1, true]);
    await bed.phone.pressHome();
    await bed.phone.memoryPressure('critical');
    assert.equal(bed.phone.appState(BUNDLE_ID), 3);
    await bed.clock.elapse(6_000);
    await bed.phone.memoryPressure('warning');
    assert.equal(bed.phone.appState(BUNDLE_ID), 2);
    await bed.phone.memoryPressure('critical');
    assert.deepEqual([bed.phone.appState(BUNDLE_ID), bed.last('app.exited')?.['reason']], [1, 'jetsam']);
    assert.ok(!bed.app.kinds().includes('app.will-terminate'));
    assert.match(logged('kernel').join(), /^memorystatus: killing Caller\[\d+\]/);
    await bed.voipPush();
    assert.equal(bed.phone.calls()[0]?.id, CALL);
  });

  it('takes its call with it when it dies, also by an update, and keeps data and tokens then', async () => {
    start();
    await bed.startedOnce();
    await bed.voipPush();
    bed.app.send({ kind: 'app.defaults', values: { user: 'bob' } });
    const { vendorIdentifier } = bed.app.launch;
    const { manifest } = bed.bundle;
    bed.phone.install({ ...bed.bundle, manifest: { ...manifest, CFBundleShortVersionString: '2.0' } });
    assert.deepEqual([bed.phone.calls(), bed.last('app.exited')?.['reason']], [[], 'installd']);
    await bed.voipPush(OTHER_CALL);
    assert.deepEqual(bed.app.launch.defaults, { user: 'bob' });
    assert.deepEqual(
      [bed.app.launch.vendorIdentifier, bed.app.launch.info['CFBundleShortVersionString']],
      [vendorIdentifier, '2.0'],
    );
    assert.equal(bed.events('token.issued').length, 2);
  });

  it('keeps kills over an update, and starts afresh when the app was deleted', async () => {
    start({ script: { onMessage: () => undefined }, settings: { voipKillLimit: 1 } });
    await bed.startedOnce();
    await bed.voipPush();
    await bed.clock.elapse(7_100);
    bed.phone.install(bed.bundle);
    await bed.voipPush();
    assert.deepEqual(bed.values('push.dropped', 'why'), ['launch-prevented']);
    bed.phone.uninstall(BUNDLE_ID);
    assert.deepEqual(bed.courier.topics, []);
    await bed.voipPush();
    assert.equal(bed.last('push.dropped')?.['why'], 'not-installed');
    bed.phone.install(bed.bundle);
    bed.script = { onStart: registerAll };
    await bed.startedOnce();
    await bed.voipPush();
    assert.equal(bed.phone.calls().length, 1);
  });
});
