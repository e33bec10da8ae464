import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { phoneEntry, signIn } from '../../bench/signed-in-phone.ts';
import { refusedSteps, runScript } from '../../call-server/scripts/index.ts';
import { makeCertificates } from '../../mock-apns/index.ts';
import { ControlClient } from '../control/client.ts';
import { type ControlServer, startControlServer } from '../control/server.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { createTestbed, type Testbed } from '../testbed.ts';
import { labStage } from './lab-stage.ts';
import { readScript, readScriptFile } from './read-script.ts';

const REFERENCE = join(PACKAGE_ROOT, 'fixtures', 'apps', 'reference');

/** Takes no call: it says that it is busy once iOS has been told of one. */
const BUSY_APP = `
import { UIApplicationMain } from 'UIKit';
import { AppDelegate } from '${REFERENCE}/app-delegate.ts';
import { CallManager } from '${REFERENCE}/call-manager.ts';

class BusyCalls extends CallManager {
  protected override incomingReported(call, error) {
    super.incomingReported(call, error);
    this.signalling.send({ type: 'decline', call: call.id, cause: 'busy' });
    this.endedByServer(call, 'declined');
  }
}

UIApplicationMain(
  class extends AppDelegate {
    protected override makeCallManager(signalling) {
      return new BusyCalls(signalling);
    }
  },
);
`;

describe('A phone of a lab as the stage of a call script', () => {
  let testbed: Testbed;
  let server: ControlServer;
  beforeEach(async () => {
    testbed = await createTestbed(await phoneEntry(), await makeCertificates());
    server = await startControlServer({
      info: () => ({ phones: [], appiumUrl: '' }),
      describe: () => undefined,
      testbed: (udid) => (udid === testbed.udid ? testbed : undefined),
      capabilities: () => ({}),
      onRunEvent: () => undefined,
    });
  });
  afterEach(async () => {
    await server.close();
    await testbed.close();
  });

  const stage = (user?: string) =>
    labStage(new ControlClient(server.url).phone(testbed.udid), { name: 'iPhone 15' }, user);
  const scriptOf = (steps: readonly string[]) =>
    readScript(['title: A test', 'steps:', ...steps.map((step) => `  - ${step}`)].join('\n'), 'x').script;
  const play = async (...steps: string[]) => runScript(scriptOf(steps), stage());

  it('rings and answers as the phone does, call after call', async () => {
    await signIn(testbed);
    const { script } = await readScriptFile(join(PACKAGE_ROOT, 'fixtures', 'scripts', 'on-any-phone.yaml'));
    const { failures, passed, calls } = await runScript(script, stage(), { calls: 3 });
    assert.deepEqual(failures, []);
    assert.equal(passed, 3);
    assert.deepEqual(calls.outcomes, { 'hung-up': 3 });
    assert.equal(calls.end?.count, 3);
    assert.ok((calls.end?.min ?? 0) >= 10_000);
    const shown = testbed.journal.events({ kind: 'call.shown' }).map(({ data }) => data['call']);
    assert.equal(new Set(shown).size, 3);
  });

  it('says that nobody is signed in', async () => {
    const { failures } = await play('register: bob/phone');
    assert.deepEqual(
      failures.map(({ expected, seen }) => [expected, seen]),
      [['bob to be signed in on iPhone 15', 'nobody is; sign in in the app first']],
    );
  });

  it('is called by whoever is signed in, whom the script has another name for', async () => {
    await signIn(testbed, 'user-1');
    const steps = [
      'register: bob/phone',
      'dial: bob',
      'lose: { device: bob/phone, by: device, signal: decline }',
      'decline: bob/phone',
      'wait: { event: signal.lost, where: { signal: decline } }',
      'withholdToken: { user: bob, token: voip }',
      'expectDevice: { device: bob/phone, voipToken: false }',
    ];
    const { failures } = await runScript(scriptOf(steps), stage('user-1'));
    assert.deepEqual(failures, []);
    assert.deepEqual(
      testbed.journal.events({ kind: 'call.dialed' }).map(({ data }) => data['to']),
      ['user-1'],
    );
  });

  it('has one user', async () => {
    await signIn(testbed);
    const { failures } = await play('register: bob/phone', 'dial: carol');
    assert.deepEqual(
      failures.map(({ expected, seen }) => [expected, seen]),
      [['one user, bob', 'carol is a second one']],
    );
  });

  it('stops ringing when the call is answered or declined elsewhere, and hangs up as by a headset', async () => {
    await signIn(testbed);
    const { failures, calls } = await play(
      'register: bob/phone',
      'dial: bob',
      'ringing: bob/phone',
      // An iPhone goes on ringing until two seconds are over.
      'pass: 3 s',
      'decline: elsewhere',
      'expect: { endReason: declined-elsewhere, endedBy: elsewhere }',
      'dial: bob',
      'ringing: bob/phone',
      'answer: bob/phone',
      'pass: 2 s',
      'hangUp: bob/phone',
      'expect: { state: ended, endReason: hung-up, endedBy: phone }',
      'dial: bob',
      'ringing: bob/phone',
      'pass: 3 s',
      'answer: elsewhere',
      'expect: { endReason: answered-elsewhere, endedBy: elsewhere, answeredBy: null }',
      'withholdToken: { user: bob, token: voip }',
      'dial: bob',
      'expect: { legs: { phone: { push: { channel: alert } } } }',
    );
    assert.deepEqual(failures, []);
    assert.deepEqual(calls.outcomes, {
      'declined-elsewhere': 1,
      'hung-up': 1,
      'answered-elsewhere': 1,
      'left open': 1,
    });
  });

  it('declines, mutes and holds as by a headset or a car', async () => {
    await signIn(testbed);
    const { failures } = await play(
      'register: bob/phone',
      'dial: bob',
      'ringing: bob/phone',
      'decline: bob/phone',
      'expect: { endReason: declined, endedBy: phone, legs: { phone: { cause: null } } }',
      'pass: 3 s',
      'dial: bob',
      'answer: bob/phone',
      'pass: 2 s',
      'mute: bob/phone',
      'expect: { legs: { phone: { muted: true, held: false } } }',
      'hold: bob/phone',
      'expect: { legs: { phone: { held: true } } }',
      'hold: { device: bob/phone, on: false }',
      'mute: { device: bob/phone, on: false }',
      'expect: { legs: { phone: { muted: false, held: false } } }',
      'hangUp',
    );
    assert.deepEqual(failures, []);
  });

  it('leaves it to the app to decline by itself', async () => {
    await signIn(testbed);
    const { failures } = await play('register: bob/phone', 'dial: bob', 'decline: { by: bob/phone, cause: busy }');
    assert.deepEqual(
      failures.map(({ kind }) => kind),
      ['decline'],
    );
  });

  it('sees an app decline by itself, with its cause', async () => {
    await testbed.close();
    const folder = mkdtempSync(join(tmpdir(), 'rp-test-'));
    const main = join(folder, 'main.ts');
    writeFileSync(main, BUSY_APP);
    const entry = await phoneEntry();
    try {
      testbed = await createTestbed({ ...entry, app: { ...entry.app, main } }, await makeCertificates());
      await signIn(testbed);
      const { failures } = await play(
        'register: bob/phone',
        'dial: bob',
        'decline: { by: bob/phone, cause: busy }',
        'expect: { state: ended, endReason: declined, endedBy: phone }',
      );
      assert.deepEqual(failures, []);
      const { failures: others } = await play(
        'register: bob/phone',
        'dial: bob',
        'decline: { by: bob/phone, cause: do-not-disturb }',
      );
      assert.deepEqual(
        others.map(({ kind }) => kind),
        ['decline'],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('lets the remote party press keys and hand the call on', async () => {
    await signIn(testbed);
    const { failures } = await play(
      'register: bob/phone',
      'dial: bob',
      'answer: bob/phone',
      'pass: 2 s',
      'dtmf: "12#"',
      'wait: { event: call.remote-dtmf, where: { digits: "12#" } }',
      'transfer: { to: { name: Grace, handle: "+441632960099" } }',
      'wait: { event: call.transferred, where: { to: "+441632960099" } }',
      'hangUp',
      'expect: { endReason: hung-up, endedBy: caller }',
    );
    assert.deepEqual(failures, []);
  });

  it('fails keys that nobody hears', async () => {
    await signIn(testbed);
    const { failures } = await play('register: bob/phone', 'dial: bob', 'dtmf: "1"');
    assert.deepEqual(
      failures.map(({ kind, expected, seen }) => [kind, expected, seen]),
      [['dtmf', 'a call that is connected', 'it is ringing']],
    );
  });

  it('loses and delays a signal of the app, or to it', async () => {
    await signIn(testbed);
    const { failures } = await play(
      'register: bob/phone',
      'dial: bob',
      'lose: { device: bob/phone, by: device, signal: accept }',
      'answer: bob/phone',
      'wait: { event: signal.lost, where: { signal: accept } }',
      'expect: { state: ringing }',
      'cancel',
      'pass: 3 s',
      'dial: bob',
      'delay: { device: bob/phone, signal: ended, time: 4 s }',
      'cancel',
      'wait: { event: signal.delayed, where: { signal: ended, delayMs: 4000 } }',
      'expect: { endReason: cancelled }',
    );
    assert.deepEqual(failures, []);
  });

  it('pushes with another key after a rotation, and the old one is no longer taken', async () => {
    await signIn(testbed);
    const { keyId } = testbed.providerKeys.voip;
    const { failures } = await play(
      'register: bob/phone',
      'rotateCredential: voip',
      'dial: bob',
      'expect: { legs: { phone: { push: { channel: voip, status: 200 } } } }',
      'cancel',
    );
    assert.deepEqual(failures, []);
    assert.notEqual(testbed.providerKeys.voip.keyId, keyId);
  });

  it('fails a step that no ringing call answers to', async () => {
    await signIn(testbed);
    const { failures } = await play('register: bob/phone', 'dial: bob', 'cancel', 'pass: 5 s', 'answer: bob/phone');
    assert.deepEqual(
      failures.map(({ kind, expected, seen }) => [kind, expected, seen]),
      [['answer', 'a ringing call on iPhone 15', 'there is none']],
    );
  });

  it('knows which steps it cannot carry out', async () => {
    const { script } = await readScriptFile(join(PACKAGE_ROOT, 'fixtures', 'scripts', 'malformed-signal.yaml'));
    assert.deepEqual(
      refusedSteps(script, stage()).map(({ kind }) => kind),
      ['send', 'see', 'connect'],
    );
  });
});
