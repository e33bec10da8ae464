/** `ringproof serve` tells whom to talk to: every address, file and line of its output is tried with a stock client. */

import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import apn from '@parse/node-apn';
import { type Browser, remote } from 'webdriverio';
import { ControlClient } from '../lab/control/client.ts';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { Place, type Running, START_LIMIT_MS } from './test-support.ts';

/** The app logs its VoIP token, as a vendor's app would whose own server is to push to it. */
const TELLS_ITS_TOKEN = `
import type { PKPushCredentials, PKPushRegistry } from 'PushKit';
import { UIApplicationMain } from 'UIKit';
import { AppDelegate } from './app-delegate.ts';

UIApplicationMain(
  class extends AppDelegate {
    override pushRegistryDidUpdatePushCredentialsForType(registry: PKPushRegistry, credentials: PKPushCredentials): void {
      const hex = Array.from(credentials.token.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      console.log('VoIP token <' + hex + '>');
      super.pushRegistryDidUpdatePushCredentialsForType(registry, credentials);
    }
  },
);
`;

const LAB = `
app: app
phones:
  - { model: iPhone 15, ios: '18.6' }
  - { model: iPhone 6s, ios: '9.3' }
`;

describe('A lab that is served', function () {
  this.timeout(START_LIMIT_MS);

  const place = new Place();
  let lab: Running;
  let output: string;

  before(async () => {
    await cp(join(PACKAGE_ROOT, 'fixtures', 'apps', 'reference'), place.at('app'), { recursive: true });
    await place.write('app/main.ts', TELLS_ITS_TOKEN);
    await place.write('lab.yaml', LAB);
    lab = await place.start(['serve', '--lab', 'lab.yaml', '--usbmuxd-port', '0']);
    output = await lab.says('Ctrl-C ends the lab.\n');
  });
  after(() => place.remove());

  /** What the output says behind a name, at its first place: for the iPhone 15, when it is about a phone. */
  function said(name: string): string {
    const value = new RegExp(`^ *${name} +(.+)$`, 'm').exec(output)?.[1];
    assert.ok(value !== undefined, `"${name}" is not in the output:\n${output}`);
    return value;
  }

  /** `file  key id ABC  team id DEF` */
  function saidKey(name: string) {
    const [key = '', keyId = '', teamId = ''] = said(name).split(/ {2}(?:key|team) id /);
    return { key, keyId, teamId };
  }

  /** Launches the app once more, since it may have spoken before the driver listened. */
  async function tokenToldBy(driver: Browser): Promise<string> {
    await driver.execute('mobile: terminateApp', { bundleId: said('app') });
    await driver.execute('mobile: activateApp', { bundleId: said('app') });
    let log = '';
    const token = await driver.waitUntil(async () => {
      const lines = (await driver.getLogs('syslog')) as { message: string }[];
      log += lines.map(({ message }) => message).join('\n');
      return /VoIP token <([0-9a-f]+)>/.exec(log)?.[1];
    });
    return token;
  }

  async function send(push: apn.Notification, token: string, keyName: 'alert key' | 'VoIP key') {
    const [gateway = '', authority = ''] = said('APNs gateway').split(/ {2}CA /);
    const { hostname: address, port } = new URL(gateway);
    const ca = [await readFile(authority, 'utf8')];
    const provider = new apn.Provider({ token: saidKey(keyName), address, port: Number(port), ca });
    try {
      return await provider.send(push, token);
    } finally {
      void provider.shutdown();
    }
  }

  it('says where everything is', async () => {
    const { phones, appiumUrl } = await new ControlClient(said('Control API')).info();
    assert.deepEqual(
      phones.map(({ name }) => name),
      ['iPhone 15', 'iPhone 6s'],
    );
    assert.equal(appiumUrl, said('Appium'));
    for (const { name, ios, udid } of phones) {
      assert.ok(output.includes(`\n${name}, iOS ${ios}\n  udid          ${udid}\n`));
    }
    const status = await fetch(`${said('Appium')}/status`);
    assert.equal(status.status, 200);
    const users = await fetch(`${said('call server').split(' ')[0]}/users/bob`);
    assert.equal(users.status, 404, 'nobody has signed in yet');
  });

  for (const [door, kind] of [
    ['usbmuxd', 'UNIX:/'],
    ['or', '127.0.0.1:'],
  ] as const) {
    it(`shows its phones to libimobiledevice, at ${kind}`, async function () {
      const [name = '', value = ''] = said(door).split('=');
      assert.ok(value.startsWith(kind));
      const call = (tool: string, args: string[]) =>
        promisify(execFile)(tool, args, { env: { ...process.env, [name]: value } });
      const [ids, model] = await Promise.all([
        call('idevice_id', ['-l']),
        call('ideviceinfo', ['-u', said('udid'), '-k', 'ProductVersion']),
      ]).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return this.skip();
        throw error;
      });
      const udids = [...output.matchAll(/^ {2}udid +(\S+)$/gm)].map(([, udid]) => udid);
      const listed = ids.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]);
      assert.deepEqual(new Set(listed), new Set(udids));
      assert.equal(model.stdout, '18.6\n');
    });
  }

  it('opens an Appium session, and takes a push from node-apn to the token that the app tells', async () => {
    const { hostname, port } = new URL(said('Appium'));
    const capabilities = { ...JSON.parse(said('capabilities')), 'appium:skipLogCapture': false };
    const driver = await remote({ hostname, port: Number(port), path: '/', logLevel: 'error', capabilities });
    try {
      assert.equal(await driver.isAppInstalled(said('app')), true);
      const token = await tokenToldBy(driver);

      const push = new apn.Notification();
      push.rawPayload = { aps: {}, call: { id: 'b7f1a1d0-95ab-4a3c-8b1e-0d5a2f1c4e11', name: 'Alice', handle: 'a' } };
      push.topic = `${said('app')}.voip`;
      push.pushType = 'voip';
      push.expiry = 0;
      const { sent, failed } = await send(push, token, 'VoIP key');
      assert.deepEqual([sent.length, failed], [1, []]);
      const phone = new ControlClient(said('Control API')).phone(said('udid'));
      assert.equal((await phone.journal({ kind: 'push.accepted', data: { topic: push.topic } })).length, 1);
      assert.ok(await phone.waitFor({ kind: 'push.delivered', data: { channel: 'pushkit' } }, 5_000));
      const refused = await send(push, token, 'alert key');
      assert.equal(refused.failed[0]?.response?.reason, 'TopicDisallowed');
    } finally {
      await driver.deleteSession();
    }
  });

  it('ends by Ctrl-C, which is no error, and takes its keys along', async () => {
    lab.process.kill('SIGINT');
    const { exitCode, stderr } = await lab.ended;
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.deepEqual(place.processes, []);
    assert.deepEqual(place.temporaryFiles, []);
  });
});
