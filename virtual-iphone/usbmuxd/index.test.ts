import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startUsbmuxd, type Usbmuxd } from './index.ts';
import { paperDevice } from './paper-device.ts';
import { propertiesOf, RawMuxClient } from './raw-client.ts';

const UDID = '00008120-000A1B2C3D4E5F60';
const OTHER_UDID = '00008120-000A1B2C3D4E5F61';

describe('the virtual usbmuxd', () => {
  let folder: string;
  let usbmuxd: Usbmuxd;
  let logged: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'usbmuxd-'));
    logged = [];
    usbmuxd = await startUsbmuxd({ socketPath: join(folder, 's'), log: (line) => logged.push(line) });
  });
  afterEach(async () => {
    await usbmuxd.close();
    await rm(folder, { recursive: true });
  });

  it('answers a hand-made ListDevices frame with the tag of the request', async () => {
    usbmuxd.add(paperDevice({ udid: UDID }));
    const body = Buffer.from(
      '<plist version="1.0"><dict><key>MessageType</key><string>ListDevices</string></dict></plist>',
    );
    const header = Buffer.alloc(16);
    [16 + body.length, 1, 8, 0xabcd].forEach((field, index) => header.writeUInt32LE(field, index * 4));
    const socket = connect(join(folder, 's'));
    socket.write(Buffer.concat([header, body]));
    const [answer]: Buffer[] = await once(socket, 'data');
    assert.ok(answer);
    socket.destroy();
    assert.deepEqual([answer.readUInt32LE(4), answer.readUInt32LE(8), answer.readUInt32LE(12)], [1, 8, 0xabcd]);
    assert.equal(answer.readUInt32LE(0), answer.length);
    assert.match(answer.toString('utf8', 16), new RegExp(`<key>SerialNumber</key><string>${UDID}</string>`));
  });

  it('lists phones in the order they were plugged in', async () => {
    usbmuxd.add(paperDevice({ udid: OTHER_UDID }));
    usbmuxd.add(paperDevice({ udid: UDID }));
    const client = await RawMuxClient.open(usbmuxd);
    const answer = await client.ask({ MessageType: 'ListDevices' });
    assert.deepEqual(
      propertiesOf(answer).map((properties) => [properties['DeviceID'], properties['SerialNumber']]),
      [
        [1, OTHER_UDID],
        [2, UDID],
      ],
    );
  });

  it('tells a listener of phones that are there, come and go', async () => {
    usbmuxd.add(paperDevice({ udid: UDID }));
    const client = await RawMuxClient.open(usbmuxd);
    assert.deepEqual(await client.ask({ MessageType: 'Listen' }), { MessageType: 'Result', Number: 0 });
    usbmuxd.add(paperDevice({ udid: OTHER_UDID }));
    usbmuxd.remove(UDID);
    const events = [await client.next(), await client.next(), await client.next()];
    assert.deepEqual(
      events.map(({ tag, message }) => [tag, message['MessageType'], message['DeviceID']]),
      [
        [0, 'Attached', 1],
        [0, 'Attached', 2],
        [0, 'Detached', 1],
      ],
    );
  });

  it('breaks the streams of a phone that is unplugged and stops reading its log', async () => {
    const phone = paperDevice({ udid: UDID });
    usbmuxd.add(phone);
    const client = await RawMuxClient.open(usbmuxd);
    assert.equal(await client.connectTo(62078), 0);
    assert.equal(phone.isLogHeard, true);
    usbmuxd.remove(UDID);
    client.socket.resume();
    await client.closed();
    assert.equal(phone.isLogHeard, false);
  });

  it('gives a phone that is plugged in again a new number', async () => {
    const phone = paperDevice({ udid: UDID });
    usbmuxd.add(phone);
    usbmuxd.remove(UDID);
    usbmuxd.add(phone);
    const client = await RawMuxClient.open(usbmuxd);
    const [properties] = propertiesOf(await client.ask({ MessageType: 'ListDevices' }));
    assert.equal(properties?.['DeviceID'], 2);
  });

  it('refuses ports that nobody serves and devices that are not there', async () => {
    usbmuxd.add(paperDevice({ udid: UDID }), { connect: () => undefined });
    assert.equal(await (await RawMuxClient.open(usbmuxd)).connectTo(8100), 3);
    assert.equal(await (await RawMuxClient.open(usbmuxd)).connectTo(8100, 42), 2);
  });

  it('pipes the ports that the lab serves elsewhere', async () => {
    const wda = createServer((socket) => socket.once('data', (data) => socket.end(`wda heard ${data.toString()}`)));
    wda.listen(0, '127.0.0.1');
    await once(wda, 'listening');
    const port = portOf(wda);
    usbmuxd.add(paperDevice({ udid: UDID }), {
      connect: (asked) => (asked === 8100 ? connect(port, '127.0.0.1') : undefined),
    });
    const client = await RawMuxClient.open(usbmuxd);
    assert.equal(await client.connectTo(8100), 0);
    client.socket.write('GET /status');
    client.socket.resume();
    const [answer]: Buffer[] = await once(client.socket, 'data');
    assert.equal(answer?.toString(), 'wda heard GET /status');
    await client.closed();
    wda.close();
  });

  it('refuses a port whose server is down', async () => {
    const down = createServer().listen(0, '127.0.0.1');
    await once(down, 'listening');
    const port = portOf(down);
    down.close();
    await once(down, 'close');
    usbmuxd.add(paperDevice({ udid: UDID }), { connect: () => connect(port, '127.0.0.1') });
    assert.equal(await (await RawMuxClient.open(usbmuxd)).connectTo(8100), 3);
  });

  it('answers a message that it does not know with "bad command"', async () => {
    const client = await RawMuxClient.open(usbmuxd);
    assert.deepEqual(await client.ask({ MessageType: 'Dance' }), { MessageType: 'Result', Number: 1 });
    assert.deepEqual(logged, [`usbmuxd does not know the message 'Dance'; answered "bad command"`]);
  });

  it('keeps, gives out and forgets pair records', async () => {
    usbmuxd.add(paperDevice({ udid: UDID }));
    const client = await RawMuxClient.open(usbmuxd);
    const about = { PairRecordID: UDID };
    const saved = new Uint8Array(Buffer.from('a record'));
    await client.ask({ MessageType: 'SavePairRecord', ...about, PairRecordData: saved });
    assert.deepEqual(await client.ask({ MessageType: 'ReadPairRecord', ...about }), { PairRecordData: saved });
    await client.ask({ MessageType: 'DeletePairRecord', ...about });
    assert.deepEqual(await client.ask({ MessageType: 'ReadPairRecord', ...about }), {
      MessageType: 'Result',
      Number: 2,
    });
  });

  it('hangs up on garbage, says why, and serves the next client', async () => {
    usbmuxd.add(paperDevice({ udid: UDID }));
    const vandal = await RawMuxClient.open(usbmuxd);
    vandal.socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await vandal.closed();
    assert.match(logged[0] ?? '', /^closed a connection \(a client of usbmuxd\): expected a usbmux frame of version 1/);
    const client = await RawMuxClient.open(usbmuxd);
    assert.equal(propertiesOf(await client.ask({ MessageType: 'ListDevices' })).length, 1);
  });

  it('hangs up on a frame that announces gigabytes', async () => {
    const client = await RawMuxClient.open(usbmuxd);
    const header = Buffer.alloc(16);
    [0xffff_fff0, 1, 8, 1].forEach((field, index) => header.writeUInt32LE(field, index * 4));
    client.socket.write(header);
    await client.closed();
    assert.match(logged[0] ?? '', /frame of 16 to 8388608 bytes, its header says 4294967280/);
  });

  it('hangs up on garbage inside a stream to lockdownd', async () => {
    usbmuxd.add(paperDevice({ udid: UDID }));
    const client = await RawMuxClient.open(usbmuxd);
    await client.connectTo(62078);
    client.socket.write(Buffer.concat([Buffer.from([0, 0, 0, 4]), Buffer.from('junk')]));
    client.socket.resume();
    await client.closed();
    assert.equal(
      logged[0],
      `closed a connection (${UDID} port 62078): expected a property list, got 4 bytes starting with "junk" (neither XML nor binary)`,
    );
  });

  it('serves a port of loopback beside its socket only where it is asked to, for the same phones', async () => {
    assert.equal(usbmuxd.tcpEnvironment, undefined);
    const both = await startUsbmuxd({ socketPath: join(folder, 'both'), port: 0 });
    const environment = both.tcpEnvironment;
    assert.match(environment?.USBMUXD_SOCKET_ADDRESS ?? '', /^127\.0\.0\.1:\d+$/);
    assert.ok(environment);
    both.add(paperDevice({ udid: UDID }));
    const client = await RawMuxClient.open({ environment });
    const answer = await client.ask({ MessageType: 'ListDevices' });
    assert.deepEqual(
      propertiesOf(answer).map((properties) => properties['SerialNumber']),
      [UDID],
    );
    const ended = once(client.socket, 'close');
    await both.close();
    await ended;
    await assert.rejects(RawMuxClient.open({ environment }), { code: 'ECONNREFUSED' });
  });

  it('leaves no socket behind when its port is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const socketPath = join(folder, 'second');
    const { port } = other.address() as AddressInfo;
    await assert.rejects(startUsbmuxd({ socketPath, port }), { code: 'EADDRINUSE' });
    assert.equal(existsSync(socketPath), false);
    other.close();
  });

  it('serves fifty clients at once', async () => {
    usbmuxd.add(paperDevice({ udid: UDID }));
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const client = await RawMuxClient.open(usbmuxd);
        return propertiesOf(await client.ask({ MessageType: 'ListDevices' })).length;
      }),
    );
    assert.deepEqual(new Set(answers), new Set([1]));
  });

  it('closes with clients still connected and removes its socket', async () => {
    usbmuxd.add(paperDevice({ udid: UDID }));
    const [idle, streaming] = [await RawMuxClient.open(usbmuxd), await RawMuxClient.open(usbmuxd)];
    await streaming.connectTo(62078);
    streaming.socket.resume();
    await usbmuxd.close();
    await Promise.all([idle.closed(), streaming.closed()]);
    assert.equal(existsSync(join(folder, 's')), false);
  });

  it('refuses a phone without a proper UDID, and the same phone twice', () => {
    assert.throws(
      () => usbmuxd.add(paperDevice({ udid: 'iphone-1' })),
      /UDID 'iphone-1' cannot be attached: expected 8 hex/,
    );
    usbmuxd.add(paperDevice({ udid: UDID }));
    assert.throws(() => usbmuxd.add(paperDevice({ udid: UDID })), /is attached already/);
  });

  describe('says before it starts what is wrong with a path', () => {
    it('that exists', async () => {
      await writeFile(join(folder, 'taken'), '');
      await assert.rejects(startUsbmuxd({ socketPath: join(folder, 'taken') }), /path exists already: .*taken/);
      await assert.rejects(startUsbmuxd({ socketPath: join(folder, 's') }), /path exists already/);
    });

    it('that has no folder', async () => {
      await assert.rejects(
        startUsbmuxd({ socketPath: join(folder, 'no', 's') }),
        /its folder does not exist: .*no\. Make/,
      );
    });

    it('that is too long for a UNIX socket', async () => {
      const socketPath = join(folder, 'x'.repeat(120));
      await assert.rejects(
        startUsbmuxd({ socketPath }),
        /is \d+ bytes long, the system allows 10[37]: .* Choose a shorter/,
      );
    });

    it('that appium-ios-device would read as host and port', async () => {
      await assert.rejects(startUsbmuxd({ socketPath: join(folder, 'a:1') }), /holds a colon/);
    });
  });
});

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}
