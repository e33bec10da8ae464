/** A database that is damaged, full for a time or wanted by somebody else, while calls are made or before. */

import { strict as assert } from 'node:assert';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type CallRecord, end } from '../call.ts';
import { CallBook } from '../call-book.ts';
import { ADA, type Bench, startBench } from '../test-support.ts';
import { StoreError } from './database.ts';
import { Store } from './store.ts';

const GARBAGE = Buffer.alloc(64 * 1024, 'This is no database. ');

describe('the database of the call server', () => {
  let folder: string;
  let file: string;
  let bench: Bench | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rp-database-'));
    file = join(folder, 'call-server.db');
  });
  afterEach(async () => {
    await bench?.close();
    bench = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const live = async () => {
    bench = await startBench({}, { store: { folder } });
    await bench.register('bob', 'phone');
    return bench;
  };

  it('is refused when it is no database, and left as it is', async () => {
    writeFileSync(file, GARBAGE);
    await assert.rejects(
      startBench({}, { store: { folder } }),
      (error) =>
        error instanceof StoreError && error.kind === 'damaged' && /left as it is: move it away/.test(error.message),
    );
    assert.deepEqual(readFileSync(file), GARBAGE);
  });

  it('is refused when a page of it is damaged', () => {
    const store = new Store({ folder });
    store.saveCalls(Array.from({ length: 200 }, (_, index) => ringing(`call-${index}`)));
    store.close();
    const handle = openSync(file, 'r+');
    writeSync(handle, GARBAGE, 0, 8 * 1024, statSync(file).size - 16 * 1024);
    assert.throws(
      () => new Store({ folder }),
      (error) => error instanceof StoreError && error.kind === 'damaged',
    );
  });

  it('cannot be locked by anybody else while the server runs, and calls go on', async () => {
    const running = await live();
    const { server } = running;
    const { id } = await server.dial({ from: ADA, to: 'bob' });
    const other = new Database(file);
    assert.throws(() => other.exec('BEGIN EXCLUSIVE'), /locked|busy/i);
    other.close();
    await server.cancel(id);
    assert.equal(server.call(id)?.endReason, 'cancelled');
    assert.deepEqual(running.told('store.failed'), []);
  });

  it('may be overwritten under a running server: calls end, nothing gets stuck, and what is wrong is said', async () => {
    const before = new Store({ folder });
    // More than SQLite keeps in memory, so that it must look into the file.
    const from = { name: 'x'.repeat(200), handle: 'x' };
    const old = Array.from({ length: 20_000 }, (_, index) => ({ ...ringing(`old-${index}`), from }));
    before.saveCalls(old.map((call) => end(call, 'cancelled', 'caller').call));
    before.close();
    const running = await live();
    const { server, clock } = running;
    const dialled: string[] = [];
    for (let count = 0; count < 20; count += 1) dialled.push((await server.dial({ from: ADA, to: 'bob' })).id);
    for (const name of ['call-server.db', 'call-server.db-wal']) writeFileSync(join(folder, name), GARBAGE);
    const socket = await phoneOf(server);
    const [answered, ...others] = dialled;
    for (const call of ['old-1', 'old-4000', answered, 'never-dialled']) {
      socket.send(JSON.stringify({ type: 'accept', call }));
    }
    await clock.elapse(1);
    assert.match(JSON.stringify(running.told('store.failed')), /is damaged .*move it away/);
    const asked = await server.inject({ method: 'GET', url: '/calls/old-4000', headers: {} });
    assert.equal(asked.status, 503);
    await server.hangUp(String(answered));
    await clock.elapse(50_000);
    const ends = running.told('call.ended').map((data) => [Object(data).call, Object(data).reason]);
    assert.deepEqual(ends, [[answered, 'hung-up'], ...others.map((call) => [call, 'unanswered'])]);
  });

  it('refuses every call of a turn that is too full for them, and still writes the calls that are there', async () => {
    const clock = new TestbedClock();
    const store = new Store({ folder, limitBytes: 60_000 });
    const book = new CallBook(store, new Journal(clock));
    const there = ringing('there');
    book.place(there);
    book.keep(end(there, 'hung-up', 'caller').call);
    const large = (id: string): CallRecord => ({ ...ringing(id), from: { name: 'x'.repeat(50_000), handle: 'y' } });
    const placed = await Promise.allSettled([book.placeWithOthers(large('one')), book.placeWithOthers(large('other'))]);
    for (const one of placed) assert.ok(one.status === 'rejected' && one.reason instanceof StoreError);
    assert.deepEqual([book.get('one'), book.get('other')], [undefined, undefined]);
    assert.equal(store.call('there')?.state, 'ended');
    await book.placeWithOthers(ringing('next'));
    assert.equal(store.call('next')?.state, 'ringing');
    store.close();
    clock.close();
  });

  it('takes the records that it was too full for as soon as there is room', async () => {
    const clock = new TestbedClock();
    const journal = new Journal(clock);
    const store = new Store({ folder, limitBytes: 60_000 });
    const book = new CallBook(store, journal);
    const calls: CallRecord[] = [];
    const place = () => {
      const call = ringing(`call-${calls.length}`);
      book.place(call);
      calls.push(call);
    };
    assert.throws(() => {
      for (;;) place();
    }, StoreError);
    const longer = (call: CallRecord) =>
      end({ ...call, from: { name: 'x'.repeat(200), handle: 'y' } }, 'hung-up', 'caller').call;
    const changed = calls.slice(0, 20);
    for (const call of changed) book.keep(longer(call));
    book.write();
    const [failure] = journal.events({ kind: 'store.failed' });
    assert.match(JSON.stringify(failure?.data), /cannot grow/);
    assert.equal(store.call('call-0')?.state, 'ringing');
    assert.equal(book.get('call-0')?.state, 'ended', 'kept in memory');
    for (const call of changed) book.letGo(call.id);
    // Somebody makes room, and the next change of any call tries again.
    store.forgetCalls();
    book.keep(longer(ringing('call-0')));
    book.write();
    assert.deepEqual(
      journal.events({ kind: 'store.recovered' }).map(({ data }) => data['calls']),
      [changed.length],
    );
    assert.equal(store.call('call-0')?.state, 'ended');
    store.close();
    clock.close();
  });
});

function ringing(id: string): CallRecord {
  return {
    id,
    from: ADA,
    video: false,
    state: 'ringing',
    to: 'bob',
    dialedAt: 0,
    answeredBy: null,
    endReason: null,
    endedBy: null,
    legs: [],
  };
}

function phoneOf(server: Bench['server']): Promise<ReturnType<Bench['server']['openSocket']>> {
  return new Promise((resolve) => {
    const socket = server.openSocket('/signalling?user=bob&device=phone', {
      onOpen: () => resolve(socket),
      onMessage: () => undefined,
      onClose: () => undefined,
    });
  });
}
