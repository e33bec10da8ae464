/**
 * How many streams a peer may have open. It is told so in SETTINGS, and a limit counts only once it has acknowledged it
 * (RFC 9113, 6.5.3): @parse/node-apn sends its first pushes together before it can have seen any. Until then the more
 * generous limit of all that it may know holds.
 */
export class StreamLimits {
  #acknowledged: number;
  /** Oldest first. */
  readonly #told: number[];
  #enforced: number;

  /**
   * @param first is told to the peer with the first SETTINGS frame.
   * @param early holds until that is acknowledged, if it is higher.
   */
  constructor(first: number, early: number) {
    this.#acknowledged = Math.max(first, early);
    this.#told = [first];
    this.#enforced = this.#acknowledged;
  }

  get enforced(): number {
    return this.#enforced;
  }

  /** SETTINGS frames that the peer has not acknowledged. */
  get unacknowledged(): number {
    return this.#told.length;
  }

  tell(limit: number): void {
    this.#told.push(limit);
    this.#enforced = Math.max(this.#enforced, limit);
  }

  acknowledge(): void {
    this.#acknowledged = this.#told.shift() ?? this.#acknowledged;
    this.#enforced = Math.max(this.#acknowledged, ...this.#told);
  }
}
