/** Tables of the gateway's state that live in a {@link Store}. */

import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { Database } from 'lmdb';
import type { RegisteredKey } from '../credentials/provider-keys.ts';
import type { Table } from '../table.ts';
import type { Store } from './store.ts';

/** LMDB's keys are short; a device token can be long, and what a provider sends in place of one can be anything. */
const PLAIN_KEY = /^[ -~]{1,200}$/;

/** Long and odd keys go by their hash. */
function rowKey(key: string): string {
  return PLAIN_KEY.test(key) ? key : createHash('sha256').update(key).digest('hex');
}

/** A table that every process may read and change. */
export class SharedTable<Value> implements Table<Value> {
  readonly #store: Store;
  readonly #name: string;
  readonly #rows: Database<Value, string>;

  /** @param name one that nothing else in the store has */
  constructor(store: Store, name: string) {
    this.#store = store;
    this.#name = name;
    this.#rows = store.table<Value>(name);
  }

  /** Counted beside the rows: to ask LMDB costs several times as much as to read a row. */
  get size(): number {
    return this.#whileOpen(() => this.#store.count(this.#name), 0);
  }

  get(key: string): Value | undefined {
    return this.#whileOpen(() => this.#rows.get(rowKey(key)), undefined);
  }

  set(key: string, value: Value): void {
    const row = rowKey(key);
    this.#whileOpen(() => {
      if (!this.#rows.doesExist(row)) this.#store.add(this.#name, 1);
      this.#rows.putSync(row, value);
    }, undefined);
  }

  delete(key: string): boolean {
    const row = rowKey(key);
    return this.#whileOpen(() => {
      const wasThere = this.#rows.doesExist(row);
      if (wasThere) {
        this.#rows.removeSync(row);
        this.#store.add(this.#name, -1);
      }
      return wasThere;
    }, false);
  }

  /** As they are stored: a long one as its hash, which finds the same row. */
  keys(): string[] {
    return this.#whileOpen(() => [...this.#rows.getKeys()], []);
  }

  /** What a lab still asks for when the gateway has ended is nobody else's business. */
  #whileOpen<Result>(work: () => Result, otherwise: Result): Result {
    return this.#store.isOpen ? this.#store.alone(work) : otherwise;
  }
}

/** How many rows are kept in memory before they are let go of. */
const COPIES_LIMIT = 100_000;

/** A table that is read far more often than it changes: rows that were read stay in memory until anything changes. */
export class CopiedTable<Value> implements Table<Value> {
  readonly #store: Store;
  readonly #table: Table<Value>;
  readonly #copies = new Map<string, Value>();
  #size = 0;
  #version = -1;

  constructor(store: Store, table: Table<Value>) {
    this.#store = store;
    this.#table = table;
  }

  get size(): number {
    return this.#fresh(() => this.#size, 0);
  }

  get(key: string): Value | undefined {
    return this.#fresh(() => {
      const copy = this.#copies.get(key) ?? this.#table.get(key);
      if (copy !== undefined) this.#copies.set(key, copy);
      if (this.#copies.size > COPIES_LIMIT) this.#copies.clear();
      return copy;
    }, undefined);
  }

  set(key: string, value: Value): void {
    this.#fresh(() => {
      this.#table.set(key, value);
      this.#store.addVersion();
    }, undefined);
  }

  delete(key: string): boolean {
    return this.#fresh(() => {
      this.#store.addVersion();
      return this.#table.delete(key);
    }, false);
  }

  keys(): Iterable<string> {
    return this.#table.keys();
  }

  #fresh<Result>(work: () => Result, otherwise: Result): Result {
    if (!this.#store.isOpen) return otherwise;
    return this.#store.alone(() => {
      if (this.#version !== this.#store.version) {
        this.#version = this.#store.version;
        this.#copies.clear();
        this.#size = this.#table.size;
      }
      return work();
    });
  }
}

/** The rows of a table whose keys begin alike, under the rest of their keys. */
export class PartOfTable<Value> implements Table<Value> {
  readonly #table: Table<Value>;
  readonly #prefix: string;

  constructor(table: Table<Value>, prefix: string) {
    this.#table = table;
    this.#prefix = prefix;
  }

  get size(): number {
    return [...this.keys()].length;
  }

  get(key: string): Value | undefined {
    return this.#table.get(this.#prefix + key);
  }

  set(key: string, value: Value): void {
    this.#table.set(this.#prefix + key, value);
  }

  delete(key: string): boolean {
    return this.#table.delete(this.#prefix + key);
  }

  keys(): Iterable<string> {
    const { length } = this.#prefix;
    return [...this.#table.keys()].filter((key) => key.startsWith(this.#prefix)).map((key) => key.slice(length));
  }
}

/** What one process alone changes, kept in its memory; others read the copy. */
export class PublishedTable<Value> extends Map<string, Value> implements Table<Value> {
  readonly #copy: Table<Value>;

  constructor(copy: Table<Value>) {
    super();
    this.#copy = copy;
  }

  override set(key: string, value: Value): this {
    this.#copy.set(key, value);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#copy.delete(key);
    return super.delete(key);
  }
}

/** A key as it can be written down. */
type KeyRow = Omit<RegisteredKey, 'publicKey'> & { readonly publicKey: string };

/** Provider keys; the same row always gives the same object of the public key, by which checked tokens are remembered. */
export class KeyTable implements Table<RegisteredKey> {
  readonly #rows: Table<KeyRow>;
  readonly #publicKeys = new Map<string, KeyObject>();

  constructor(store: Store) {
    this.#rows = new CopiedTable(store, new SharedTable(store, 'keys'));
  }

  get size(): number {
    return this.#rows.size;
  }

  get(keyId: string): RegisteredKey | undefined {
    const row = this.#rows.get(keyId);
    if (row === undefined) return undefined;
    const publicKey = this.#publicKeys.get(row.publicKey) ?? createPublicKey(row.publicKey);
    this.#publicKeys.set(row.publicKey, publicKey);
    return { ...row, publicKey };
  }

  set(keyId: string, key: RegisteredKey): void {
    const publicKey = key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    this.#rows.set(keyId, { ...key, publicKey });
  }

  delete(keyId: string): boolean {
    return this.#rows.delete(keyId);
  }

  keys(): Iterable<string> {
    return this.#rows.keys();
  }
}
