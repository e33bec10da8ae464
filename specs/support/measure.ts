/** Durations that a check took beside its verdict; they travel with its result. */

let taken: Record<string, number> = {};
let isDisturbed = false;

/** @param ms testbed milliseconds, unless the name says otherwise */
export function measure(name: string, ms: number): void {
  if (!isDisturbed) taken[name] = ms;
}

/** The check itself slows things down: what it takes from now on says nothing about the app. */
export function measureNoMore(): void {
  isDisturbed = true;
}

/** The measurements since the last call. */
export function takeMeasurements(): Record<string, number> {
  const measurements = taken;
  taken = {};
  isDisturbed = false;
  return measurements;
}
