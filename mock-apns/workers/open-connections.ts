/** Which connections each worker has, so that the journal tells of their end when the worker cannot. */

import type { EventData, Journal, JsonValue } from '../../clock/index.ts';

export class OpenConnections {
  readonly #journal: Journal;
  /** Numbers of connections; those of the two worlds may be alike. */
  readonly #byWorker = new Map<number, (JsonValue | undefined)[]>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Looks at an event of a worker. */
  watch(worker: number, event: string, { connection }: EventData): void {
    if (event !== 'connection.opened' && event !== 'connection.closed') return;
    const open = this.#byWorker.get(worker) ?? [];
    this.#byWorker.set(worker, open);
    if (event === 'connection.opened') open.push(connection);
    else if (open.includes(connection)) open.splice(open.indexOf(connection), 1);
  }

  /** The worker has died. */
  closeAllOf(worker: number): void {
    for (const connection of this.#byWorker.get(worker) ?? []) {
      this.#journal.write('gateway', 'connection.closed', { connection, reason: null });
    }
    this.#byWorker.delete(worker);
  }
}
