/** Set by the first run of this process, to which its start belongs; a later one begins when it begins. */
let startIsTaken = false;

/** Where the wall time of a run went, as laps from the start of the process or of the run. */
export class Stopwatch {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly #laps: { name: string; ms: number }[] = [];
  #last: number;

  constructor() {
    this.#last = startIsTaken ? performance.now() : 0;
    startIsTaken = true;
    this.startedAt = Math.round(performance.timeOrigin + this.#last);
  }

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
