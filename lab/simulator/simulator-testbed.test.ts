import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { WebSocket } from 'ws';

import { type Certificates, makeCertificates } from '../../mock-apns/index.ts';
import { anyIosVersion } from '../../virtual-iphone/ios/versions.ts';
import { ControlClient } from '../control/client.ts';
import { controlOfOnePhone } from '../control/one-phone.test-data.ts';
import { failure } from '../control/refused.test-data.ts';
import type { SimulatorEntry } from '../inventory.ts';
import { freePorts } from '../ports.ts';
import { CALLEE } from '../testbed.ts';
import { Simctl } from './simctl.ts';
import { createSimulatorTestbed, type SimulatorTestbed } from './simulator-testbed.ts';
import { type StandInAnswer, type StandInXcrun, simctlDevices, standInXcrun } from './stand-in-xcrun.test-data.ts';

const UDID = '5A0E7D5C-52C4-4C1C-8D3E-1F4B4C1D7E11';
const BUNDLE_ID = 'com.example.calls';
const SECRET = 'in-the-test-0001';
const APP = '/builds/Calls.app';
const CALL = { name: 'Alice', handle: 'alice@example.com', video: false };

const LIST = 'simctl list --json devices';
const BOOT = `simctl bootstatus ${UDID} -b`;
const INSTALL = `simctl install ${UDID} ${APP}`;
const GRANT = `simctl privacy ${UDID} grant microphone ${BUNDLE_ID}`;
const PUSH = `simctl push ${UDID} ${BUNDLE_ID} -`;
const UNINSTALL = `simctl uninstall ${UDID} ${BUNDLE_ID}`;
const SHUTDOWN = `simctl shutdown ${UDID}`;

describe('The testbed of a simulator', () => {
  let certificates: Certificates;
  let xcrun: StandInXcrun;
  let testbed: SimulatorTestbed;
  let client: ControlClient;
  let probePort: number;
  const ends: (() => unknown)[] = [];

  before(async () => {
    certificates = await makeCertificates();
  });

  beforeEach(async () => {
    xcrun = standInXcrun({
      [LIST]: simctlDevices(UDID),
      [BOOT]: { stdout: 'Monitoring boot status for iPhone 16.\nDevice already booted, nothing to do.\n' },
      [INSTALL]: {},
      [GRANT]: {},
      [PUSH]: { stdout: `Notification sent to '${BUNDLE_ID}'\n` },
      [UNINSTALL]: {},
      [SHUTDOWN]: {},
    });
    ends.push(() => xcrun.remove());
    const [port = 0, second = 0] = await freePorts(2);
    probePort = second;
    const entry: SimulatorEntry = {
      name: 'Simulated',
      kind: 'simulator',
      model: { name: 'iPhone 16' },
      ios: anyIosVersion('18.6'),
      language: 'en',
      variants: {},
      udid: UDID,
      appFolder: APP,
      app: {
        CFBundleIdentifier: BUNDLE_ID,
        CFBundleDisplayName: 'Calls',
        CFBundleShortVersionString: '1.0',
        UIBackgroundModes: ['audio', 'voip'],
      },
      callServer: { host: '127.0.0.1', port },
      probe: { host: '127.0.0.1', port: probePort, secret: SECRET },
    };
    testbed = await createSimulatorTestbed(entry, certificates, {
      simctl: new Simctl(xcrun.environment),
    });
    ends.push(() => testbed.close());
    const control = await controlOfOnePhone(testbed);
    ends.push(() => control.close());
    client = new ControlClient(control.url);
  });

  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  /** As the probe in the app does. @param take says why the app does not take a payload; null: it does; undefined: nothing */
  async function connectProbe(take: (payload: Record<string, unknown>) => string | null | undefined): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${probePort}/probe`);
    ends.push(() => socket.terminate());
    await once(socket, 'open');
    const launch = 'ABABABAB-0000-4000-8000-000000000001';
    const hello = { type: 'hello', version: 1, secret: SECRET, launch, bundleId: BUNDLE_ID, build: 'debug', told: 0 };
    socket.send(JSON.stringify(hello));
    await once(socket, 'message');
    socket.on('message', (data: Buffer) => {
      const { id, payload } = JSON.parse(data.toString()) as { id: string; payload: Record<string, unknown> };
      const refused = take(payload);
      if (refused !== undefined) socket.send(JSON.stringify({ type: 'injected', id, refused }));
    });
  }

  /** As the app does, over the network. */
  async function register(tokens: { alertToken: string | null; voipToken: string | null }): Promise<void> {
    const url = `${testbed.callServer.url}/users/${CALLEE}/devices/0a0b0c0d-0000-4000-8000-000000000001`;
    const response = await fetch(url, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...tokens, environment: 'sandbox', bundleId: BUNDLE_ID }),
    });
    assert.ok(response.ok, await response.text());
  }

  it('is booted and gets the app when it is leased, once', async () => {
    const lease = await client.lease('Simulated');
    assert.equal(lease.phone.kind, 'simulator');
    await client.returnLease(lease.id);
    await client.lease('Simulated');
    assert.deepEqual(xcrun.asked(), [LIST, BOOT, INSTALL, GRANT]);
  });

  it('is shut down at the end when it was off before, and left on when it was on', async () => {
    await testbed.admit();
    await testbed.close();
    assert.equal(xcrun.asked().at(-1), SHUTDOWN);
  });

  it('is left on when it was on before', async () => {
    xcrun.answer(LIST, simctlDevices(UDID, { state: 'Booted' }));
    await testbed.admit();
    await testbed.close();
    assert.ok(!xcrun.asked().includes(SHUTDOWN));
  });

  it('gets ordinary pushes by simctl, as the call server sent them', async () => {
    await register({ alertToken: 'ab'.repeat(80), voipToken: null });
    await client.phone(UDID).dial(CALL);
    const [pushed = ''] = xcrun.asked();
    assert.ok(pushed.startsWith(`${PUSH} < {`), pushed);
    const payload = JSON.parse(pushed.slice(`${PUSH} < `.length)) as { aps: { alert: unknown; sound: unknown } };
    assert.match(JSON.stringify(payload.aps.alert), /Alice/);
    assert.equal((await client.phone(UDID).journal({ kind: 'push.accepted' })).length, 1);
  });

  it('gets no VoIP push: what needs one cannot be observed', async () => {
    await register({ alertToken: null, voipToken: 'cd'.repeat(32) });
    const { means, message } = await failure(client.phone(UDID).dial(CALL));
    assert.equal(means, 'not-observable');
    assert.match(
      message,
      /^PushKit delivers no VoIP pushes on a simulator, and an app that is suspended or not running/,
    );
    assert.deepEqual(xcrun.asked(), []);
  });

  it('gets a VoIP push by a probe in the app, where there is one', async () => {
    const injected: unknown[] = [];
    await connectProbe((payload) => {
      injected.push((payload['call'] as { from: unknown }).from);
      return null;
    });
    await register({ alertToken: null, voipToken: 'cd'.repeat(32) });
    await client.phone(UDID).dial(CALL);
    assert.deepEqual(injected, [{ name: CALL.name, handle: CALL.handle }]);
  });

  it('gets none while the app is suspended, which a probe cannot wake', async () => {
    await connectProbe(() => undefined);
    await register({ alertToken: null, voipToken: 'cd'.repeat(32) });
    const { means, message } = await failure(client.phone(UDID).dial(CALL));
    assert.equal(means, 'not-observable');
    assert.match(message, /an app that is suspended or not running takes none by its probe\.$/);
  }).timeout(20_000);

  it('is judged by no VoIP push that the app did not take', async () => {
    await connectProbe(() => 'the app has given the probe no PKPushRegistry with a delegate');
    await register({ alertToken: null, voipToken: 'cd'.repeat(32) });
    const { means, message } = await failure(client.phone(UDID).dial(CALL));
    assert.equal(means, 'skipped');
    assert.match(
      message,
      /^The push was not handed to the app on "Simulated": the app has given the probe no PKPushReg/,
    );
  });

  it('has the app installed afresh, but no other build of it', async () => {
    await client.phone(UDID).install();
    assert.deepEqual(xcrun.asked(), [UNINSTALL, INSTALL, GRANT]);
    assert.equal((await failure(client.phone(UDID).install('old'))).means, 'not-observable');
  });

  it('cannot do what only a simulated phone of the lab can', async () => {
    const { means, message } = await failure(client.phone(UDID).reboot());
    assert.equal(means, 'not-observable');
    assert.equal(message, 'On a simulator no test can restart the phone.');
  });

  const troubles: readonly (readonly [what: string, commandLine: string, answer: StandInAnswer, message: RegExp])[] = [
    [
      'a Mac without Xcode',
      LIST,
      { stderr: 'xcrun: error: unable to find utility "simctl", not a developer tool or in PATH\n', code: 72 },
      /^Simulators cannot be listed: .*unable to find utility "simctl".* Run ringproof doctor\.$/,
    ],
    [
      'a udid that no simulator has',
      LIST,
      simctlDevices('00000000-0000-0000-0000-000000000000'),
      /^There is no simulator 5A0E7D5C.* for "Simulated"\. This Mac has 00000000-.* \(iPhone 16, iOS 18\.6\)\.$/,
    ],
    [
      'a runtime that is gone',
      LIST,
      simctlDevices(UDID, { isAvailable: false, availabilityError: 'runtime profile not found' }),
      /cannot be used: runtime profile not found\. Install its runtime in Xcode\.$/,
    ],
    [
      'a simulator that does not boot',
      BOOT,
      {
        stderr:
          'An error was encountered processing the command (domain=NSPOSIXErrorDomain, code=60):\nUnable to boot\n',
        code: 60,
      },
      /^The simulator "Simulated" does not boot: An error .*\. Boot it by hand to see why: xcrun simctl bootstatus/,
    ],
    [
      'an app that cannot be installed',
      INSTALL,
      { stderr: 'Failed to find matching arch for input file\n', code: 1 },
      /does not take the app: Failed to find matching arch.*Check that \/builds\/Calls\.app is built for simulators/,
    ],
  ];
  for (const [what, commandLine, answer, message] of troubles) {
    it(`judges nothing with ${what}, says so and holds no phone`, async () => {
      xcrun.answer(commandLine, answer);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const error = await failure(client.lease('Simulated'));
        assert.equal(error.means, 'skipped');
        assert.match(error.message, message);
      }
      assert.deepEqual(await client.leases(), []);
    });
  }

  it('judges nothing without xcrun', async () => {
    xcrun.remove();
    const { means, message } = await failure(client.lease('Simulated'));
    assert.equal(means, 'skipped');
    assert.match(message, /^"Simulated" is a simulator, and there is no xcrun on the PATH\. Simulators need a Mac/);
  });

  it('judges nothing by a push that simctl did not take', async () => {
    xcrun.answer(PUSH, { stderr: 'Invalid device state: Shutdown\n', code: 149 });
    await register({ alertToken: 'ab'.repeat(32), voipToken: null });
    const { means, message } = await failure(client.phone(UDID).dial(CALL));
    assert.equal(means, 'skipped');
    assert.match(message, /^simctl did not take the push for "Simulated": Invalid device state: Shutdown\./);
  });
});
