/**
 * The state that the processes of one gateway share: an LMDB environment in a folder of its own. LMDB has one writer at a
 * time over all processes, so whatever happens inside {@link Store.alone} is seen by others as a whole or not at all.
 * Nothing is flushed to the disk: the folder ends with the gateway, and what a process has committed outlives it in the
 * system's memory.
 */

import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { Letter } from './letter.ts';

/** Address space, of which only what is used becomes a file; a million device tokens take some 300 MB. */
const MAP_BYTES = 4 * 1024 ** 3;
/** Tables of both worlds, and some room. */
const MOST_TABLES = 32;

/** Whether somebody has been told, and has not yet come, to take the letters. */
const CALLED = 'called';
const LETTERS = 'letters';
const VERSION = 'version';
const AHEAD = 'ahead';
const BOOTED_AT = 'booted-at';

export class Store {
  readonly #root: RootDatabase<unknown, string>;
  readonly #counters: Database<number, string>;
  readonly #letters: Database<readonly Letter[], number>;
  #isOpen = true;
  #isAlone = false;
  #waiting: (() => () => void)[] = [];
  /** Of the transaction under way: its letters, the version of what is cached, whether to call the reader. */
  #posted: Letter[] = [];
  #version: number | undefined;
  #aheadMs: number | undefined;
  #mustCall = false;
  #call: () => void = () => undefined;

  /** @param folder that exists, and that nobody but this user may enter: the tables hold provider tokens */
  constructor(folder: string) {
    this.#root = open<unknown, string>({
      path: join(folder, 'state.mdb'),
      maxDbs: MOST_TABLES,
      mapSize: MAP_BYTES,
      noSync: true,
      overlappingSync: false,
    });
    this.#counters = this.#root.openDB<number, string>({ name: 'counters' });
    this.#letters = this.#root.openDB<readonly Letter[], number>({ name: LETTERS });
  }

  table<Value>(name: string): Database<Value, string> {
    return this.#root.openDB<Value, string>({ name });
  }

  /** False when the gateway has ended, and nobody is left to share with. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Runs `work` as one transaction, while no other process reads or changes anything; within one, as a part of it. */
  alone<Result>(work: () => Result): Result {
    if (this.#isAlone) return work();
    this.#isAlone = true;
    this.#version = undefined;
    this.#aheadMs = undefined;
    try {
      return this.#root.transactionSync(() => {
        const result = work();
        this.#sendPosted();
        return result;
      });
    } finally {
      this.#isAlone = false;
      this.#posted = [];
      if (this.#mustCall) {
        this.#mustCall = false;
        this.#call();
      }
    }
  }

  /**
   * Runs `work` in one transaction with all others of this turn of the event loop, since a transaction costs more than
   * what is done in it. Resolves when that is committed.
   */
  together<Result>(work: () => Result): Promise<Awaited<Result>> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        const result = work() as Awaited<Result>;
        return () => resolve(result);
      });
      if (this.#waiting.length === 1) setImmediate(() => this.#runWaiting());
    });
  }

  count(name: string): number {
    return this.#counters.get(name) ?? 0;
  }

  /** @returns the new count */
  add(name: string, difference: number): number {
    const count = this.count(name) + difference;
    this.#counters.putSync(name, count);
    return count;
  }

  /**
   * Grows whenever a table changes that processes keep copies of, so that these need not be read again and again. Only
   * within {@link alone}, where nobody else changes it.
   */
  get version(): number {
    this.#version ??= this.count(VERSION);
    return this.#version;
  }

  addVersion(): void {
    this.#version = this.add(VERSION, 1);
  }

  /** By how much the testbed's time is ahead of real time, in milliseconds. */
  get aheadMs(): number {
    if (!this.#isOpen) return 0;
    if (!this.#isAlone) return this.count(AHEAD);
    this.#aheadMs ??= this.count(AHEAD);
    return this.#aheadMs;
  }

  setAheadMs(milliseconds: number): void {
    this.alone(() => this.add(AHEAD, milliseconds - this.count(AHEAD)));
  }

  /** Real time, milliseconds since 1970, at which the system's monotonic clock began. */
  get bootedAt(): number {
    return this.alone(() => this.count(BOOTED_AT));
  }

  setBootedAt(milliseconds: number): void {
    this.alone(() => this.add(BOOTED_AT, milliseconds - this.count(BOOTED_AT)));
  }

  /** Leaves something for the process that has devices and journal; it gets everybody's letters in one order. */
  post(letter: Letter): void {
    if (this.#isAlone) this.#posted.push(letter);
    else this.alone(() => this.post(letter));
  }

  /** @param call fetches the reader of letters; called once until they are taken */
  onPost(call: () => void): void {
    this.#call = call;
  }

  /** Takes the oldest bundles of letters out, at most `limit`; a next {@link post} calls again. */
  takeLetters(limit: number): (readonly Letter[])[] {
    return this.alone(() => {
      this.add(CALLED, -this.count(CALLED));
      const entries = [...this.#letters.getRange({ limit })];
      for (const { key } of entries) this.#letters.removeSync(key);
      return entries.map(({ value }) => value);
    });
  }

  /** Lets go of what a process that was killed was reading. */
  forgetTheDead(): void {
    this.#root.readerCheck();
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#root.close();
  }

  /** One row for all of a transaction, since a row costs as much as what is in it. */
  #sendPosted(): void {
    if (this.#posted.length === 0) return;
    this.#letters.putSync(this.add(LETTERS, 1), this.#posted);
    this.#posted = [];
    if (this.count(CALLED) === 1) return;
    this.add(CALLED, 1);
    this.#mustCall = true;
  }

  #runWaiting(): void {
    const works = this.#waiting;
    this.#waiting = [];
    const resolves = this.alone(() => works.map((work) => work()));
    for (const resolve of resolves) resolve();
  }
}
