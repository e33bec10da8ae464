/** Where the wall time of a run went, as laps from the start of the process. */
export class Stopwatch {
  readonly startedAt = Math.round(performance.timeOrigin);
  readonly #laps: { name: string; ms: number }[] = [];
  #last = 0;

  /** Ends the lap that began with the previous one. */
  lap(name: string): void {
    const now = performance.now();
    this.#laps.push({ name, ms: Math.round(now - this.#last) });
    this.#last = now;
  }

  get laps(): readonly { readonly name: string; readonly ms: number }[] {
    return this.#laps;
  }
}
