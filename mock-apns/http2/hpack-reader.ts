/** Reads the primitives of a header block, integers and strings (RFC 7541, 5), from front to back. */

import { HpackError } from './hpack-error.ts';
import { decodeHuffman } from './huffman.ts';
import { latin1Text } from './latin1.ts';

/** Bytes of an integer beyond its prefix: enough for 31 bits, and for no endless number (RFC 7541, 7.4). */
const LONGEST_INTEGER = 5;
const LARGEST_INTEGER = 2 ** 31 - 1;

/** Bytes of a string's literal from which comparing it with the last such is cheaper than decoding it. */
const LONG = 128;
const LONGEST_REMEMBERED = 4096;

export class HpackReader {
  #block: Buffer = Buffer.alloc(0);
  #at = 0;
  /**
   * The last long literal and what it said: providers must not have their token indexed (RFC 7541, 7.1.3) and so send
   * the same one in full with every push.
   */
  #long: Buffer = Buffer.alloc(0);
  #longIsHuffman = false;
  #longText = '';

  open(block: Buffer): void {
    this.#block = block;
    this.#at = 0;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#block.length;
  }

  byte(): number {
    const byte = this.#block[this.#at++];
    if (byte === undefined) throw new HpackError('The header block ends inside a field.');
    return byte;
  }

  /** An integer whose first byte is read already. @param mask the bits of `first` that belong to it, all ones. */
  integer(first: number, mask: number): number {
    const prefix = first & mask;
    return prefix < mask ? prefix : this.#longInteger(mask);
  }

  string(): string {
    const first = this.byte();
    const length = this.integer(first, 0x7f);
    const start = this.#at;
    const end = start + length;
    if (end > this.#block.length) throw new HpackError('The header block ends inside a string.');
    this.#at = end;
    const isHuffman = first >= 0x80;
    if (length >= LONG) return this.#longString(start, end, isHuffman);
    return isHuffman ? decodeHuffman(this.#block, start, end) : latin1Text(this.#block, start, end);
  }

  #longInteger(mask: number): number {
    let value = mask;
    for (let index = 0; index < LONGEST_INTEGER; index++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (value > LARGEST_INTEGER) break;
      if (byte < 0x80) return value;
    }
    throw new HpackError('An integer has more than 31 bits.');
  }

  #longString(start: number, end: number, isHuffman: boolean): string {
    const isLast =
      this.#long.length === end - start &&
      this.#longIsHuffman === isHuffman &&
      this.#block.compare(this.#long, 0, end - start, start, end) === 0;
    if (isLast) return this.#longText;
    const text = isHuffman ? decodeHuffman(this.#block, start, end) : latin1Text(this.#block, start, end);
    if (end - start <= LONGEST_REMEMBERED) {
      this.#long = Buffer.from(this.#block.subarray(start, end));
      this.#longIsHuffman = isHuffman;
      this.#longText = text;
    }
    return text;
  }
}
