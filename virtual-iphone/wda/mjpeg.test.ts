import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { useWire } from './wire.ts';

/** Reads frames as the driver does: by their length. */
class Reader {
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, piece]);
    });
    socket.write('GET / HTTP/1.0\r\n\r\n');
  }

  async text(end: string): Promise<string> {
    while (!this.#bytes.includes(end)) await once(this.#socket, 'data');
    return this.#take(this.#bytes.indexOf(end) + end.length).toString('latin1');
  }

  async frame(): Promise<Buffer> {
    const [, length = ''] = /Content-Length: (\d+)/.exec(await this.text('\r\n\r\n')) ?? [];
    while (this.#bytes.length < Number(length) + 4) await once(this.#socket, 'data');
    return this.#take(Number(length) + 4).subarray(0, -4);
  }

  #take(bytes: number): Buffer {
    const taken = this.#bytes.subarray(0, bytes);
    this.#bytes = this.#bytes.subarray(bytes);
    return taken;
  }
}

describe('The MJPEG stream of WebDriverAgent', () => {
  const wire = useWire();
  /** The end of the test breaks the connection. */
  const open = (udid = wire.phone.udid): Socket => wire.host.connectMjpeg(udid).on('error', () => undefined);
  const picture = (background: string) =>
    sharp({ create: { width: 90, height: 60, channels: 3, background } })
      .png()
      .toBuffer();

  it('shows the screen as it is, drawn again when it changes, in the size that is set', async () => {
    wire.phone.picture = await picture('#ff0000');
    const session = await wire.open();
    await wire.set(session, { mjpegScalingFactor: 50, mjpegServerFramerate: 0 });
    const reader = new Reader(open());
    const head = await reader.text('\r\n\r\n');
    assert.match(head, /^HTTP\/1\.0 200 OK\r\n/);
    assert.match(head, /Content-Type: multipart\/x-mixed-replace; boundary=--BoundaryString\r\n/);
    const frame = await reader.frame();
    const { format, width } = await sharp(frame).metadata();
    assert.deepEqual([format, width], ['jpeg', Math.round((393 * 3) / 2)]);
    wire.phone.picture = await picture('#0000ff');
    wire.phone.screenRevision += 1;
    for (let next = frame; ; next = await reader.frame()) {
      const [, , blue] = (await sharp(next).stats()).channels;
      if ((blue?.mean ?? 0) > 200) break;
    }
  });

  it('ends when the screen cannot be drawn, and says why', async () => {
    const socket = open();
    socket.write('GET /');
    socket.resume();
    await once(socket, 'close');
    assert.match(wire.lines.join(), /The MJPEG stream ended: /);
  });

  it('is not there for a phone that nobody serves', async () => {
    const socket = open('no-such-phone');
    socket.resume();
    await once(socket, 'close');
  });
});
