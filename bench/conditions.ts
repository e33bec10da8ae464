/** Under what conditions figures were measured: without them a number means nothing. */

import { cpus, loadavg, totalmem } from 'node:os';

export interface Conditions {
  /** Date of the measurement, ISO 8601. */
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Processes that wanted a core during the minute before. Beyond the number of cores, only ratios can be trusted. */
  readonly load: number;
}

export function conditions(): Conditions {
  const cores = cpus();
  return {
    date: new Date().toISOString(),
    node: process.version,
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0] ?? 0,
  };
}

export function conditionsLine({ date, node, cpu, cores, memoryGiB, load }: Conditions): string {
  return `${date.slice(0, 10)}, Node ${node}, ${cores} × ${cpu}, ${memoryGiB} GiB, load ${load.toFixed(1)}`;
}
