/** Memory of this process that is in use once everything that can be collected is. */

export interface MemoryInUse {
  /** Bytes. */
  readonly rss: number;
  readonly heap: number;
}

/** Collects in several goes, since contexts are let go of in stages. @throws Error without --expose-gc */
export async function memoryInUse(): Promise<MemoryInUse> {
  if (globalThis.gc === undefined) throw new Error('The phone benchmarks need node --expose-gc.');
  for (let go = 0; go < 4; go += 1) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heap: heapUsed };
}
