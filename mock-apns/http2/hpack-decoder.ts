/** HPACK decoding (RFC 7541): a request's header block as a list of fields. */

import { DynamicTable } from './dynamic-table.ts';
import { HpackError } from './hpack-error.ts';
import { HpackReader } from './hpack-reader.ts';
import { FIELD_OVERHEAD, FIRST_DYNAMIC, STATIC_NAMES, STATIC_VALUES } from './static-table.ts';

export { HpackError } from './hpack-error.ts';

export interface HeaderList {
  /** Names and values in turn, as node:http2's rawHeaders: latin1 text, pseudo headers first as sent. */
  readonly fields: string[];
  /** True when the list is larger than the limit (RFC 9113, 6.5.2: name + value + 32 bytes each); fields is then empty. */
  readonly isTooLarge: boolean;
}

/** How an encoder's table begins, before it has our settings (RFC 9113, 6.5.2). */
const FIRST_TABLE_SIZE = 4096;

/** What a representation's first byte says (RFC 7541, 6), highest bit first. */
const INDEXED = 0x80;
const LITERAL_INDEXED = 0x40;
const TABLE_SIZE = 0x20;

/** Decodes one connection's header blocks, in the order in which they came. After an HpackError it is of no use. */
export class HpackDecoder {
  readonly #reader = new HpackReader();
  readonly #table: DynamicTable;
  readonly #tableSize: number;
  readonly #listLimit: number;

  /**
   * @param tableSize bytes: our SETTINGS_HEADER_TABLE_SIZE.
   * @param listLimit bytes: our SETTINGS_MAX_HEADER_LIST_SIZE.
   */
  constructor(tableSize: number, listLimit: number) {
    this.#table = new DynamicTable(tableSize, Math.min(tableSize, FIRST_TABLE_SIZE));
    this.#tableSize = tableSize;
    this.#listLimit = listLimit;
  }

  /** Decodes one complete header block. Throws HpackError. */
  decode(block: Buffer): HeaderList {
    const reader = this.#reader;
    const fields: string[] = [];
    let bytes = 0;
    let mayResize = true;
    reader.open(block);
    while (!reader.isAtEnd) {
      const first = reader.byte();
      if ((first & 0xe0) === TABLE_SIZE) {
        if (!mayResize) throw new HpackError('A table size update stands after a field.');
        this.#resize(reader.integer(first, 0x1f));
        continue;
      }
      mayResize = false;
      let name: string;
      let value: string;
      if (first >= INDEXED) {
        const index = reader.integer(first, 0x7f);
        name = this.#name(index);
        value = this.#value(index);
      } else {
        // Without indexing and never indexed differ only for those who pass the field on.
        const isIndexed = first >= LITERAL_INDEXED;
        const index = reader.integer(first, isIndexed ? 0x3f : 0x0f);
        name = index === 0 ? reader.string() : this.#name(index);
        value = reader.string();
        if (isIndexed) this.#table.add(name, value);
      }
      // Past the limit only the table matters: the next block needs it.
      bytes += name.length + value.length + FIELD_OVERHEAD;
      if (bytes <= this.#listLimit) fields.push(name, value);
    }
    const isTooLarge = bytes > this.#listLimit;
    return { fields: isTooLarge ? [] : fields, isTooLarge };
  }

  #name(index: number): string {
    const name = index < FIRST_DYNAMIC ? STATIC_NAMES[index] : this.#table.name(index - FIRST_DYNAMIC);
    if (name === undefined || index === 0) throw new HpackError(`The tables have no entry ${index}.`);
    return name;
  }

  #value(index: number): string {
    return (index < FIRST_DYNAMIC ? STATIC_VALUES[index] : this.#table.value(index - FIRST_DYNAMIC)) ?? '';
  }

  #resize(bytes: number): void {
    if (bytes > this.#tableSize) {
      throw new HpackError(`A table size update asks for ${bytes} bytes; ${this.#tableSize} are allowed.`);
    }
    this.#table.resize(bytes);
  }
}
