/** Cuts out of a testbed's journal what was written during a check: the evidence of how it went. */

import type { Journal, JournalEvent } from '../../clock/index.ts';
import type { RunEvent } from '../control/protocol.ts';

/** The part of a testbed that is needed here. */
interface Recorded {
  readonly entry: { readonly name: string };
  readonly journal: Journal;
}

/** How many events are kept of a check that passed: ten times what one writes. A check that did not keeps all. */
const MOST_EVENTS = 300;

export class TimeLines {
  readonly #journals = new Map<string, Journal>();
  readonly #began = new Map<string, number>();

  open(testbeds: readonly Recorded[]): void {
    for (const { entry, journal } of testbeds) this.#journals.set(entry.name, journal);
  }

  /** Notes where a check begins; when one finishes, its part of the journal. */
  during(event: RunEvent): readonly JournalEvent[] | undefined {
    const journal = this.#journals.get(event.phone);
    if (journal === undefined) return undefined;
    if (event.type === 'check-started') this.#began.set(event.phone, journal.position);
    if (event.type !== 'check-finished') return undefined;
    const events = journal.events().slice(this.#began.get(event.phone) ?? 0);
    return event.result.outcome === 'passed' ? events.slice(0, MOST_EVENTS) : events;
  }
}
