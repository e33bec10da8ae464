/**
 * The journal of a testbed: every part writes what happened, stamped with the testbed's clock, to one time line.
 * Reports, verdicts and bug reports are views of it.
 */

import type { Clock } from './clock.ts';

/** Who wrote an event. */
export type Part = 'gateway' | 'call-server' | 'phone';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue | undefined };

/** What an event carries beside its stamp: plain JSON, secrets already masked by the writer. */
export type EventData = { [key: string]: JsonValue | undefined };

export interface JournalEvent {
  /** Position in the journal, from 1. */
  readonly seq: number;
  /** Testbed time, milliseconds since 1970. */
  readonly at: number;
  readonly part: Part;
  /** What happened, as `subject.verb` (`push.accepted`, `action.fulfilled`). */
  readonly kind: string;
  /** udid of the phone it happened on, when there is one. */
  readonly phone?: string;
  readonly data: EventData;
}

/** Which events are meant: the named `kind`, and every given field of `data` equal. */
export interface EventMatch {
  readonly kind: string;
  readonly phone?: string;
  readonly data?: EventData;
  /** Only events after this `seq`; 0 (the default) means from the beginning. */
  readonly after?: number;
}

export class Journal {
  readonly #clock: Clock;
  readonly #events: JournalEvent[] = [];
  readonly #listeners = new Set<(event: JournalEvent) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  write(part: Part, kind: string, data: EventData = {}, phone?: string): JournalEvent {
    const event: JournalEvent = {
      seq: this.#events.length + 1,
      at: this.#clock.now(),
      part,
      kind,
      ...(phone === undefined ? {} : { phone }),
      data,
    };
    this.#events.push(event);
    for (const listener of this.#listeners) listener(event);
    return event;
  }

  /** `seq` of the newest event, 0 when there is none. */
  get position(): number {
    return this.#events.length;
  }

  /** Events that match, oldest first; all of them without a match. */
  events(match?: EventMatch): JournalEvent[] {
    return match === undefined ? [...this.#events] : this.#events.filter((event) => matches(event, match));
  }

  /** The oldest event that matches, if there is one by now. */
  first(match: EventMatch): JournalEvent | undefined {
    return this.#events.find((event) => matches(event, match));
  }

  /** Calls `listener` for each new event until the returned function is called. */
  subscribe(listener: (event: JournalEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first event that matches, waiting for it up to `limitMs` of real time; `undefined` when none came. */
  async waitFor(match: EventMatch, limitMs: number): Promise<JournalEvent | undefined> {
    const found = this.first(match);
    if (found !== undefined) return found;
    return new Promise((resolve) => {
      const finish = (event: JournalEvent | undefined) => {
        clearTimeout(limit);
        unsubscribe();
        resolve(event);
      };
      const limit = setTimeout(() => finish(undefined), limitMs);
      const unsubscribe = this.subscribe((event) => {
        if (matches(event, match)) finish(event);
      });
    });
  }
}

function matches(event: JournalEvent, match: EventMatch): boolean {
  if (event.kind !== match.kind || event.seq <= (match.after ?? 0)) return false;
  if (match.phone !== undefined && event.phone !== match.phone) return false;
  return Object.entries(match.data ?? {}).every(([key, value]) => event.data[key] === value);
}
