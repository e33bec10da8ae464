/**
 * Cuts an HTTP/2 byte stream into frames (RFC 9113, 4.1). It knows where a frame ends and nothing of what it means; a
 * frame whose bytes arrived together is a view of them, not a copy.
 */

import { CLIENT_PREFACE, ERROR_CODE, FRAME_HEAD_BYTES } from './frames.ts';

export interface Frame {
  readonly type: number;
  readonly flags: number;
  /** Without the reserved bit, which a receiver ignores. */
  readonly stream: number;
  readonly payload: Buffer;
}

/** What the bytes are no HTTP/2 for: the code for GOAWAY. */
export type FrameFault = (typeof ERROR_CODE)['PROTOCOL_ERROR' | 'FRAME_SIZE_ERROR'];

/** Holds less than one frame of `largestPayload` bytes between reads. */
export class FrameReader {
  readonly #largestPayload: number;
  readonly #onFrame: (frame: Frame) => void;
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Bytes that `#rest` must have before looking at it again is of use. */
  #needed = 1;
  #hasPreface = false;
  #fault: FrameFault | undefined;

  /** @param largestPayload bytes: our own SETTINGS_MAX_FRAME_SIZE. */
  constructor(largestPayload: number, onFrame: (frame: Frame) => void) {
    this.#largestPayload = largestPayload;
    this.#onFrame = onFrame;
  }

  /** Hands on the frames that are complete now. After a fault, which it returns, it reads nothing more. */
  read(chunk: Buffer): FrameFault | undefined {
    if (this.#fault !== undefined) return this.#fault;
    this.#rest.push(chunk);
    this.#restBytes += chunk.length;
    if (this.#restBytes < this.#needed) return undefined;
    const bytes = this.#rest.length === 1 ? chunk : Buffer.concat(this.#rest, this.#restBytes);
    const at = this.#cut(bytes);
    this.#rest = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#restBytes = bytes.length - at;
    return this.#fault;
  }

  /** @returns how many bytes are done with. */
  #cut(bytes: Buffer): number {
    let at = 0;
    if (!this.#hasPreface) {
      // A peer that speaks something else is told at its first wrong byte; it may never send 24.
      const seen = Math.min(bytes.length, CLIENT_PREFACE.length);
      if (bytes.compare(CLIENT_PREFACE, 0, seen, 0, seen) !== 0) return this.#fail(bytes, ERROR_CODE.PROTOCOL_ERROR);
      if (seen < CLIENT_PREFACE.length) return this.#wait(0, seen + 1);
      this.#hasPreface = true;
      at = seen;
    }
    while (bytes.length - at >= FRAME_HEAD_BYTES) {
      const length = bytes.readUIntBE(at, 3);
      if (length > this.#largestPayload) return this.#fail(bytes, ERROR_CODE.FRAME_SIZE_ERROR);
      const end = at + FRAME_HEAD_BYTES + length;
      if (end > bytes.length) return this.#wait(at, end - at);
      const payload = bytes.subarray(at + FRAME_HEAD_BYTES, end);
      const stream = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
      this.#onFrame({ type: bytes.readUInt8(at + 3), flags: bytes.readUInt8(at + 4), stream, payload });
      at = end;
    }
    return this.#wait(at, FRAME_HEAD_BYTES);
  }

  #wait(at: number, needed: number): number {
    this.#needed = needed;
    return at;
  }

  #fail(bytes: Buffer, fault: FrameFault): number {
    this.#fault = fault;
    return bytes.length;
  }
}
