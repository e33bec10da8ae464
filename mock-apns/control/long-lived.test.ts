/** Requests that stay open for long: readers that are idle, slow, stalled or gone. */

import { strict as assert } from 'node:assert';
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, startGateway } from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';
import { type ControlClient, connectControl } from './client.ts';
import { type ControlServer, startControl } from './index.ts';

const TOPIC = 'com.example.app';
/** Real time; what is idle has to be idle for longer. */
const STALL_LIMIT_MS = 50;

describe('what is open for long at the control API', () => {
  let clock: TestbedClock;
  let journal: Journal;
  let sandbox: Gateway;
  let server: ControlServer;
  let control: ControlClient;
  let provider: TestProvider;

  beforeEach(async () => {
    clock = new TestbedClock();
    journal = new Journal(clock);
    sandbox = await startGateway({ clock, journal });
    server = await startControl({ worlds: { sandbox }, clock, journal, stallLimitMs: STALL_LIMIT_MS });
    control = connectControl(server.url);
    provider = new TestProvider(sandbox);
  });
  afterEach(async () => {
    provider.close();
    await server.close();
    await sandbox.close();
    clock.close();
  });

  function pusher(token: string): (payload: unknown) => Promise<number> {
    const authorization = `bearer ${providerToken(sandbox.issueKey())}`;
    return async (payload) => {
      const headers = { authorization, 'apns-topic': TOPIC };
      return (await provider.send({ path: `/3/device/${token}`, headers, body: JSON.stringify(payload) })).status;
    };
  }

  /** Asks for a stream and reads nothing but its beginning. */
  async function openUnread(path: string): Promise<Socket> {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    return socket;
  }

  /** Lets real time pass as a user of the API can. */
  async function wait(withinMs: number): Promise<void> {
    await assert.rejects(sandbox.expectPush({ topic: 'none' }, { withinMs }));
  }

  it('keeps a device on line that gets no push for long', async () => {
    const phone = control.sandbox.device('phone-1');
    const { token } = await phone.register(TOPIC);
    const socket = await openUnread('/v1/sandbox/devices/phone-1/courier');
    socket.resume();
    await wait(4 * STALL_LIMIT_MS);
    assert.equal((await phone.get()).isConnected, true);
    assert.equal(await pusher(token)({ aps: {} }), 200);
    assert.notEqual(await journal.waitFor({ kind: 'push.delivered', phone: 'phone-1' }, 5_000), undefined);
    socket.destroy();
  });

  it('cuts off a reader that stalls, idle or not before, and stores what it had not taken', async () => {
    const phone = control.sandbox.device('phone-1');
    const { token } = await phone.register(TOPIC);
    const socket = await openUnread('/v1/sandbox/devices/phone-1/courier');
    await wait(4 * STALL_LIMIT_MS);
    const push = pusher(token);
    const filler = 'x'.repeat(4_000);
    await push({ aps: {} });
    // What the system takes for the reader is its own choice; the limit is far beyond.
    for (let round = 0; round < 100 && (await phone.get()).isConnected; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => push({ filler })));
    }
    assert.notEqual(await journal.waitFor({ kind: 'push.stored', phone: 'phone-1' }, 5_000), undefined);
    const { isConnected, storedPushes } = await phone.get();
    assert.deepEqual([isConnected, storedPushes], [false, 1]);
    socket.destroy();
  }).timeout(60_000);

  it('hands over many pushes that are acknowledged without piling anything up', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    const phone = control.sandbox.device('phone-1');
    const push = pusher((await phone.register(TOPIC)).token);
    await push({ aps: {}, number: 0 });
    let count = 0;
    for await (const { payload } of phone.pushes()) {
      assert.equal(payload['number'], count);
      count += 1;
      if (count === 15) break;
      void push({ aps: {}, number: count });
    }
    process.off('warning', warned);
    assert.deepEqual(warnings, []);
  });

  it('tells a reader that comes late of everything, as fast as it reads', async () => {
    // Reader and writer share a process, which a busy machine may hold up for longer than the limit of the other tests.
    await server.close();
    server = await startControl({ worlds: { sandbox }, clock, journal, stallLimitMs: 60_000 });
    control = connectControl(server.url);
    const filler = 'x'.repeat(1_000);
    for (let count = 1; count <= 5_000; count += 1) journal.write('gateway', 'push.accepted', { filler });
    let last = 0;
    for await (const { seq } of control.events({ after: 0 })) {
      assert.equal(seq, last + 1);
      last = seq;
      if (seq === 2_500) journal.write('gateway', 'push.accepted', { filler: 'while the reader catches up' });
      if (seq === 5_001) journal.write('gateway', 'push.accepted', { filler: 'live' });
      if (seq === 5_002) break;
    }
    assert.equal(last, 5_002);
  });

  it('stops waiting for a push when nobody waits for the answer', async () => {
    const waits = new EventEmitter();
    const subscribe = journal.subscribe.bind(journal);
    journal.subscribe = (listener) => {
      const unsubscribe = subscribe(listener);
      waits.emit('begin');
      return () => {
        unsubscribe();
        waits.emit('end');
      };
    };
    const abort = new AbortController();
    const begin = once(waits, 'begin');
    const end = once(waits, 'end');
    const answer = control.sandbox.expectPush({ topic: TOPIC }, { withinMs: 240_000, signal: abort.signal });
    await begin;
    abort.abort(new Error('the test is over'));
    await assert.rejects(answer, /the test is over/);
    await end;
  });

  it('opens no stream for HEAD, which nobody would read', async () => {
    const { status, headers } = await fetch(`${server.url}/v1/sandbox/devices/phone-1/courier`, { method: 'HEAD' });
    assert.deepEqual([status, headers.get('allow')], [405, 'GET']);
    assert.deepEqual(await control.sandbox.devices(), []);
  });
});
