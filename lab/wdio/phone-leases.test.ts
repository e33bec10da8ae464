/** Leases of workers, in a lab whose phone has its WebDriverAgent at an address, and loses it. */

import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { makeCertificates, startGateway } from '../../mock-apns/index.ts';
import { anyIosVersion } from '../../virtual-iphone/ios/versions.ts';
import { ControlClient } from '../control/client.ts';
import { controlOfOnePhone } from '../control/one-phone.test-data.ts';
import type { RunEvent } from '../control/protocol.ts';
import { freePorts } from '../ports.ts';
import { createRealTestbed } from '../real/real-testbed.ts';
import { ENVIRONMENT } from './environment.ts';
import { PhoneLeases } from './phone-leases.ts';

const SPEC = pathToFileURL('/specs/answering.spec.ts').href;

describe('The lease of a worker', () => {
  const ends: (() => unknown)[] = [];
  const events: RunEvent[] = [];
  const capabilities = { 'appium:deviceName': 'Desk phone' };
  let agent: Server;
  let lab: ControlClient;

  before(async () => {
    agent = createServer((_, response) => response.end(JSON.stringify({ value: { ready: true } })));
    agent.listen(0, '127.0.0.1');
    await once(agent, 'listening');
    ends.push(() => agent.close());
    const clock = new TestbedClock();
    ends.push(() => clock.close());
    const apple = await startGateway({ clock, journal: new Journal(clock) });
    ends.push(() => apple.close());
    const [port = 0] = await freePorts(1);
    const testbed = await createRealTestbed(
      {
        name: 'Desk phone',
        kind: 'real',
        model: { name: 'iPhone 15' },
        ios: anyIosVersion('18.6.2'),
        language: 'en',
        variants: {},
        udid: '00008120-000A11223344002E',
        webDriverAgent: { url: `http://127.0.0.1:${(agent.address() as AddressInfo).port}` },
        app: {
          CFBundleIdentifier: 'com.example.calls',
          CFBundleDisplayName: 'Calls',
          CFBundleShortVersionString: '1.0',
          UIBackgroundModes: ['voip'],
        },
        callServer: { host: '127.0.0.1', port },
        environment: 'sandbox',
        relay: { to: { url: apple.url, ca: apple.certificateAuthority }, credential: apple.issueKey() },
      },
      await makeCertificates(),
    );
    ends.push(() => testbed.close());
    const control = await controlOfOnePhone(testbed, {
      capabilities: () => ({ 'appium:udid': testbed.udid }),
      onRunEvent: (event) => events.push(event),
    });
    ends.push(() => control.close());
    lab = new ControlClient(control.url);
    process.env[ENVIRONMENT.controlUrl] = control.url;
  });
  afterEach(() => events.splice(0));
  after(async () => {
    delete process.env[ENVIRONMENT.controlUrl];
    for (const end of ends.toReversed()) await end();
  });

  it('is given back when the worker has ended, by whatever exit code', async () => {
    const leases = new PhoneLeases();
    for (const exitCode of [0, 1, 2]) {
      await leases.take(`0-${exitCode}`, { ...capabilities });
      assert.deepEqual(
        (await lab.leases()).map(({ by }) => by),
        [`worker 0-${exitCode} of a run`],
      );
      await leases.giveBack(`0-${exitCode}`, exitCode, [SPEC]);
      assert.deepEqual(await lab.leases(), []);
      assert.deepEqual(events.splice(0), [
        { type: 'specs-ended', phone: 'Desk phone', specs: ['/specs/answering.spec.ts'], exitCode },
      ]);
    }
  });

  it('is none when the phone was lost since the last one, which is told once, and keeps nobody from it', async () => {
    const leases = new PhoneLeases();
    await leases.take('0-0', { ...capabilities });
    agent.closeAllConnections();
    await new Promise((closed) => agent.close(closed));
    await leases.giveBack('0-0', 1, [SPEC]);
    events.splice(0);
    await assert.rejects(leases.take('0-1', { ...capabilities }), /^ControlApiError: WebDriverAgent cannot be used on/);
    await leases.giveBack('0-1', 1, [SPEC]);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['trouble', 'specs-ended'],
    );
    assert.deepEqual(await lab.leases(), []);
  });
});
