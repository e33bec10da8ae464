/** Durations that a check took beside its verdict; they travel with its result. */

let taken: Record<string, number> = {};

/** @param ms testbed milliseconds, unless the name says otherwise */
export function measure(name: string, ms: number): void {
  taken[name] = ms;
}

/** The measurements since the last call. */
export function takeMeasurements(): Record<string, number> {
  const measurements = taken;
  taken = {};
  return measurements;
}
