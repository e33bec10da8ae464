/** Hosts with and without each need: programs on a PATH of their own, servers on loopback. Nothing leaves the machine. */

import { strict as assert } from 'node:assert';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { makeCertificates, startGateway } from '../../mock-apns/index.ts';
import { startUsbmuxd } from '../../virtual-iphone/usbmuxd/index.ts';
import { freePorts } from '../ports.ts';
import { judged } from './appium-versions.ts';
import type { Host } from './checks.ts';
import { type Examined, examine, isGood } from './examine.ts';
import type { Needs } from './needs.ts';

const NOTHING: Needs = { kinds: new Set(), agents: [], buildsAgent: false, listens: [] };

describe('The doctor', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rp-doctor-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Puts a program on the PATH that prints `output`. */
  const program = (name: string, output: string, exitCode = 0) =>
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${output}'\nexit ${exitCode}\n`, { mode: 0o755 });

  const host = (beside: Partial<Host> = {}): Host => ({
    environment: { PATH: folder, TMPDIR: folder },
    platform: 'darwin',
    node: '22.1.0',
    terminal: true,
    ...beside,
  });

  async function look(name: string, needs: Needs, on = host()): Promise<Examined> {
    const found = (await examine(on, needs)).find((each) => each.name === name);
    assert.ok(found, `no check is named ${name}`);
    return found;
  }

  it('is content with a host that has all a virtual lab needs, and names what makes it richer', async () => {
    const examined = await examine(host(), { ...NOTHING, kinds: new Set(['virtual']) });
    assert.ok(isGood(examined), JSON.stringify(examined));
    assert.deepEqual(
      examined.filter(({ status }) => status === 'optional').map(({ name }) => name),
      ['npm', 'Java'],
    );
    assert.equal(examined.find(({ name }) => name === 'Xcode')?.status, 'not-needed');
  });

  it('finds a Node that is too old', async () => {
    const { status, found, advice } = await look('Node', NOTHING, host({ node: '20.19.9' }));
    assert.deepEqual([status, found], ['missing', '20.19.9']);
    assert.match(advice ?? '', /^Install Node 20\.20 or newer/);
    assert.equal((await look('Node', NOTHING, host({ node: '20.20.0' }))).status, 'ok');
  });

  it('finds npm and Java when they are on the PATH', async () => {
    program('npm', '11.0.0');
    program('java', 'openjdk version "17"');
    assert.deepEqual(await look('npm', NOTHING), { name: 'npm', status: 'ok', found: '11.0.0' });
    assert.equal((await look('Java', NOTHING)).status, 'ok');
  });

  it('wants Xcode and simctl for a simulator, and says where they come from', async () => {
    const needs: Needs = { ...NOTHING, kinds: new Set(['simulator']) };
    const without = await look('Xcode', needs);
    assert.deepEqual([without.status, without.found], ['missing', 'no xcodebuild on the PATH']);
    assert.match(without.advice ?? '', /^Install Xcode/);
    assert.equal((await look('simctl', needs)).status, 'missing');
    program('xcodebuild', 'Xcode 26.3');
    program('xcrun', 'usage: simctl');
    assert.deepEqual(await look('Xcode', needs), { name: 'Xcode', status: 'ok', found: 'Xcode 26.3' });
    assert.equal((await look('simctl', needs)).status, 'ok');
  });

  it('tells of a simctl that is there and fails, and of a host that is no Mac', async () => {
    const needs: Needs = { ...NOTHING, kinds: new Set(['simulator']) };
    writeFileSync(join(folder, 'xcrun'), "#!/bin/sh\necho 'no developer tools were found' >&2\nexit 72\n", {
      mode: 0o755,
    });
    assert.equal((await look('simctl', needs)).found, 'no developer tools were found');
    const linux = await look('Xcode', needs, host({ platform: 'linux' }));
    assert.equal(linux.found, 'this is linux, and Xcode runs on macOS only');
  });

  it('wants Xcode for a real phone on which the driver builds WebDriverAgent, and for no other', async () => {
    const real: Needs = { ...NOTHING, kinds: new Set(['real']) };
    assert.equal((await look('Xcode', real)).status, 'not-needed');
    const linux = host({ platform: 'linux' });
    const { status, advice } = await look('Xcode', { ...real, buildsAgent: true }, linux);
    assert.equal(status, 'missing');
    assert.match(advice ?? '', /^Use a Mac, or start WebDriverAgent on one/);
    assert.equal((await look('simctl', { ...real, buildsAgent: true }, linux)).status, 'not-needed');
    const { found } = await look('simctl', { ...NOTHING, kinds: new Set(['simulator']) }, linux);
    assert.equal(found, 'this is linux');
  });

  it('takes a Java that does not run for none, as the one that macOS has in its place', async () => {
    program('java', 'Unable to locate a Java Runtime.', 1);
    const { status, found, advice } = await look('Java', NOTHING);
    assert.deepEqual([status, found], ['optional', 'no Java']);
    assert.match(advice ?? '', /^Install Java 8 or newer/);
  });

  it('finds Appium and its driver, for phones that are driven', async () => {
    const { status, found } = await look('Appium and its XCUITest driver', { ...NOTHING, kinds: new Set(['real']) });
    assert.equal(status, 'ok');
    assert.match(found, /^Appium 3\.\S+, driver \d+\./);
    const byHand: Needs = { ...NOTHING, kinds: new Set(['manual']) };
    assert.equal((await look('Appium and its XCUITest driver', byHand)).status, 'not-needed');
  });

  it('tries to listen where the lab file says that phones reach it', async () => {
    const [port = 0] = await freePorts(1);
    const at = (address: string): Needs => ({
      ...NOTHING,
      kinds: new Set(['real']),
      listens: [{ phone: 'Desk', setting: 'callServer', host: address, port }],
    });
    assert.equal((await look('Addresses for phones', NOTHING)).status, 'not-needed');
    assert.deepEqual((await look('Addresses for phones', at('127.0.0.1'))).found, `127.0.0.1:${port}`);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { status, found, advice } = await look('Addresses for phones', at('127.0.0.1'));
      assert.equal(status, 'missing');
      assert.equal(found, `Desk: \`callServer\` 127.0.0.1:${port} cannot be listened on (EADDRINUSE)`);
      assert.match(advice ?? '', /^Another run may be up/);
    } finally {
      other.close();
    }
    // TEST-NET-1 of RFC 5737: the address of no machine.
    const { found, advice } = await look('Addresses for phones', at('192.0.2.1'));
    assert.match(found, /\(EADDRNOTAVAIL\)$/);
    assert.match(advice ?? '', /^It is no address of this machine/);
  });

  it('tells of an Appium that the driver does not work with', () => {
    assert.equal(judged('3.8.0', '12.13.1', '^3.0.0-rc.2').ok, true);
    assert.equal(judged('3.8.0', '12.13.1', '^2.5.4 || ^3.0.0').ok, true);
    const { ok, found } = judged('2.19.0', '12.13.1', '^3.0.0-rc.2');
    assert.deepEqual([ok, found], [false, 'Appium 2.19.0, driver 12.13.1, which wants Appium ^3.0.0-rc.2']);
  });

  it('asks WebDriverAgent at its address', async () => {
    let answer: unknown = { value: { ready: true, os: { version: '17.7' } } };
    const server = createServer((_, response) =>
      response.setHeader('connection', 'close').end(JSON.stringify(answer)),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const needs: Needs = { ...NOTHING, kinds: new Set(['real']), agents: [{ phone: 'Ann’s', url }] };
    try {
      assert.deepEqual((await look('WebDriverAgent', needs)).found, 'Ann’s: iOS 17.7');
      answer = { hello: 'I am a router' };
      assert.match((await look('WebDriverAgent', needs)).found, /answers 200, but not as WebDriverAgent does$/);
      answer = { value: { ready: false } };
      assert.match((await look('WebDriverAgent', needs)).found, /is not ready$/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const gone = await look('WebDriverAgent', needs);
    assert.equal(gone.status, 'missing');
    assert.match(gone.found, /cannot be reached \(connect ECONNREFUSED/);
    assert.match(gone.advice ?? '', /iproxy 8100 8100/);
  });

  it('asks usbmuxd on its socket', async () => {
    const path = join(folder, 'mux');
    const needs: Needs = { ...NOTHING, kinds: new Set(['real']) };
    const on = host({ environment: { PATH: folder, TMPDIR: folder, USBMUXD_SOCKET_ADDRESS: `UNIX:${path}` } });
    const without = await look('usbmuxd', needs, on);
    assert.deepEqual([without.status, without.found.split(' (')[0]], ['missing', `no usbmuxd at UNIX:${path}`]);
    const usbmuxd = await startUsbmuxd({ socketPath: path });
    try {
      assert.equal((await look('usbmuxd', needs, on)).found, 'answers, 0 phones attached');
      assert.equal((await look('usbmuxd', NOTHING, on)).status, 'not-needed');
    } finally {
      await usbmuxd.close();
    }
  });

  it('reads a key for APNs as Apple makes them, and says what is wrong with another', async () => {
    const pem = (namedCurve: string) =>
      String(generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const lookAt = async (key: string, keyId = 'ABC123DEFG', teamId = 'TEAM123456') =>
      (await look('APNs key', { ...NOTHING, key: { key, keyId, teamId } })).found;
    assert.equal((await look('APNs key', NOTHING)).status, 'not-needed');
    assert.match(await lookAt('not a key'), /^it is no private key/);
    assert.equal(await lookAt(pem('secp384r1')), 'it is a key of another kind');
    assert.equal(await lookAt(pem('prime256v1')), 'ABC123DEFG of team TEAM123456');
    assert.equal(await lookAt(pem('prime256v1'), 'short'), 'the key id is "short"');
    assert.equal(await lookAt(pem('prime256v1'), undefined, 'My Team'), 'the team id is "My Team"');
  });

  it('tells of a proxy that answers in place of the gateway', async () => {
    const { certificate: cert, key } = await makeCertificates();
    const proxy = createTlsServer({ cert, key }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    try {
      const gateway = new URL(`https://127.0.0.1:${port}`);
      const { status, found, advice } = await look('APNs', { ...NOTHING, kinds: new Set(['real']), gateway });
      assert.deepEqual([status, found], ['missing', `127.0.0.1:${port} does not speak HTTP/2`]);
      assert.match(advice ?? '', /^A proxy or firewall seems to be in between/);
    } finally {
      proxy.close();
    }
  });

  it('contacts no gateway unless it was asked to', async () => {
    const real: Needs = { ...NOTHING, kinds: new Set(['real']) };
    assert.equal((await look('APNs', real)).status, 'not-asked');
    const clock = new TestbedClock();
    const certificates = await makeCertificates();
    const gateway = await startGateway({ clock, journal: new Journal(clock), certificates });
    const url = new URL(gateway.url);
    try {
      const { status, found } = await look('APNs', { ...real, gateway: url });
      assert.deepEqual([status, found], ['ok', `127.0.0.1:${url.port} speaks HTTP/2`]);
    } finally {
      await gateway.close();
      clock.close();
    }
    const gone = await look('APNs', { ...real, gateway: url });
    assert.deepEqual(
      [gone.status, gone.advice],
      ['missing', 'Start that gateway, or give the address that it listens on.'],
    );
  });

  it('wants somebody to ask for a manual phone, and a folder for its sockets', async () => {
    const needs: Needs = { ...NOTHING, kinds: new Set(['manual']) };
    assert.equal((await look('Terminal', needs)).status, 'ok');
    assert.equal((await look('Terminal', needs, host({ terminal: false }))).status, 'missing');
    const away = host({ environment: { PATH: folder, TMPDIR: join(folder, 'away') } });
    assert.equal((await look('Folder for temporary files', NOTHING, away)).status, 'missing');
  });
});
