import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Certificates, type Gateway, makeCertificates, startGateway } from '../../mock-apns/index.ts';
import { anyIosVersion } from '../../virtual-iphone/ios/versions.ts';
import { ControlClient, type PhoneControl } from '../control/client.ts';
import { InconclusiveError } from '../control/controlled-testbed.ts';
import { controlOfOnePhone } from '../control/one-phone.test-data.ts';
import { failure } from '../control/refused.test-data.ts';
import type { RealPhoneEntry } from '../inventory.ts';
import { freePorts } from '../ports.ts';
import { CALLEE } from '../testbed.ts';
import { createRealTestbed, type RealTestbed } from './real-testbed.ts';

const BUNDLE_ID = 'com.example.calls';
const UDID = '00008120-000A11223344002E';
const CALL = { name: 'Alice', handle: 'alice@example.com', video: false };

describe('The testbed of a real phone', () => {
  const clock = new TestbedClock();
  let certificates: Certificates;
  /** Stands for Apple. */
  let apple: Gateway;
  let appleJournal: Journal;
  let testbed: RealTestbed;
  let client: ControlClient;
  const ends: (() => unknown)[] = [];

  before(async () => {
    certificates = await makeCertificates();
  });
  beforeEach(async () => {
    appleJournal = new Journal(clock);
    apple = await startGateway({ clock, journal: appleJournal });
    ends.push(() => apple.close());
  });
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });
  after(() => clock.close());

  async function entry(change: Partial<RealPhoneEntry> = {}): Promise<RealPhoneEntry> {
    const [port = 0] = await freePorts(1);
    return {
      name: 'Desk phone',
      kind: 'real',
      model: { name: 'iPhone 15' },
      ios: anyIosVersion('18.6.2'),
      language: 'en',
      variants: {},
      udid: UDID,
      webDriverAgent: { preinstalled: 'com.example.wda' },
      app: {
        CFBundleIdentifier: BUNDLE_ID,
        CFBundleDisplayName: 'Calls',
        CFBundleShortVersionString: '1.0',
        UIBackgroundModes: ['audio', 'voip'],
      },
      callServer: { host: '127.0.0.1', port },
      environment: 'sandbox',
      relay: { to: { url: apple.url, ca: apple.certificateAuthority }, credential: apple.issueKey() },
      ...change,
    };
  }

  async function open(change: Partial<RealPhoneEntry> = {}): Promise<RealTestbed> {
    testbed = await createRealTestbed(await entry(change), certificates);
    ends.push(() => testbed.close());
    const control = await controlOfOnePhone(testbed);
    ends.push(() => control.close());
    client = new ControlClient(control.url);
    return testbed;
  }

  /** As the app on the phone does, over the network. */
  async function register(voipToken: string): Promise<void> {
    const body = { voipToken, alertToken: null, environment: 'sandbox', bundleId: BUNDLE_ID };
    const response = await fetch(
      `${testbed.callServer.url}/users/${CALLEE}/devices/0a0b0c0d-0000-4000-8000-000000000001`,
      {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
    );
    assert.ok(response.ok, await response.text());
  }

  it('has its pushes carried to Apple, with the key of the lab file', async () => {
    await open();
    await register(await apple.device('far').register(`${BUNDLE_ID}.voip`));
    await client.phone(UDID).dial(CALL);
    const [accepted] = appleJournal.events({ kind: 'push.accepted' });
    assert.equal(accepted?.data['topic'], `${BUNDLE_ID}.voip`);
    assert.equal(testbed.journal.events({ kind: 'relay.answered', data: { status: 200 } }).length, 1);
  });

  for (const [reason, advice] of [
    ['BadDeviceToken', /Check `apns.environment` \(sandbox\)/],
    ['TopicDisallowed', /Check that `app.bundleId` \(com\.example\.calls\)/],
    ['InvalidProviderToken', /Check that `apns.keyId`/],
    ['ExpiredProviderToken', /this host's clock/],
  ] as const) {
    it(`says what to check when Apple answers ${reason}, and judges nothing by it`, async () => {
      await open();
      await register(await apple.device('far').register(`${BUNDLE_ID}.voip`));
      apple.failNext({ reason });
      const { means, message } = await failure(client.phone(UDID).dial(CALL));
      assert.equal(means, 'skipped');
      assert.match(message, new RegExp(`^Apple refused the push: ${reason}\\. `));
      assert.match(message, advice);
    });
  }

  for (const [hours, reason, advice] of [
    [2, 'ExpiredProviderToken', /Check this host's clock/],
    [-2, 'InvalidProviderToken', /check that this host's clock is not ahead/],
  ] as const) {
    it(`says to check the clock of this host when Apple's is ${hours} h ahead`, async () => {
      const far = new TestbedClock({ standsAt: Date.now() + hours * 3_600_000 });
      ends.push(() => far.close());
      const elsewhere = await startGateway({ clock: far, journal: new Journal(far) });
      ends.push(() => elsewhere.close());
      const credential = elsewhere.issueKey();
      await open({ relay: { to: { url: elsewhere.url, ca: elsewhere.certificateAuthority }, credential } });
      await register(await elsewhere.device('far').register(`${BUNDLE_ID}.voip`));
      const { means, message } = await failure(client.phone(UDID).dial(CALL));
      assert.equal(means, 'skipped');
      assert.ok(message.startsWith(`Apple refused the push: ${reason}. `), message);
      assert.match(message, advice);
    });
  }

  it('tells of a push that Apple refused while something else was asked, until the next check begins', async () => {
    await open();
    await register(await apple.device('far').register(`${BUNDLE_ID}.voip`));
    const phone = client.phone(UDID);
    const began = await phone.journalPosition();
    await phone.dial(CALL);
    await phone.checkPushes(began);
    apple.failNext({ reason: 'ExpiredProviderToken' });
    await testbed.callServer.dial({ from: { name: 'Bob', handle: 'b@example.com' }, to: CALLEE, video: false });
    const { means, message } = await failure(phone.checkPushes(began));
    assert.deepEqual([means, message.slice(0, 45)], ['skipped', 'Apple refused the push: ExpiredProviderToken.']);
    await phone.checkPushes(await phone.journalPosition());
  });

  it('says so when Apple cannot be reached', async () => {
    await open();
    await register('ab'.repeat(32));
    await apple.close();
    const { means, message } = await failure(client.phone(UDID).dial(CALL));
    assert.equal(means, 'skipped');
    assert.match(message, /^Apple could not be reached at 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  });

  it('answers what no real phone can do as not observable', async () => {
    await open();
    const phone = client.phone(UDID);
    const levers = [
      () => phone.reboot(),
      () => phone.terminateBySystem(),
      () => phone.forceQuit(),
      () => phone.install(),
      () => phone.update(),
      () => phone.setFlightMode(true),
      () => phone.blockNetwork(),
      () => phone.rotateTokens(),
      () => phone.issuedTokens(),
      () => phone.recents(),
      () => phone.line({ do: 'set-filters', doNotDisturb: true }),
      () => phone.memoryPressure('critical'),
      () => phone.restartCallServices(),
    ];
    for (const lever of levers) {
      const { means, message } = await failure(lever());
      assert.equal(means, 'not-observable');
      assert.match(message, /^On a real phone no test can /);
    }
  });

  it('has no record of CallKit without a probe in the app', async () => {
    await open();
    const phone = client.phone(UDID);
    const asked = [
      { kind: 'call.reported' },
      { kind: 'action.fulfilled' },
      { kind: 'call.ended', data: { call: 'AB00' } },
    ];
    for (const match of asked) {
      assert.equal((await failure(phone.journal(match))).means, 'not-observable');
      assert.equal((await failure(phone.waitFor(match, 60_000))).means, 'not-observable');
    }
    assert.deepEqual(await phone.journal({ kind: 'call.ended', data: { call: 'ab00' } }), []);
  });

  it('waits in real time, and no longer than for what it waits for', async () => {
    await open();
    const began = Date.now();
    const waiting = client.phone(UDID).waitFor({ kind: 'device.registered' }, 600_000);
    await register('ab'.repeat(32));
    assert.ok(await waiting);
    await client.phone(UDID).elapse(30);
    assert.ok(Date.now() - began >= 30);
  });

  describe('whose app has a probe', () => {
    const call = 'AB001122-1111-4222-8333-444455556666';
    const offers = { holding: true, grouping: false, dtmf: false, video: false };
    const report = { type: 'report', call, caller: 'Alice', offers, error: null };
    const reported = { kind: 'call.reported', data: { call } };
    const answered = { kind: 'action.performed', data: { call } };
    let listen: { readonly host: string; readonly port: number; readonly secret: string };

    async function openWithProbe(): Promise<PhoneControl> {
      const [port = 0] = await freePorts(1);
      listen = { host: '127.0.0.1', port, secret: 'in-the-test-0001' };
      await open({ probe: listen });
      return client.phone(UDID);
    }

    /** A process of the app that tells this. */
    async function process(...told: readonly object[]): Promise<WebSocket> {
      const socket = new WebSocket(`ws://127.0.0.1:${listen.port}/probe`);
      ends.push(() => socket.terminate());
      await once(socket, 'open');
      const hello = { type: 'hello', version: 1, secret: listen.secret, launch: randomUUID(), bundleId: BUNDLE_ID };
      for (const message of [
        { ...hello, build: 'debug', told: told.length },
        ...told.map((one, at) => ({ ...one, n: at + 1 })),
      ]) {
        socket.send(JSON.stringify(message));
        await once(socket, 'message');
      }
      return socket;
    }

    it("has the probe's record of CallKit, once it has connected", async () => {
      const phone = await openWithProbe();
      assert.match(
        (await failure(phone.journal(reported))).message,
        /^No probe in the app on "Desk phone" has connected/,
      );
      await process(report);
      const event = await phone.waitFor(reported, 5_000);
      assert.deepEqual([event?.part, event?.data['caller']], ['probe', 'Alice']);
      assert.deepEqual(await phone.journal(answered), []);
      assert.equal(await phone.waitFor(answered, 1), null);
      assert.equal((await failure(phone.journal({ kind: 'call.shown' }))).means, 'not-observable');
    });

    it('can judge nothing by silence once the probe has died in the middle of a call', async () => {
      const phone = await openWithProbe();
      const first = await process(report);
      const closing = testbed.journal.next(({ kind }) => kind === 'probe.closed', 5_000);
      first.terminate();
      await closing;
      await process();
      for (const asked of [phone.journal(answered), phone.waitFor(answered, 1)]) {
        const { means, message } = await failure(asked);
        assert.equal(means, 'skipped');
        assert.match(message, new RegExp(`ended in the middle of the call ${call}`));
      }
      assert.ok(await phone.waitFor(reported, 1));
    });

    it('tells which tokens Apple gave out, as soon as the app has had both', async () => {
      const phone = await openWithProbe();
      const [alert, voip] = ['ab'.repeat(32), 'cd'.repeat(32)];
      await process({ type: 'token', kind: 'voip', token: voip }, { type: 'token', kind: 'alert', token: alert });
      assert.deepEqual(await phone.issuedTokens(), { alert, voip, environment: 'sandbox' });
    });

    it('takes pushes by it', async () => {
      const phone = await openWithProbe();
      const socket = await process();
      socket.on('message', (data: Buffer) => {
        const { id } = JSON.parse(data.toString()) as { id: string };
        socket.send(JSON.stringify({ type: 'injected', id, refused: null }));
      });
      await phone.injectPush({ call: { id: call } });
      assert.equal(testbed.journal.events({ kind: 'push.injected', data: { refused: null } }).length, 1);
    });

    it('is refused with the entry to mend when the lab cannot listen there', async () => {
      await openWithProbe();
      await assert.rejects(createRealTestbed(await entry({ probe: listen }), certificates), {
        name: 'UsageError',
        message: new RegExp(
          `"Desk phone": the lab cannot listen for the app's probe on 127\\.0\\.0\\.1:${listen.port}: .*EADDRINUSE`,
        ),
      });
    });
  });

  describe('whose WebDriverAgent is at an address', () => {
    let agent: Server;
    let answer: string;
    const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    beforeEach(async () => {
      answer = JSON.stringify({ value: { ready: true }, sessionId: null });
      agent = createServer((_, response) => response.end(answer));
      await new Promise<void>((listening) => agent.listen(0, '127.0.0.1', listening));
      ends.push(() => agent.close());
    });

    it('is leased when it is ready', async () => {
      await open({ webDriverAgent: { url: urlOf(agent) } });
      assert.equal((await client.lease('Desk phone')).phone.udid, UDID);
    });

    it('is not leased, nor held, when nobody answers there, and tells what to check', async () => {
      const url = urlOf(agent);
      await open({ webDriverAgent: { url } });
      agent.closeAllConnections();
      await new Promise((closed) => agent.close(closed));
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const { means, message } = await failure(client.lease('Desk phone'));
        assert.equal(means, 'skipped');
        assert.match(message, /WebDriverAgent cannot be used on "Desk phone" at http.*ECONNREFUSED.* plugged in/);
      }
    });

    it('is not leased when something else answers there', async () => {
      await open({ webDriverAgent: { url: urlOf(agent) } });
      answer = '<html></html>';
      await assert.rejects(testbed.admit(), InconclusiveError);
    });
  });

  it('is refused with the entry to mend when its call server cannot listen there', async () => {
    const { callServer } = await open();
    const { port } = new URL(callServer.url);
    await assert.rejects(
      createRealTestbed(await entry({ callServer: { host: '127.0.0.1', port: Number(port) } }), certificates),
      {
        name: 'UsageError',
        message: new RegExp(`"Desk phone": the call server cannot listen on 127\\.0\\.0\\.1:${port}: .*EADDRINUSE`),
      },
    );
  });
});
