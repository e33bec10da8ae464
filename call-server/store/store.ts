/**
 * What the call server remembers: devices with their tokens, and a record per call. Reads and writes are SQL and
 * synchronous; when something is written is for the directory and the call book to say.
 */

import type Database from 'libsql';
import type { CallRecord } from '../call.ts';
import type { Device } from '../directory.ts';
import { explained, openDatabase, type StoreOptions } from './database.ts';

/** Rows of one statement at most: most of what a write costs is the way into SQLite, not the row. */
const ROWS_AT_ONCE = 16;

export class Store {
  readonly #database: Database.Database;
  readonly #file: string;
  readonly #saveDevice: Database.Statement;
  /** By number of rows. */
  readonly #saveCalls = new Map<number, Database.Statement>();
  readonly #call: Database.Statement;

  /** @throws StoreError when the database cannot be used; so do all methods. */
  constructor(options: StoreOptions = {}) {
    const database = openDatabase(options);
    this.#database = database;
    this.#file = options.folder === undefined ? 'The database in memory' : `The database in ${options.folder}`;
    this.#saveDevice = database.prepare(
      'INSERT OR REPLACE INTO devices VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM devices), ?, ?, ?, ?)',
    );
    this.#call = database.prepare('SELECT record FROM calls WHERE id = ?').pluck();
  }

  /** The device becomes the one registered last. */
  saveDevice({ user, device, bundleId, environment, alertToken, voipToken }: Device): void {
    this.#do(() => this.#saveDevice.run(user, device, bundleId, environment, alertToken, voipToken));
  }

  /** Changes the tokens of a device, and not its place in the order. */
  saveTokens({ user, device, alertToken, voipToken }: Device): void {
    const sql = 'UPDATE devices SET alert_token = ?, voip_token = ? WHERE user = ? AND device = ?';
    this.#do(() => this.#database.prepare(sql).run(alertToken, voipToken, user, device));
  }

  removeDevice(user: string, device: string): void {
    this.#do(() => this.#database.prepare('DELETE FROM devices WHERE user = ? AND device = ?').run(user, device));
  }

  /** Oldest registration first. */
  devices(): Device[] {
    const sql =
      'SELECT user, device, bundle_id AS bundleId, environment, alert_token AS alertToken, voip_token AS voipToken ' +
      'FROM devices ORDER BY number';
    return this.#do(() => this.#database.prepare(sql).all()) as Device[];
  }

  /** All of them or, when that fails, none. */
  saveCalls(calls: readonly CallRecord[]): void {
    const isOneStatement = calls.length <= ROWS_AT_ONCE;
    this.#do(() => {
      if (!isOneStatement) this.#database.exec('BEGIN');
      try {
        for (let from = 0; from < calls.length; from += ROWS_AT_ONCE) {
          this.#saveRows(isOneStatement ? calls : calls.slice(from, from + ROWS_AT_ONCE));
        }
        if (!isOneStatement) this.#database.exec('COMMIT');
      } catch (error) {
        if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #saveRows(calls: readonly CallRecord[]): void {
    let statement = this.#saveCalls.get(calls.length);
    if (statement === undefined) {
      statement = this.#database.prepare(
        `INSERT INTO calls (id, state, record) VALUES ${calls.map(() => '(?, ?, ?)').join(', ')} ` +
          'ON CONFLICT (id) DO UPDATE SET state = excluded.state, record = excluded.record',
      );
      this.#saveCalls.set(calls.length, statement);
    }
    const values: string[] = [];
    for (const call of calls) values.push(call.id, call.state, JSON.stringify(call));
    statement.run(values);
  }

  call(id: string): CallRecord | undefined {
    const [record] = this.#do(() => this.#call.all(id));
    return typeof record === 'string' ? (JSON.parse(record) as CallRecord) : undefined;
  }

  /** Oldest first; `inProgress`: those that have not ended. */
  calls({ inProgress = false } = {}): CallRecord[] {
    const sql = `SELECT record FROM calls ${inProgress ? "WHERE state <> 'ended'" : ''} ORDER BY number`;
    const records = this.#do(() => this.#database.prepare(sql).pluck().all());
    return records.map((record) => JSON.parse(String(record)) as CallRecord);
  }

  forgetCalls(): void {
    this.#do(() => this.#database.exec('DELETE FROM calls'));
  }

  /** Leaves one file without a log beside it, for anybody to open. */
  close(): void {
    if (!this.#database.open) return;
    try {
      // The lock by hand: libsql 0.5 holds the file open until the statements are collected.
      for (const pragma of ['journal_mode = DELETE', 'locking_mode = NORMAL', 'user_version']) {
        this.#database.pragma(pragma);
      }
    } catch {
      // A full disk, say. What was written is in the log, and the lock goes with the process.
    }
    this.#database.close();
  }

  #do<T>(work: () => T): T {
    return explained(this.#file, work);
  }
}
