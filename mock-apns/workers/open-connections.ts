/** Which connections each worker has, so that the journal tells of their end when the worker cannot. */

import type { EventData, Journal } from '../../clock/index.ts';

export class OpenConnections {
  readonly #journal: Journal;
  /** By worker: the number and world of each. */
  readonly #byWorker = new Map<number, EventData[]>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Looks at an event of a worker. */
  watch(worker: number, event: string, { connection, environment }: EventData): void {
    if (event !== 'connection.opened' && event !== 'connection.closed') return;
    const open = this.#byWorker.get(worker) ?? [];
    this.#byWorker.set(worker, open);
    if (event === 'connection.opened') open.push({ connection, environment });
    else {
      const index = open.findIndex((one) => one.connection === connection && one.environment === environment);
      if (index >= 0) open.splice(index, 1);
    }
  }

  /** The worker has died. */
  closeAllOf(worker: number): void {
    for (const connection of this.#byWorker.get(worker) ?? []) {
      this.#journal.write('gateway', 'connection.closed', { ...connection, reason: null, fault: null });
    }
    this.#byWorker.delete(worker);
  }
}
