/** Who has which phone: a phone belongs to one session at a time. */

import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';

/** Who has a phone, in their own words, and since when (milliseconds since 1970). */
export interface Holder {
  readonly by: string;
  readonly since: number;
}

export class Leases {
  /** By the udid of their phone. */
  readonly #holders = new Map<string, Holder & { readonly id: string }>();
  readonly #returned = new EventEmitter().setMaxListeners(0);

  /**
   * @param by who asks, for others that find the phone taken
   * @param waitMs how long to wait, in real time, for another session to return the phone
   * @returns the lease's id; undefined when somebody else still has the phone
   */
  async take(udid: string, by: string, waitMs: number): Promise<string | undefined> {
    const limit = waitMs > 0 ? AbortSignal.timeout(waitMs) : AbortSignal.abort();
    while (this.#holders.has(udid)) {
      try {
        await once(this.#returned, udid, { signal: limit });
      } catch {
        return undefined;
      }
    }
    const id = randomUUID();
    this.#holders.set(udid, { id, by, since: Date.now() });
    return id;
  }

  /** Undefined when the phone is free. */
  holder(udid: string): Holder | undefined {
    return this.#holders.get(udid);
  }

  /** Nothing happens when there is no such lease (any more). */
  giveBack(id: string): void {
    for (const [udid, holder] of this.#holders) {
      if (holder.id !== id) continue;
      this.#holders.delete(udid);
      this.#returned.emit(udid);
    }
  }
}
