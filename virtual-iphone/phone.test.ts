import { strict as assert } from 'node:assert';
import { BUNDLE_ID, CALL, ScriptedPhone } from './daemons/scripted-phone.ts';
import type { LogLine } from './device.ts';

describe('a virtual iPhone', () => {
  let bed: ScriptedPhone;
  beforeEach(async () => {
    bed = new ScriptedPhone({ ios: '18.6' });
    await bed.startedOnce();
  });
  afterEach(() => bed.close());

  it('comes back from a reset unlocked, at rest and with its apps’ tokens', async () => {
    await bed.phone.lock();
    await bed.voipPush();
    await bed.alertPush({ aps: { alert: 'Missed call' } });
    bed.phone.setDoNotDisturb(true);
    const ended = bed.events('call.ended').length;
    await bed.phone.reset();
    assert.deepEqual([bed.phone.isLocked, bed.phone.calls(), bed.phone.appState(BUNDLE_ID)], [false, [], 1]);
    assert.equal(bed.events('call.ended').length, ended);
    await bed.voipPush();
    assert.equal(bed.last('call.reported')?.['error'], null);
    assert.equal(bed.events('token.issued').length, 2);
  });

  it('forgives unreported pushes on reset', async () => {
    bed.script = { onMessage: () => undefined };
    for (let kill = 0; kill < 3; kill += 1) {
      await bed.voipPush();
      await bed.clock.elapse(7_100);
    }
    await bed.phone.reset();
    await bed.voipPush();
    assert.equal(bed.events('push.dropped').length, 0);
  });

  it('keeps user defaults over launches, and loses them when the app is deleted', async () => {
    await bed.phone.launch(BUNDLE_ID);
    bed.app.send({ kind: 'app.defaults', values: { user: 'bob' } });
    const vendor = bed.app.launch.vendorIdentifier;
    await bed.phone.terminate(BUNDLE_ID);
    await bed.phone.launch(BUNDLE_ID);
    assert.deepEqual([bed.app.launch.defaults, bed.app.launch.vendorIdentifier], [{ user: 'bob' }, vendor]);
    bed.phone.uninstall(BUNDLE_ID);
    bed.phone.install(bed.bundle);
    await bed.phone.launch(BUNDLE_ID);
    assert.deepEqual(bed.app.launch.defaults, {});
    assert.notEqual(bed.app.launch.vendorIdentifier, vendor);
  });

  it('ends all apps when the user sets another region, and leaves CallKit and PushKit as they were', async () => {
    await bed.phone.launch(BUNDLE_ID);
    await bed.phone.setRegion('CN');
    assert.equal(bed.phone.appState(BUNDLE_ID), 1);
    assert.deepEqual(bed.last('phone.region'), { region: 'CN' });
    await bed.voipPush();
    assert.equal(bed.last('call.reported')?.['error'], null);
    assert.equal(bed.phone.calls().length, 1);
    await bed.phone.reset();
    assert.equal(bed.phone.region, 'US');
  });

  it('turns dark and tells the app that runs, until it is reset', async () => {
    await bed.phone.launch(BUNDLE_ID);
    const light = await bed.phone.screenshot();
    assert.equal(bed.app.launch.appearance, 'light');
    await bed.phone.setAppearance('dark');
    assert.deepEqual(bed.last('phone.appearance'), { appearance: 'dark' });
    assert.equal(bed.app.of('app.appearance')[0]?.appearance, 'dark');
    assert.notEqual(await bed.phone.screenshot(), light);
    await bed.phone.reset();
    assert.equal(bed.phone.appearance, 'light');
  });

  it('is dark from the start when it is set so, but not on iOS 12, which has one appearance', async () => {
    for (const [ios, appearance] of [
      ['12.5', 'light'],
      ['13.7', 'dark'],
    ] as const) {
      const dark = new ScriptedPhone({ ios, settings: { appearance: 'dark' } });
      await dark.phone.launch(BUNDLE_ID);
      assert.deepEqual([dark.phone.appearance, dark.app.launch.appearance], [appearance, appearance]);
      if (ios === '12.5') await assert.rejects(dark.phone.setAppearance('dark'), /iOS 12\.5 has one appearance/);
      dark.close();
    }
  });

  it('draws the screen once per change', async () => {
    const first = await bed.phone.screenshot();
    assert.equal(await bed.phone.screenshot(), first);
    await bed.phone.launch(BUNDLE_ID);
    assert.notEqual(await bed.phone.screenshot(), first);
  });

  it('changes its screen every second during a call, every minute else', async () => {
    const idle = bed.phone.screenRevision;
    await bed.clock.elapse(60_000);
    assert.equal(bed.phone.screenRevision, idle + 1);
    await bed.voipPush();
    await bed.touch(`answer ${CALL}`);
    const inCall = bed.phone.screenRevision;
    await bed.clock.elapse(1_000);
    assert.equal(bed.phone.screenRevision, inCall + 1);
  });

  it('types only into a field that has the focus', async () => {
    await bed.phone.launch(BUNDLE_ID);
    await assert.rejects(bed.phone.typeText('bob'), /No text field has the keyboard focus/);
    const field = { kind: 'text-field', id: 1, text: '', placeholder: '', secure: false, focused: true } as const;
    bed.app.send({ kind: 'app.screen', screen: { title: '', background: 'system', content: [field] } });
    await bed.phone.typeText('bob');
    assert.deepEqual(bed.app.of('app.type'), [{ kind: 'app.type', text: 'bob' }]);
  });

  it('shows the tree of an app that is not in front', async () => {
    await bed.voipPush();
    assert.equal(bed.phone.tree(BUNDLE_ID)?.type, 'Application');
    bed.phone.terminateBySystem(BUNDLE_ID);
    assert.equal(bed.phone.tree(BUNDLE_ID), undefined);
  });

  it('names the app that is not installed and those that are', async () => {
    await assert.rejects(
      bed.phone.launch('com.example.none'),
      /com\.example\.none is not installed .*com\.example\.caller/,
    );
  });

  it('logs the lines that tools look for', async () => {
    const lines: LogLine[] = [];
    const stop = bed.phone.onLog((line) => lines.push(line));
    await bed.voipPush();
    await bed.touch(`answer ${CALL}`);
    bed.app.send({ kind: 'callkit.report-ended', call: CALL, reason: 2, at: null });
    await bed.clock.elapse(3_000);
    stop();
    const text = lines.map((line) => `${line.process}: ${line.text}`).join('\n');
    for (const part of [
      'callservicesd: Received incoming APS message from application with bundle identifier',
      'Attempting to open application',
      'Successfully launched application with bundle identifier',
      'Successfully took out process assertion',
      'Asked to deliver message',
      'Delivering 1 VoIP payload(s) to application',
      'Received add incoming call request from call source',
      'Handling incoming call:',
      'InCallService: Banner button state updated to incoming',
      'Asked to answer call',
      'Performing answer request',
      'Transitioning the banner buttons from an incoming call to ongoing',
      'Setting disconnected reason to remote hangup because ended reason is 2',
      'Updating client',
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it('logs that its user hung up, and that an app is not launched since it is locked', async () => {
    const lines: string[] = [];
    bed.phone.onLog(({ process, text }) => lines.push(`${process}: ${text}`));
    await bed.voipPush();
    await bed.touch(`end ${CALL}`);
    await bed.phone.lock();
    await assert.rejects(bed.phone.launch(BUNDLE_ID));
    assert.ok(lines.includes(`callservicesd: endCallWithUUIDAsLocalHangup ${CALL}`));
    assert.ok(lines.some((line) => /^SpringBoard: Can't launch .* when device is locked$/.test(line)));
    assert.ok(lines.some((line) => /^SpringBoard: FBSystemService: .*Locked \(7\)$/.test(line)));
  });
});
