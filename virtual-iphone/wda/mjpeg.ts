/**
 * WebDriverAgent's MJPEG stream: the screen as an endless row of JPEG pictures, as fast, as large and as good as the
 * settings say. A phone is drawn again only when its screen has changed; a client that reads slowly loses frames.
 */

import type { Socket } from 'node:net';
import type { Timer } from '../../clock/index.ts';
import type { Agent } from './agent.ts';

/** Port of the stream on a phone, unless the driver is told another (`appium:mjpegServerPort`). */
export const MJPEG_PORT = 9100;

const BOUNDARY = '--BoundaryString';
const HEAD = [
  'HTTP/1.0 200 OK',
  'Server: WebDriverAgent/1.0',
  'Connection: close',
  'Max-Age: 0',
  'Expires: 0',
  'Cache-Control: no-cache, private',
  'Pragma: no-cache',
  `Content-Type: multipart/x-mixed-replace; boundary=${BOUNDARY}`,
  '',
  '',
].join('\r\n');

const FASTEST_PER_SECOND = 60;

/** As many frames may wait for a client to read them. */
const WAITING_FRAMES = 4;

interface Picture {
  readonly of: string;
  readonly jpeg: Buffer;
}

/** Streams to one client, from the first bytes that it sends until it leaves. */
export function serveMjpeg(socket: Socket, agent: Agent): void {
  socket.once('data', () => {
    socket.write(HEAD);
    new Stream(socket, agent).next();
  });
  socket.on('error', () => undefined);
}

class Stream {
  readonly #socket: Socket;
  readonly #agent: Agent;
  #last: Picture | undefined;
  #timer: Timer | undefined;

  constructor(socket: Socket, agent: Agent) {
    this.#socket = socket;
    this.#agent = agent;
    socket.once('close', () => this.#timer?.cancel());
    socket.resume();
  }

  /** Sends a frame, and sees to the one after it. */
  next(): void {
    this.#timer = undefined;
    if (!this.#socket.writable) return;
    this.#frame().then(
      () => this.#later(),
      (error: Error) => {
        this.#agent.log(`The MJPEG stream ended: ${error.message}`);
        this.#socket.destroy();
      },
    );
  }

  #later(): void {
    const { clock, settings } = this.#agent;
    const perSecond = settings.number('mjpegServerFramerate') || FASTEST_PER_SECOND;
    this.#timer = clock?.setTimeout(() => this.next(), 1000 / perSecond);
    if (this.#timer === undefined) this.#socket.end();
  }

  async #frame(): Promise<void> {
    const { jpeg } = await this.#picture();
    if (this.#socket.writableLength > WAITING_FRAMES * jpeg.length) return;
    this.#socket.write(`${BOUNDARY}\r\nContent-type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
    this.#socket.write(jpeg);
    this.#socket.write('\r\n\r\n');
  }

  async #picture(): Promise<Picture> {
    const { phone, settings } = this.#agent;
    const [percent, quality] = [settings.number('mjpegScalingFactor'), settings.number('mjpegServerScreenshotQuality')];
    const of = `${phone.screenRevision} ${percent} ${quality}`;
    if (this.#last?.of === of) return this.#last;
    const { default: sharp } = await import('sharp');
    const { width, scale } = phone.screen;
    const jpeg = await sharp(await phone.screenshot())
      .resize({ width: Math.max(1, Math.round((width * scale * percent) / 100)) })
      .jpeg({ quality })
      .toBuffer();
    this.#last = { of, jpeg };
    return this.#last;
  }
}
