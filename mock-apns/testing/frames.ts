/** A provider for this room's tests that writes its HTTP/2 frames itself and keeps those of the gateway. */

import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { Gateway, ProviderCertificate } from '../index.ts';

export const DATA = 0x0;
export const HEADERS = 0x1;
export const RST_STREAM = 0x3;
export const SETTINGS = 0x4;
export const PING = 0x6;
export const GOAWAY = 0x7;
export const END_STREAM = 0x1;
const END_HEADERS = 0x4;
export const ACK = 0x1;
const MAX_CONCURRENT_STREAMS = 0x3;
export const REFUSED_STREAM = 0x7;
export const ENHANCE_YOUR_CALM = 0xb;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** HPACK, literal without indexing: the plainest form there is (RFC 7541, 6.2.2). */
function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  const fields = Object.entries(headers);
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.of(0), headerText(name), headerText(value)]));
}

function headerText(value: string): Buffer {
  const { length } = value;
  const prefix = length < 127 ? [length] : [127, ((length - 127) & 0x7f) | 0x80, (length - 127) >> 7];
  return Buffer.concat([Buffer.from(prefix), Buffer.from(value, 'latin1')]);
}

/** A provider that writes its frames itself and sees those of the gateway. */
export class FrameProvider {
  readonly frames: Frame[] = [];
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
  /** Code of the error that ended the connection, such as `ECONNRESET`. */
  error: string | undefined;
  readonly #socket: TLSSocket;
  #rest: Buffer = Buffer.alloc(0);

  constructor(gateway: Gateway, certificate?: ProviderCertificate) {
    const { host, port, certificateAuthority: ca } = gateway;
    const own = certificate === undefined ? {} : { cert: certificate.certificate, key: certificate.key };
    this.#socket = connect({ host, port, ca, ...own, ALPNProtocols: ['h2'] });
    this.#socket.setNoDelay(true);
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
    });
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code;
    });
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    this.#socket.write(frame(SETTINGS, 0, 0));
  }

  /** Tells the gateway that its settings hold from now on; some of them do not before. */
  acknowledgeSettings(): void {
    this.#socket.write(frame(SETTINGS, ACK, 0));
  }

  /** Asks whether the connection is alive. */
  ping(): void {
    this.#socket.write(frame(PING, 0, 0, Buffer.alloc(8)));
  }

  stopReading(): void {
    this.#socket.pause();
  }

  /** The GOAWAY frames so far, as last stream, error code and text. */
  get farewell(): unknown[] {
    return this.frames
      .filter(({ type }) => type === GOAWAY)
      .map(({ payload }) => [payload.readUInt32BE(0), payload.readUInt32BE(4), payload.toString('utf8', 8)]);
  }

  begin(stream: number, headers: Readonly<Record<string, string>>): void {
    this.#socket.write(frame(HEADERS, END_HEADERS, stream, headerBlock(headers)));
  }

  end(stream: number, body: string): void {
    this.#socket.write(frame(DATA, END_STREAM, stream, Buffer.from(body)));
  }

  /** Resolves when the gateway has sent a frame like this. */
  async until(isMeant: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(isMeant);
      if (found !== undefined) return found;
      await once(this.#socket, 'data');
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 9) {
      const end = 9 + this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < end) return;
      const [type, flags] = [this.#rest.readUInt8(3), this.#rest.readUInt8(4)];
      this.frames.push({ type, flags, stream: this.#rest.readUInt32BE(5), payload: this.#rest.subarray(9, end) });
      this.#rest = this.#rest.subarray(end);
    }
  }
}

/** The stream limit in a SETTINGS frame; undefined when it has none. */
export function streamLimitOf({ payload }: Frame): number | undefined {
  for (let at = 0; at + 6 <= payload.length; at += 6) {
    if (payload.readUInt16BE(at) === MAX_CONCURRENT_STREAMS) return payload.readUInt32BE(at + 2);
  }
  return undefined;
}

export const endsStream = (stream: number) => (frame: Frame) =>
  frame.stream === stream && frame.type !== RST_STREAM && (frame.flags & END_STREAM) !== 0;
