/**
 * The journal of a testbed: every part writes what happened, stamped with the testbed's clock, to one time line.
 * Reports, verdicts and bug reports are views of it.
 */

import type { Clock } from './clock.ts';

/** Who wrote an event. */
export type Part = 'gateway' | 'call-server' | 'phone' | 'probe';

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

export interface JournalOptions {
  /** How many events are kept: the newest ones. Default: all of them. */
  readonly limit?: number;
}

export class Journal {
  readonly #clock: Clock;
  readonly #limit: number;
  /** The newest events, up to twice the limit so that old ones go many at a time. */
  #events: JournalEvent[] = [];
  #position = 0;
  readonly #listeners = new Set<(event: JournalEvent) => void>();

  /** @throws Error when the limit is not a whole number from 1. */
  constructor(clock: Clock, { limit = Number.POSITIVE_INFINITY }: JournalOptions = {}) {
    if (limit !== Number.POSITIVE_INFINITY && (!Number.isSafeInteger(limit) || limit < 1)) {
      throw new Error(`No journal was opened: its limit is ${limit}. Pass how many events to keep, 1 or more.`);
    }
    this.#clock = clock;
    this.#limit = limit;
  }

  write(part: Part, kind: string, data: EventData = {}, phone?: string): JournalEvent {
    this.#position += 1;
    const seq = this.#position;
    const at = this.#clock.now();
    const event: JournalEvent =
      phone === undefined ? { seq, at, part, kind, data } : { seq, at, part, kind, phone, data };
    this.#events.push(event);
    if (this.#events.length >= 2 * this.#limit) this.#events = this.#kept(0);
    for (const listener of this.#listeners) listener(event);
    return event;
  }

  /** `seq` of the newest event, 0 when there was none. It counts events that are no longer kept, too. */
  get position(): number {
    return this.#position;
  }

  /** Kept events that match, oldest first; all of them without a match. */
  events(match?: EventMatch): JournalEvent[] {
    const kept = this.#kept(match?.after ?? 0);
    return match === undefined ? kept : kept.filter((event) => matches(event, match));
  }

  /** The oldest kept event that matches, if there is one by now. */
  first(match: EventMatch): JournalEvent | undefined {
    return this.#kept(match.after ?? 0).find((event) => matches(event, match));
  }

  /** Kept events after a `seq`. */
  #kept(after: number): JournalEvent[] {
    const wanted = Math.min(this.#limit, this.#position - after, this.#events.length);
    return wanted <= 0 ? [] : this.#events.slice(-wanted);
  }

  /** Calls `listener` for each new event until the returned function is called. */
  subscribe(listener: (event: JournalEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first event that matches, waiting for it up to `limitMs` of real time; `undefined` when none came. */
  async waitFor(match: EventMatch, limitMs: number): Promise<JournalEvent | undefined> {
    return this.first(match) ?? this.next((event) => matches(event, match), limitMs);
  }

  /**
   * The next event to come that is meant, waiting up to `limitMs` of real time, or until `signal` is aborted; `undefined`
   * when none came.
   */
  next(
    isMeant: (event: JournalEvent) => boolean,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<JournalEvent | undefined> {
    return new Promise((resolve) => {
      const finish = (event: JournalEvent | undefined) => {
        clearTimeout(limit);
        unsubscribe();
        signal?.removeEventListener('abort', giveUp);
        resolve(event);
      };
      const giveUp = () => finish(undefined);
      const limit = setTimeout(giveUp, limitMs);
      const unsubscribe = this.subscribe((event) => {
        if (isMeant(event)) finish(event);
      });
      signal?.addEventListener('abort', giveUp);
      if (signal?.aborted === true) giveUp();
    });
  }
}

function matches(event: JournalEvent, match: EventMatch): boolean {
  if (event.kind !== match.kind || event.seq <= (match.after ?? 0)) return false;
  if (match.phone !== undefined && event.phone !== match.phone) return false;
  return Object.entries(match.data ?? {}).every(([key, value]) => event.data[key] === value);
}
