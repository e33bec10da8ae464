/**
 * The two framings of this folder, and the splitter that cuts a byte stream into frames.
 *
 * usbmux: 16-byte little-endian header (total length, version 1, type 8 = plist, tag), then a plist.
 * lockdown and its plist services: 4-byte big-endian length of the plist that follows.
 */

import { encodePlist, type PlistDict, ProtocolError } from './plist-codec.ts';

/** Largest frame taken from a client. Pair records are about 10 KiB; only garbage is larger than this. */
export const LARGEST_FRAME_BYTES = 8 * 1024 * 1024;

export interface Framing {
  readonly name: string;
  readonly headerBytes: number;
  /** Length of the whole frame, header included, read from a complete header. */
  frameBytes(header: Buffer): number;
}

const MUX_VERSION = 1;
const MUX_PLIST = 8;

export const MUX_FRAMING: Framing = {
  name: 'usbmux',
  headerBytes: 16,
  frameBytes: (header) => {
    const version = header.readUInt32LE(4);
    const type = header.readUInt32LE(8);
    if (version !== MUX_VERSION || type !== MUX_PLIST) {
      throw new ProtocolError(
        `expected a usbmux frame of version 1 and type 8 (plist), got version ${version} and type ${type}`,
      );
    }
    return header.readUInt32LE(0);
  },
};

export const PLIST_FRAMING: Framing = {
  name: 'plist',
  headerBytes: 4,
  frameBytes: (header) => 4 + header.readUInt32BE(0),
};

export const muxTag = (frame: Buffer): number => frame.readUInt32LE(12);

export function muxFrame(tag: number, message: PlistDict): Buffer {
  const body = encodePlist(message);
  const header = Buffer.allocUnsafe(16);
  header.writeUInt32LE(16 + body.length, 0);
  header.writeUInt32LE(MUX_VERSION, 4);
  header.writeUInt32LE(MUX_PLIST, 8);
  header.writeUInt32LE(tag, 12);
  return Buffer.concat([header, body]);
}

export function plistFrame(message: PlistDict): Buffer {
  const body = encodePlist(message);
  const header = Buffer.allocUnsafe(4);
  header.writeUInt32BE(body.length, 0);
  return Buffer.concat([header, body]);
}

/** Cuts a stream into frames: `push` what arrives, then `next` until it answers `undefined`. */
export class FrameSplitter {
  readonly #framing: Framing;
  /** Kept as a list, so that a frame that arrives in a thousand pieces is joined once. */
  #pieces: Buffer[] = [];
  #buffered = 0;
  /** Length of the frame in progress, once its header is complete. */
  #wanted: number | undefined;

  constructor(framing: Framing) {
    this.#framing = framing;
  }

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#buffered += piece.length;
  }

  /** The next whole frame, header included. @throws ProtocolError on a header that announces no sensible frame. */
  next(): Buffer | undefined {
    const { headerBytes } = this.#framing;
    if (this.#wanted === undefined) {
      if (this.#buffered < headerBytes) return undefined;
      this.#wanted = this.#checked(this.#framing.frameBytes(this.#joined()));
    }
    if (this.#buffered < this.#wanted) return undefined;
    const all = this.#joined();
    const frame = all.subarray(0, this.#wanted);
    this.#keep(all.subarray(this.#wanted));
    this.#wanted = undefined;
    return frame;
  }

  /** Takes out the bytes that belong to no frame yet: what follows when a stream changes its protocol. */
  rest(): Buffer {
    const rest = this.#joined();
    this.#keep(Buffer.alloc(0));
    this.#wanted = undefined;
    return rest;
  }

  #checked(length: number): number {
    if (length < this.#framing.headerBytes || length > LARGEST_FRAME_BYTES) {
      throw new ProtocolError(
        `expected a ${this.#framing.name} frame of ${this.#framing.headerBytes} to ${LARGEST_FRAME_BYTES} bytes, ` +
          `its header says ${length}`,
      );
    }
    return length;
  }

  #joined(): Buffer {
    const [first] = this.#pieces;
    if (this.#pieces.length === 1 && first !== undefined) return first;
    const joined = Buffer.concat(this.#pieces);
    this.#pieces = [joined];
    return joined;
  }

  #keep(rest: Buffer): void {
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#buffered = rest.length;
  }
}
