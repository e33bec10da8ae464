/**
 * HPACK encoding (RFC 7541): a response's status and fields as a header block. Its table takes the first field of each
 * name while there is room and is never evicted from: the gateway's answers share few names, and `apns-id` has a new
 * value each time. Strings are sent as they are: Huffman would save an answer ten bytes and cost it as much time again.
 */

import { writeLatin1 } from './latin1.ts';
import { FIELD_OVERHEAD, FIRST_DYNAMIC, STATIC_NAMES, STATIC_VALUES } from './static-table.ts';

/** Both the size at which a table begins (RFC 9113, 6.5.2) and as much as the gateway has use for. */
const LARGEST_TABLE = 4096;
/** Bytes that an integer takes at most: a prefix, and 31 bits in sevens. */
const INTEGER_BYTES = 6;

const STATUS_INDEXES = new Map<number, number>();
const NAME_INDEXES = new Map<string, number>();
for (let index = FIRST_DYNAMIC - 1; index > 0; index--) {
  const name = STATIC_NAMES[index] ?? '';
  NAME_INDEXES.set(name, index);
  if (name === ':status') STATUS_INDEXES.set(Number(STATIC_VALUES[index]), index);
}
const STATUS_NAME = NAME_INDEXES.get(':status') ?? 0;

interface Entry {
  readonly value: string;
  /** How many entries the table had with this one. */
  readonly place: number;
}

/** Encodes one connection's header blocks, which must be sent in the order in which they were made. */
export class HpackEncoder {
  readonly #entries = new Map<string, Entry>();
  #limit = LARGEST_TABLE;
  #bytes = 0;
  #hasNewLimit = false;
  #block = Buffer.alloc(0);
  #at = 0;

  /** The peer's SETTINGS_HEADER_TABLE_SIZE; takes effect with a table size update in the next block. */
  limitTable(bytes: number): void {
    const limit = Math.min(bytes, LARGEST_TABLE);
    if (limit === this.#limit) return;
    this.#limit = limit;
    this.#hasNewLimit = true;
  }

  /** status plus fields as a header block. @param headers lower-case names; latin1 values. */
  encode(status: number, headers: Readonly<Record<string, string>>): Buffer {
    let room = 5 * INTEGER_BYTES;
    for (const name in headers) room += name.length + (headers[name] ?? '').length + 3 * INTEGER_BYTES;
    this.#block = Buffer.allocUnsafe(room);
    this.#at = 0;
    if (this.#hasNewLimit) this.#writeLimit();
    this.#writeStatus(status);
    for (const name in headers) this.#writeField(name, headers[name] ?? '');
    return this.#block.subarray(0, this.#at);
  }

  /**
   * The table begins anew: sizes in between need no telling then (RFC 7541, 4.2), and Go's decoder takes a second
   * update only while its table is empty.
   */
  #writeLimit(): void {
    this.#hasNewLimit = false;
    this.#entries.clear();
    this.#bytes = 0;
    this.#writeInteger(0x20, 0x1f, 0);
    if (this.#limit > 0) this.#writeInteger(0x20, 0x1f, this.#limit);
  }

  #writeStatus(status: number): void {
    const index = STATUS_INDEXES.get(status);
    if (index !== undefined) {
      this.#writeInteger(0x80, 0x7f, index);
      return;
    }
    this.#writeInteger(0x00, 0x0f, STATUS_NAME);
    this.#writeString(String(status));
  }

  #writeField(name: string, value: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      this.#writeNewField(name, value);
      return;
    }
    const index = FIRST_DYNAMIC + this.#entries.size - entry.place;
    if (entry.value === value) {
      this.#writeInteger(0x80, 0x7f, index);
      return;
    }
    this.#writeInteger(0x00, 0x0f, index);
    this.#writeString(value);
  }

  #writeNewField(name: string, value: string): void {
    const bytes = name.length + value.length + FIELD_OVERHEAD;
    const isKept = this.#bytes + bytes <= this.#limit;
    const index = NAME_INDEXES.get(name) ?? 0;
    if (isKept) {
      this.#bytes += bytes;
      this.#entries.set(name, { value, place: this.#entries.size + 1 });
      this.#writeInteger(0x40, 0x3f, index);
    } else {
      this.#writeInteger(0x00, 0x0f, index);
    }
    if (index === 0) this.#writeString(name);
    this.#writeString(value);
  }

  /** @param pattern the first byte's bits before the integer. @param mask those that belong to it. */
  #writeInteger(pattern: number, mask: number, value: number): void {
    const block = this.#block;
    if (value < mask) {
      block[this.#at++] = pattern | value;
      return;
    }
    block[this.#at++] = pattern | mask;
    let rest = value - mask;
    for (; rest >= 0x80; rest >>>= 7) block[this.#at++] = (rest & 0x7f) | 0x80;
    block[this.#at++] = rest;
  }

  #writeString(text: string): void {
    this.#writeInteger(0x00, 0x7f, text.length);
    writeLatin1(this.#block, this.#at, text);
    this.#at += text.length;
  }
}
