/** The requests of one connection that have no answer yet. As long as one is expected, the testbed does not come to rest. */

import type { Clock, Release } from '../../clock/index.ts';
import type { Stream } from '../http2/stream.ts';

export class RequestsUnderWay {
  readonly #clock: Clock;
  /** Whether the testbed waits for the answer. */
  readonly #requests = new Map<Stream, boolean>();
  #awaited = 0;
  #release: Release | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#requests.size;
  }

  has(stream: Stream): boolean {
    return this.#requests.has(stream);
  }

  /** A copy, so that each may be answered in turn. */
  all(): Stream[] {
    return [...this.#requests.keys()];
  }

  add(stream: Stream): void {
    this.#requests.set(stream, true);
    this.#awaited += 1;
    this.#release ??= this.#clock.busy('a request to the APNs gateway');
  }

  /** The answer may stay out, or take testbed time that could not pass otherwise. */
  expectNoMore(stream: Stream): void {
    if (this.#requests.get(stream) !== true) return;
    this.#requests.set(stream, false);
    this.#countDown();
  }

  /** @returns whether the stream was one of them. */
  remove(stream: Stream): boolean {
    const isAwaited = this.#requests.get(stream);
    if (isAwaited === undefined) return false;
    this.#requests.delete(stream);
    if (isAwaited) this.#countDown();
    return true;
  }

  clear(): void {
    for (const stream of this.all()) this.remove(stream);
  }

  #countDown(): void {
    this.#awaited -= 1;
    if (this.#awaited > 0) return;
    this.#release?.();
    this.#release = undefined;
  }
}
