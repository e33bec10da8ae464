/** Chance that a seed repeats (mulberry32); for behaviour that Apple leaves open, never for secrets. */

export interface Draw {
  /** 0 to below 1. */
  readonly value: number;
  /** State for the next draw. */
  readonly next: number;
}

export function draw(state: number): Draw {
  const next = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return { value: ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32, next };
}

/** A seed made of text (FNV-1a). */
export function textSeed(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}
