/** Traffic that breaks the protocols of usbmuxd and of device services: the connection ends, others go on. */

import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { muxFrame, plistFrame } from './frames.ts';
import { startUsbmuxd, type Usbmuxd } from './index.ts';
import { paperDevice } from './paper-device.ts';
import { decodePlist } from './plist-codec.ts';
import { propertiesOf, RawMuxClient } from './raw-client.ts';
import { servicePort } from './services/index.ts';

const UDID = '00008120-000A1B2C3D4E5F60';
const LOCKDOWN_PORT = 62078;
const SERVICES = [
  'com.apple.afc',
  'com.apple.mobile.house_arrest',
  'com.apple.mobile.installation_proxy',
  'com.apple.mobile.notification_proxy',
  'com.apple.syslog_relay',
  'com.apple.mobile.diagnostics_relay',
  'com.apple.webinspector',
];

describe('the virtual usbmuxd and bad input', () => {
  let folder: string;
  let usbmuxd: Usbmuxd;
  let logged: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'usbmuxd-'));
    logged = [];
    usbmuxd = await startUsbmuxd({ socketPath: join(folder, 's'), log: (line) => logged.push(line) });
    usbmuxd.add(paperDevice({ udid: UDID }));
  });
  beforeEach(() => {
    logged.length = 0;
  });
  after(async () => {
    await usbmuxd.close();
    await rm(folder, { recursive: true });
  });

  async function isUp(): Promise<void> {
    const client = await RawMuxClient.open(usbmuxd);
    assert.equal(propertiesOf(await client.ask({ MessageType: 'ListDevices' })).length, 1);
    client.socket.destroy();
  }

  /** Sends the bytes, hangs up, and waits until usbmuxd has dealt with that. */
  async function attack(socket: Socket, bytes: Uint8Array): Promise<void> {
    socket.on('error', () => undefined).resume();
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.end(bytes);
      socket.setTimeout(500, () => socket.destroy());
    });
  }

  const open = () => connect(join(folder, 's'));
  const port = async (number: number) => {
    const client = await RawMuxClient.open(usbmuxd);
    assert.equal(await client.connectTo(number), 0);
    return client.socket;
  };

  /** Noise, and noise behind a header that says it is a frame of some length. */
  const noise = (header: (length: number) => Buffer) =>
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.oneof(fc.nat(400), fc.integer({ min: 0, max: 0xffffffff })), fc.uint8Array({ maxLength: 300 }))
        .map(([length, bytes]) => Buffer.concat([header(length), bytes])),
    );
  const muxHeader = (length: number) => {
    const header = Buffer.alloc(16);
    [length, 1, 8, 7].forEach((field, index) => header.writeUInt32LE(field, index * 4));
    return header;
  };
  const plistHeader = (length: number) => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(length);
    return header;
  };
  const afcHeader = (length: number) => {
    const header = Buffer.alloc(40);
    header.write('CFA6LPAA', 'latin1');
    [length, 40, 1, length % 40].forEach((field, index) => header.writeBigUInt64LE(BigInt(field), 8 + index * 8));
    return header;
  };

  it('stays up under noise on its own socket', async () => {
    await fc.assert(
      fc.asyncProperty(noise(muxHeader), async (bytes) => attack(open(), bytes)),
      { numRuns: 60 },
    );
    await isUp();
    assert.match(logged.join('\n'), /closed a connection \(a client of usbmuxd\): expected a /);
  });

  it('stays up under noise on the port of lockdownd', async () => {
    await fc.assert(
      fc.asyncProperty(noise(plistHeader), async (bytes) => attack(await port(LOCKDOWN_PORT), bytes)),
      { numRuns: 40 },
    );
    await isUp();
  });

  for (const name of SERVICES) {
    it(`stays up under noise on ${name}`, async () => {
      const number = servicePort(name);
      assert.ok(number !== undefined);
      const header = name === 'com.apple.afc' ? afcHeader : plistHeader;
      await fc.assert(
        fc.asyncProperty(noise(header), async (bytes) => attack(await port(number), bytes)),
        { numRuns: 25 },
      );
      await isUp();
    });
  }

  it('answers or drops messages of any content', async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant([]), fc.constant({}));
    const words = 'MessageType Request Command Key Value DeviceID PortNumber PairRecordID PairRecordData Service';
    const message = fc.dictionary(
      fc.oneof(fc.constantFrom(...words.split(' ')), fc.constantFrom('__proto__', 'constructor'), fc.string()),
      fc.oneof(value, fc.constantFrom('Connect', 'Pair', 'StartSession', 'Install', 'constructor', '__proto__')),
    );
    const sendable = message.map((content) => JSON.parse(JSON.stringify(content).replace(/[^\x20-\x7e]|\\u0000/g, '')));
    await fc.assert(
      fc.asyncProperty(sendable, async (content) => {
        await attack(open(), muxFrame(1, content));
        await attack(await port(LOCKDOWN_PORT), plistFrame(content));
      }),
      { numRuns: 40 },
    );
    await isUp();
  });

  it('takes no frame that is longer than any message, and says what the header said', async () => {
    await attack(open(), muxHeader(0xffffffff));
    await attack(await port(LOCKDOWN_PORT), plistHeader(0xffffffff));
    assert.match(logged.join('\n'), /expected a usbmux frame of 16 to 8388608 bytes, its header says 4294967295/);
    assert.match(logged.join('\n'), /expected a plist frame of 4 to 8388608 bytes, its header says 4294967299/);
    await isUp();
  });

  it('drops a property list that stops in the middle', async () => {
    const [whole, cut] = [plistFrame({ Request: 'QueryType' }), 60];
    const frame = Buffer.concat([plistHeader(cut), whole.subarray(4, 4 + cut)]);
    await attack(await port(LOCKDOWN_PORT), frame);
    assert.match(logged.join('\n'), /port 62078\): expected a property list, got 60 bytes starting with "<\?xml/);
    await isUp();
  });

  it('gives up a small property list that stands for billions of values', () => {
    assert.throws(() => decodePlist(bomb(40, 8)), /expected a property list, got .*took longer than 1000 ms to read/);
  });
});

/** A binary property list of nested lists, each of which holds the next several times. */
function bomb(depth: number, fan: number): Buffer {
  const objects = Array.from({ length: depth }, (_, index) =>
    Buffer.from([0xa0 | fan, ...Array.from({ length: fan }, () => index + 1)]),
  );
  objects.push(Buffer.from([0x09]));
  let at = 8;
  const places = objects.map((object) => {
    const place = at;
    at += object.length;
    return place;
  });
  const trailer = Buffer.alloc(32);
  trailer[6] = 2;
  trailer[7] = 1;
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(at), 24);
  const table = Buffer.from(places.flatMap((place) => [place >> 8, place & 0xff]));
  return Buffer.concat([Buffer.from('bplist00'), ...objects, table, trailer]);
}
