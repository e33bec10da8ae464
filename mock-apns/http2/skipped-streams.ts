/**
 * Stream numbers that a peer passed over. They are closed from then on, and opening one is another error than going on
 * with one that was used (RFC 9113, 5.1.1).
 */

/** Peers do not skip numbers in practice; one that does is told apart as far as this goes. */
const GAP_LIMIT = 100;

export class SkippedStreams {
  readonly #gaps: { readonly after: number; readonly before: number }[] = [];

  /** Notes what lies between the last stream and a new one. */
  add(last: number, opened: number): void {
    const isNext = last === 0 ? opened === 1 : opened === last + 2;
    if (isNext) return;
    this.#gaps.push({ after: last, before: opened });
    if (this.#gaps.length > GAP_LIMIT) this.#gaps.shift();
  }

  has(stream: number): boolean {
    return this.#gaps.some(({ after, before }) => stream > after && stream < before);
  }
}
