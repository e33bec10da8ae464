/**
 * A worker's clock: it tells the testbed's time, so that limits and expirations hold after time was made to pass. Its timers
 * keep real time, since nobody waits for work in other processes when time is made to pass.
 *
 * Each process of Node has a watch of its own, set when it started; those of two processes differ by milliseconds. All
 * workers therefore count from one moment, by the system's monotonic clock, which all processes share.
 */

import { TestbedClock } from '../../clock/index.ts';
import type { Store } from './store.ts';

export class WorkerClock extends TestbedClock {
  readonly #store: Store;
  readonly #bootedAt: number;

  constructor(store: Store) {
    super();
    this.#store = store;
    this.#bootedAt = store.bootedAt;
  }

  override wallNow(): number {
    return Math.floor(this.#bootedAt + monotonicMs());
  }

  override now(): number {
    return super.now() + this.#store.aheadMs;
  }
}

/** Milliseconds, with fractions, since a moment that is the same for all processes of the machine. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
