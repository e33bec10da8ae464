/** The phone's log: lines go to whoever listens and are not kept. */

import type { Clock } from '../clock/index.ts';
import { SYSTEM_PIDS, type SystemProcess } from './daemons/context.ts';
import type { LogLine } from './device.ts';

export class PhoneLog {
  readonly #clock: Clock;
  readonly #listeners = new Set<(line: LogLine) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  system(process: SystemProcess, text: string, level: LogLine['level'] = 'Notice'): void {
    this.#write(process, SYSTEM_PIDS[process], text, level);
  }

  app(name: string, pid: number, text: string, level: LogLine['level']): void {
    this.#write(name, pid, text, level);
  }

  /** Calls `listener` for each new line until the returned function is called. */
  subscribe(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #write(process: string, pid: number, text: string, level: LogLine['level']): void {
    if (this.#listeners.size === 0) return;
    const line: LogLine = { at: this.#clock.now(), process, pid, level, text };
    for (const listener of this.#listeners) listener(line);
  }
}
