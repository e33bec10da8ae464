/** The decoder's dynamic table (RFC 7541, 2.3.2 and 4): the last fields that the peer asked to remember. */

import { FIELD_OVERHEAD } from './static-table.ts';

/** A ring: an entry stays where it was written, and the oldest gives way. */
export class DynamicTable {
  readonly #names: string[];
  readonly #values: string[];
  readonly #mask: number;
  #newest = 0;
  #count = 0;
  #bytes = 0;
  #limit: number;

  /**
   * @param largest bytes: the most that the table may ever hold.
   * @param limit bytes: what it may hold until `resize`.
   */
  constructor(largest: number, limit: number) {
    const slots = 2 ** Math.ceil(Math.log2(largest / FIELD_OVERHEAD + 1));
    this.#names = Array.from({ length: slots }, () => '');
    this.#values = Array.from({ length: slots }, () => '');
    this.#mask = slots - 1;
    this.#limit = limit;
  }

  /** @param age 0 for the newest entry. @returns undefined when there is none. */
  name(age: number): string | undefined {
    return age < this.#count ? this.#names[(this.#newest - age) & this.#mask] : undefined;
  }

  /** @param age 0 for the newest entry. @returns undefined when there is none. */
  value(age: number): string | undefined {
    return age < this.#count ? this.#values[(this.#newest - age) & this.#mask] : undefined;
  }

  /** A field larger than the table empties it and is not kept (RFC 7541, 4.4). */
  add(name: string, value: string): void {
    const bytes = name.length + value.length + FIELD_OVERHEAD;
    this.#evictTo(this.#limit - bytes);
    if (bytes > this.#limit) return;
    this.#newest = (this.#newest + 1) & this.#mask;
    this.#names[this.#newest] = name;
    this.#values[this.#newest] = value;
    this.#count += 1;
    this.#bytes += bytes;
  }

  /** @param limit bytes, at most the largest. */
  resize(limit: number): void {
    this.#limit = limit;
    this.#evictTo(limit);
  }

  #evictTo(bytes: number): void {
    while (this.#bytes > bytes && this.#count > 0) {
      const oldest = (this.#newest - this.#count + 1) & this.#mask;
      this.#bytes -= (this.#names[oldest] ?? '').length + (this.#values[oldest] ?? '').length + FIELD_OVERHEAD;
      this.#count -= 1;
    }
  }
}
