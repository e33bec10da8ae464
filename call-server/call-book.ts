/**
 * The record of every call: calls in progress in memory, all calls in the store. Changes are written together at the
 * end of a turn of the event loop, which costs a tenth of writing each; so are calls that are placed, and who places one
 * waits for that, since the server must not ring for a call that it could forget. What a leg says while the call stays as it is (that
 * it rings, is muted, was pushed) waits for the next change of any call: each is a write saved, and a call that a kill
 * leaves in progress ends as failed with or without it.
 */

import type { Journal } from '../clock/index.ts';
import { type CallRecord, end } from './call.ts';
import type { Store } from './store/store.ts';

/** A call that is to be written before anybody is rung. */
interface Placing {
  readonly call: CallRecord;
  readonly placed: () => void;
  readonly failed: (error: unknown) => void;
}

export class CallBook {
  readonly #store: Store;
  readonly #journal: Journal;
  /** Calls that may change, and those whose last change is not written yet. */
  readonly #held = new Map<string, CallRecord>();
  /** Ids of those held that have not ended. */
  readonly #open = new Set<string>();
  #placing: Placing[] = [];
  readonly #unwritten = new Set<string>();
  /** Calls that change no more, to be dropped from memory once they are written. */
  readonly #done = new Set<string>();
  #writing: NodeJS.Immediate | undefined;
  #isFailing = false;

  constructor(store: Store, journal: Journal) {
    this.#store = store;
    this.#journal = journal;
  }

  /** A call that is new, at once. @throws StoreError when it cannot be written; then there is no such call. */
  place(call: CallRecord): void {
    this.#store.saveCalls([call]);
    this.#hold(call);
  }

  /** The same together with what else this turn of the event loop has to write; until then there is no such call. */
  placeWithOthers(call: CallRecord): Promise<void> {
    return new Promise((placed, failed) => {
      this.#placing.push({ call, placed, failed });
      this.#writeSoon();
    });
  }

  /** A call that has changed. What cannot be written is kept in memory and tried again with the next change. */
  keep(call: CallRecord): void {
    const before = this.#held.get(call.id);
    this.#hold(call);
    this.#unwritten.add(call.id);
    if (before?.state !== call.state || call.state === 'ended') this.#writeSoon();
  }

  #hold(call: CallRecord): void {
    this.#held.set(call.id, call);
    if (call.state === 'ended') this.#open.delete(call.id);
    else this.#open.add(call.id);
  }

  #writeSoon(): void {
    this.#writing ??= setImmediate(() => this.write());
  }

  /** An ended call that nothing more is expected of, such as the answer to a push. */
  letGo(id: string): void {
    if (this.#unwritten.has(id)) this.#done.add(id);
    else this.#held.delete(id);
  }

  get(id: string): CallRecord | undefined {
    return this.#held.get(id) ?? this.#store.call(id);
  }

  inProgress(): CallRecord[] {
    return [...this.#open].flatMap((id) => this.#held.get(id) ?? []);
  }

  /** Oldest first. */
  all(): CallRecord[] {
    this.write();
    return this.#store.calls().map((call) => this.#held.get(call.id) ?? call);
  }

  /**
   * Ends the calls that an earlier process left in the middle: nobody is there any more who could go on with them.
   *
   * @returns the calls that it ended
   */
  endLeftOver(): CallRecord[] {
    const ended = this.#store.calls({ inProgress: true }).map((call) => end(call, 'failed', 'restart').call);
    for (const call of ended) {
      this.keep(call);
      this.letGo(call.id);
    }
    this.write();
    return ended;
  }

  forget(): void {
    this.#unwritten.clear();
    this.#done.clear();
    this.#held.clear();
    this.#open.clear();
    this.#store.forgetCalls();
  }

  /** Writes what is not written yet. */
  write(): void {
    clearImmediate(this.#writing);
    this.#writing = undefined;
    const placing = this.#placing;
    this.#placing = [];
    const changed = [...this.#unwritten].flatMap((id) => this.#held.get(id) ?? []);
    if (placing.length + changed.length === 0) return;
    try {
      this.#store.saveCalls([...placing.map(({ call }) => call), ...changed]);
    } catch (error) {
      for (const { failed } of placing) failed(error);
      // There may be room for what was there before.
      if (placing.length > 0) return this.write();
      if (!this.#isFailing) this.#journal.write('call-server', 'store.failed', { problem: messageOf(error) });
      this.#isFailing = true;
      return;
    }
    for (const { call, placed } of placing) {
      this.#hold(call);
      placed();
    }
    if (this.#isFailing) this.#journal.write('call-server', 'store.recovered', { calls: changed.length });
    this.#isFailing = false;
    this.#unwritten.clear();
    for (const id of this.#done) this.#held.delete(id);
    this.#done.clear();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
