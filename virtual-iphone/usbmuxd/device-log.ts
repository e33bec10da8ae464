/** The last lines of a phone's log and the readers that follow it. Starts when the phone is attached. */

import type { DeviceServices } from '../device.ts';
import { syslogLine } from './syslog-line.ts';

/** Lines a reader gets that connects late. */
export const RECENT_LINES = 200;

export class DeviceLog {
  readonly #recent: string[] = [];
  readonly #readers = new Set<(line: string) => void>();
  readonly #stop: () => void;

  constructor(phone: DeviceServices, deviceName: () => string) {
    this.#stop = phone.onLog((entry) => {
      const line = syslogLine(deviceName(), entry);
      this.#recent.push(line);
      if (this.#recent.length > RECENT_LINES) this.#recent.shift();
      for (const read of this.#readers) read(line);
    });
  }

  get recent(): readonly string[] {
    return this.#recent;
  }

  /** Calls `read` for each new line until the returned function is called. */
  follow(read: (line: string) => void): () => void {
    this.#readers.add(read);
    return () => this.#readers.delete(read);
  }

  close(): void {
    this.#stop();
    this.#readers.clear();
  }
}
