/** State that outlives a server, and a database that cannot be used or written. */

import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { ADA, type Bench, startBench, TOKENS } from '../test-support.ts';
import { StoreError } from './database.ts';
import { Store } from './store.ts';

describe('the state of the call server', () => {
  let folder: string;
  let bench: Bench | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rp-store-'));
  });
  afterEach(async () => {
    await bench?.close();
    bench = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  async function restart(limitBytes?: number): Promise<Bench> {
    await bench?.close();
    bench = await startBench({}, { store: { folder, ...(limitBytes === undefined ? {} : { limitBytes }) } });
    return bench;
  }

  const cannotOpen = (kind: StoreError['kind'], message: RegExp) =>
    assert.throws(
      () => new Store({ folder }),
      (error) => error instanceof StoreError && error.kind === kind && message.test(error.message),
    );

  it('knows its devices in their order, their tokens and every call after a restart', async () => {
    const first = await restart();
    await first.register('bob', 'phone');
    await first.register('bob', 'pad', { alertToken: null, voipToken: null });
    await first.register('eve', 'phone');
    await first.register('bob', 'phone', { ...TOKENS, voipToken: 'c3' });
    const cancelled = await first.server.dial({ from: ADA, to: 'bob' });
    await first.server.cancel(cancelled.id);
    const record = first.server.call(cancelled.id);
    const open = await first.server.dial({ from: ADA, to: 'bob' });
    const second = await restart();
    assert.deepEqual(second.server.users().toSorted(), ['bob', 'eve']);
    assert.deepEqual(
      [second.server.device('bob')?.device, second.server.device('bob')?.voipToken],
      ['phone', 'c3'],
      'the one registered last',
    );
    assert.deepEqual(second.server.call(cancelled.id), record);
    const ended = second.server.call(open.id);
    assert.deepEqual([ended?.endReason, ended?.endedBy], ['failed', 'shutdown']);
    assert.equal(second.server.calls().length, 2);
  });

  it('forgets its calls when it is reset, and not its devices', async () => {
    const live = await restart();
    await live.register('bob', 'phone');
    const { id } = await live.server.dial({ from: ADA, to: 'bob' });
    await live.server.reset();
    assert.equal((await restart()).server.call(id), undefined);
    assert.ok(bench?.server.device('bob'));
  });

  it('ends every call and keeps its record when the database is full, and dials no other', async () => {
    const live = await restart(80_000);
    const { server, clock } = live;
    await live.register('bob', 'phone');
    const dialled: string[] = [];
    const fill = async (): Promise<unknown> => {
      for (let turn = 0; turn < 1_000; turn += 1) {
        try {
          dialled.push((await server.dial({ from: ADA, to: 'bob' })).id);
        } catch (error) {
          return error;
        }
      }
      return undefined;
    };
    const refusal = await fill();
    assert.ok(refusal instanceof StoreError && refusal.kind === 'full', String(refusal));
    assert.match(refusal.message, /cannot grow .*Make room on its disk, or raise its limit/);
    const answer = await server.inject({
      method: 'POST',
      url: '/calls',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: ADA, to: 'bob' }),
    });
    assert.equal(answer.status, 503);
    assert.match(answer.body, /"code":"storage"/);
    await clock.elapse(50_000);
    const states = dialled.map((id) => server.call(id)?.endReason);
    assert.deepEqual([...new Set(states)], ['unanswered']);
    assert.equal(live.told('call.ended').length, dialled.length);
    const after = await restart();
    assert.deepEqual([...new Set(dialled.map((id) => after.server.call(id)?.state))], ['ended']);
  });

  it('places calls of one turn together, and rings nobody for one that a reset came before', async () => {
    const live = await restart();
    const { server, journal } = live;
    await live.register('bob', 'phone');
    const dial = () => server.dial({ from: ADA, to: 'bob' });
    const together = await Promise.all([dial(), dial(), dial()]);
    for (const { id } of together) assert.equal(server.call(id)?.state, 'ringing');
    const before = journal.position;
    const late = dial();
    await server.reset();
    const { id, state, endedBy } = await late;
    assert.deepEqual([state, endedBy], ['ended', 'reset']);
    assert.deepEqual(journal.events({ kind: 'call.dialed', after: before }), []);
    assert.deepEqual(journal.events({ kind: 'push.sent', data: { call: id } }), []);
    assert.equal(server.call(id), undefined);
  });

  it('is refused while another process has it', async () => {
    const other = new Store({ folder });
    cannotOpen('in-use', /in use by another process .*One call server per data folder/);
    other.close();
    new Store({ folder }).close();
  });

  it('is refused when another version wrote it', () => {
    new Store({ folder }).close();
    const database = new Database(join(folder, 'call-server.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    cannotOpen('other-version', /tables 99, expected 1/);
  });

  it('is refused where no folder can be made', () => {
    assert.throws(() => new Store({ folder: '/dev/null/data' }), /cannot be used .*can be written to/);
  });
});
