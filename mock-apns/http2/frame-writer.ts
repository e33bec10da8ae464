/** The frames that a server sends. They are gathered, so that all that one read brings about leaves in one write. */

import type { TLSSocket } from 'node:tls';
import { type ErrorCode, FLAG, FRAME_HEAD_BYTES, FRAME_TYPE, frame, writeFrameHead } from './frames.ts';

export class FrameWriter {
  readonly #socket: TLSSocket;
  #frames: Buffer[] = [];
  #isSilent = false;

  constructor(socket: TLSSocket) {
    this.#socket = socket;
  }

  settings(payload: Buffer): void {
    this.#frames.push(frame(FRAME_TYPE.SETTINGS, 0, 0, payload));
  }

  settingsAck(): void {
    this.#frames.push(frame(FRAME_TYPE.SETTINGS, FLAG.ACK, 0));
  }

  pingAck(payload: Buffer): void {
    this.#frames.push(frame(FRAME_TYPE.PING, FLAG.ACK, 0, payload));
  }

  headers(stream: number, block: Buffer, endsStream: boolean): void {
    const flags = endsStream ? FLAG.END_HEADERS | FLAG.END_STREAM : FLAG.END_HEADERS;
    this.#frames.push(frame(FRAME_TYPE.HEADERS, flags, stream, block));
  }

  data(stream: number, data: Buffer, endsStream: boolean): void {
    this.#frames.push(frame(FRAME_TYPE.DATA, endsStream ? FLAG.END_STREAM : 0, stream, data));
  }

  reset(stream: number, code: ErrorCode): void {
    this.#frames.push(numberFrame(FRAME_TYPE.RST_STREAM, stream, code));
  }

  /** @param stream 0 for the window of the connection */
  windowUpdate(stream: number, increment: number): void {
    this.#frames.push(numberFrame(FRAME_TYPE.WINDOW_UPDATE, stream, increment));
  }

  goAway(lastStream: number, code: ErrorCode, data = ''): void {
    const text = Buffer.from(data);
    const payload = Buffer.alloc(8 + text.length);
    payload.writeUInt32BE(lastStream, 0);
    payload.writeUInt32BE(code, 4);
    text.copy(payload, 8);
    this.#frames.push(frame(FRAME_TYPE.GOAWAY, 0, 0, payload));
  }

  flush(): void {
    const [first] = this.#frames;
    if (first === undefined) return;
    const bytes = this.#frames.length === 1 ? first : Buffer.concat(this.#frames);
    this.#frames = [];
    if (!this.#isSilent && this.#socket.writable) this.#socket.write(bytes);
  }

  /** Whether nothing leaves any more. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** What was gathered still leaves, and nothing after it. */
  fallSilent(): void {
    this.flush();
    this.#isSilent = true;
  }
}

/** A frame whose payload is one 32-bit number. */
function numberFrame(type: number, stream: number, value: number): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEAD_BYTES + 4);
  writeFrameHead(bytes, 0, 4, type, 0, stream);
  bytes.writeUInt32BE(value, FRAME_HEAD_BYTES);
  return bytes;
}
