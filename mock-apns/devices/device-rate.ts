/**
 * How many pushes one device token takes within a time. Apple answers `TooManyRequests` beyond a threshold that it does
 * not publish ("Handling notification responses from APNs").
 */

export interface DeviceRateLimit {
  readonly pushes: number;
  /** Milliseconds of testbed time. */
  readonly withinMs: number;
}

export class DeviceRate {
  readonly #limit: DeviceRateLimit | undefined;
  /** When the latest pushes to a token were accepted, oldest first. */
  readonly #accepted = new Map<string, number[]>();

  /** @param limit undefined: none. */
  constructor(limit: DeviceRateLimit | undefined) {
    this.#limit = limit;
  }

  isOver(token: string, now: number): boolean {
    return this.#limit !== undefined && this.#recent(token, now, this.#limit).length >= this.#limit.pushes;
  }

  /** Counts an accepted push. */
  count(token: string, now: number): void {
    if (this.#limit !== undefined) this.#accepted.set(token, [...this.#recent(token, now, this.#limit), now]);
  }

  #recent(token: string, now: number, { withinMs }: DeviceRateLimit): number[] {
    return (this.#accepted.get(token) ?? []).filter((at) => now - at < withinMs);
  }
}
