/**
 * A socket for an HTTP/2 session that advertises a lower stream limit than it enforces, and that can fall silent.
 *
 * A provider may open streams before it can have seen the first SETTINGS frame, and @parse/node-apn does so when its
 * first pushes are sent together. RFC 9113 (6.5.3) lets a limit count only once it is acknowledged; nghttp2, which is
 * inside Node, refuses such streams at once. So nghttp2 is given the higher limit, and the lower one is put into the
 * frame on its way out.
 */

import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

const FRAME_HEAD_BYTES = 9;
const SETTING_BYTES = 6;
const MAX_CONCURRENT_STREAMS = 0x3;

export class SessionSocket extends Duplex {
  readonly #socket: TLSSocket;
  readonly #advertisedLimit: number;
  #isFirstFrame = true;
  #isSilent = false;

  constructor(socket: TLSSocket, advertisedLimit: number) {
    super();
    this.#socket = socket;
    this.#advertisedLimit = advertisedLimit;
    socket.on('data', (chunk: Buffer) => {
      if (!this.#isSilent && !this.push(chunk)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.once('close', () => this.destroy());
    socket.on('error', (error) => this.destroy(error));
  }

  /** From now on nothing is read or written, and the connection stays open. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#isSilent) done();
    else this.#socket.write(this.#isFirstFrame ? this.#lowered(chunk) : chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  /** The server's first frame is SETTINGS, and nghttp2 writes it in one piece. */
  #lowered(chunk: Buffer): Buffer {
    this.#isFirstFrame = false;
    const bytes = Buffer.from(chunk);
    const end = FRAME_HEAD_BYTES + bytes.readUIntBE(0, 3);
    for (let at = FRAME_HEAD_BYTES; at + SETTING_BYTES <= end; at += SETTING_BYTES) {
      if (bytes.readUInt16BE(at) === MAX_CONCURRENT_STREAMS) bytes.writeUInt32BE(this.#advertisedLimit, at + 2);
    }
    return bytes;
  }
}
