/**
 * How many pushes one device token takes within a time. Apple answers `TooManyRequests` beyond a threshold that it does
 * not publish ("Handling notification responses from APNs").
 */

import type { Table } from '../table.ts';

export interface DeviceRateLimit {
  readonly pushes: number;
  /** Milliseconds of testbed time. */
  readonly withinMs: number;
}

export class DeviceRate {
  readonly #limit: DeviceRateLimit | undefined;
  /** When the latest pushes to a token were accepted, oldest first. */
  readonly #accepted: Table<readonly number[]>;
  /** How many tokens may be remembered before those that count no longer are forgotten. */
  #sweepAt = 1_000;

  /** @param limit undefined: none. */
  constructor(limit: DeviceRateLimit | undefined, accepted: Table<readonly number[]> = new Map()) {
    this.#limit = limit;
    this.#accepted = accepted;
  }

  isOver(token: string, now: number): boolean {
    return this.#limit !== undefined && this.#recent(token, now, this.#limit).length >= this.#limit.pushes;
  }

  /** Counts an accepted push. */
  count(token: string, now: number): void {
    if (this.#limit === undefined) return;
    this.#accepted.set(token, [...this.#recent(token, now, this.#limit), now]);
    if (this.#accepted.size >= this.#sweepAt) this.#sweep(now, this.#limit);
  }

  /** Forgets what was counted. */
  clear(): void {
    for (const token of this.#accepted.keys()) this.#accepted.delete(token);
  }

  /** How many tokens are remembered. */
  get size(): number {
    return this.#accepted.size;
  }

  #sweep(now: number, limit: DeviceRateLimit): void {
    for (const token of this.#accepted.keys()) {
      if (this.#recent(token, now, limit).length === 0) this.#accepted.delete(token);
    }
    this.#sweepAt = Math.max(1_000, 2 * this.#accepted.size);
  }

  #recent(token: string, now: number, { withinMs }: DeviceRateLimit): number[] {
    return (this.#accepted.get(token) ?? []).filter((at) => now - at < withinMs);
  }
}
