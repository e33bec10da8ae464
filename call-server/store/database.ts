/**
 * The SQLite database behind the call server: a file in the data folder, or memory when there is none. Opened for this
 * process alone; what goes wrong is said in words that tell what to do.
 */

import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

/** A folder for the database, and how far it may grow. */
export interface StoreOptions {
  /** Made when it is not there. Default: none, the state goes with the process. */
  readonly folder?: string;
  /** The database refuses to grow beyond this. Default: as far as the disk goes. */
  readonly limitBytes?: number;
}

/**
 * Why the state cannot be read or written: `in-use` by another process, `damaged`, `full`, `other-version`, or the
 * folder is `unusable`.
 */
export class StoreError extends Error {
  readonly kind: 'in-use' | 'damaged' | 'full' | 'other-version' | 'unusable';

  constructor(kind: StoreError['kind'], message: string) {
    super(message);
    this.name = 'StoreError';
    this.kind = kind;
  }
}

const FILE = 'call-server.db';

/** Of the tables below; a database of another one is not touched. */
const VERSION = 1;

/**
 * A call is one row with its record as JSON, so that one write is one call, and views take it apart for SQL. A device's
 * number says in which order devices were registered.
 */
const TABLES = `
  CREATE TABLE devices (
    user TEXT NOT NULL,
    device TEXT NOT NULL,
    number INTEGER NOT NULL,
    bundle_id TEXT NOT NULL,
    environment TEXT NOT NULL,
    alert_token TEXT,
    voip_token TEXT,
    PRIMARY KEY (user, device)
  ) WITHOUT ROWID;
  CREATE TABLE calls (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    record TEXT NOT NULL
  );
  CREATE INDEX calls_in_progress ON calls (id) WHERE state <> 'ended';
  CREATE VIEW users AS SELECT user, count(*) AS devices FROM devices GROUP BY user;
  CREATE VIEW tokens AS
    SELECT user, device, environment, 'alert' AS kind, alert_token AS token FROM devices WHERE alert_token IS NOT NULL
    UNION ALL
    SELECT user, device, environment, 'voip', voip_token FROM devices WHERE voip_token IS NOT NULL;
  CREATE VIEW final_records AS
    SELECT id, record ->> 'to' AS user, record ->> 'dialedAt' AS dialed_at, record ->> 'answeredBy' AS answered_by,
      record ->> 'endReason' AS reason, record ->> 'endedBy' AS ended_by
    FROM calls WHERE state = 'ended';
  CREATE VIEW legs AS
    SELECT calls.id AS call, leg.value ->> 'device' AS device, leg.value ->> 'state' AS state,
      leg.value ->> 'reason' AS reason, leg.value -> 'push' AS push
    FROM calls, json_each(calls.record, '$.legs') AS leg;
  PRAGMA user_version = ${VERSION};
`;

/** @throws StoreError */
export function openDatabase({ folder, limitBytes }: StoreOptions): Database.Database {
  const file = folder === undefined ? ':memory:' : join(folder, FILE);
  const database = explained(file, () => {
    if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new Database(file);
  });
  try {
    explained(file, () => prepare(database, file, limitBytes));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: Database.Database, file: string, limitBytes: number | undefined): void {
  // Before anything is read: the first lock is then kept until the process ends, however it ends.
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma('journal_mode = WAL');
  // What was written outlives the process, if not a power cut: for that each write would wait for the disk.
  database.pragma('synchronous = NORMAL');
  if (limitBytes !== undefined) {
    const pageSize = numberOf(database, 'page_size');
    database.pragma(`max_page_count = ${Math.max(1, Math.floor(limitBytes / pageSize))}`);
  }
  const version = numberOf(database, 'user_version');
  if (version === 0) database.exec(`BEGIN EXCLUSIVE; ${TABLES} COMMIT;`);
  else if (version !== VERSION) {
    throw new StoreError(
      'other-version',
      `${file} was written by another version of Ringproof (tables ${version}, expected ${VERSION}). ` +
        'Give another data folder, or use that version.',
    );
  }
  // It holds push tokens.
  if (file !== ':memory:') chmodSync(file, 0o600);
  const [finding] = database.prepare('PRAGMA quick_check(1)').pluck().all();
  if (finding !== 'ok') throw damaged(file, String(finding));
  // The lock is taken by a write; without one two servers could begin.
  database.exec('BEGIN EXCLUSIVE; COMMIT;');
}

function numberOf(database: Database.Database, pragma: string): number {
  // Plucking is for `all` alone in libsql 0.5.
  return Number(database.prepare(`PRAGMA ${pragma}`).pluck().all()[0]);
}

/** Does `work`, and says in words what SQLite says in codes. @throws StoreError */
export function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw storeError(file, error);
  }
}

function storeError(file: string, error: unknown): StoreError {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/BUSY|LOCKED/.test(code)) {
    return new StoreError(
      'in-use',
      `${file} is in use by another process (${text}). One call server per data folder: end the other one, or give ` +
        'another folder.',
    );
  }
  if (/FULL/.test(code)) {
    return new StoreError('full', `${file} cannot grow (${text}). Make room on its disk, or raise its limit.`);
  }
  if (/CORRUPT|NOTADB/.test(code)) return damaged(file, text);
  return new StoreError('unusable', `${file} cannot be used (${text}). Give a folder that can be written to.`);
}

function damaged(file: string, finding: string): StoreError {
  return new StoreError(
    'damaged',
    `${file} is damaged (${finding}). It was left as it is: move it away to begin anew, or put a copy in its place.`,
  );
}
