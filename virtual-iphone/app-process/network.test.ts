import { strict as assert } from 'node:assert';
import { AppUnderTest } from './app-under-test.ts';

describe('the network of an app', () => {
  let app: AppUnderTest;
  afterEach(() => app.stop());

  it('fetches through the link of the phone', async () => {
    app = await AppUnderTest.start(`
      (globalThis as any).go = async () => {
        const response = await fetch('http://a.test/users/bob', {
          method: 'put', headers: { 'Content-Type': 'application/json' }, body: '{"a":1}',
        });
        console.log(response.ok, response.status, response.headers.get('X-Kind'), (await response.json() as any).name);
      };
      setTimeout((globalThis as any).go, 10);
    `);
    app.server.answer = () => ({ status: 201, headers: { 'x-kind': 'user' }, body: '{"name":"Bob"}' });
    await app.clock.elapse(20);
    assert.deepEqual(app.server.requests, [
      {
        method: 'PUT',
        url: 'http://a.test/users/bob',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      },
    ]);
    assert.deepEqual(app.log, ['true 201 user Bob']);
  });

  it('rejects with the host that cannot be reached', async () => {
    app = await AppUnderTest.start(`
      setTimeout(() => fetch('http://a.test/').catch((error) => console.log(error.name, error.message)), 10);
    `);
    app.server.answer = () => Promise.reject(new Error('a.test cannot be reached'));
    await app.clock.elapse(20);
    assert.deepEqual(app.log, ['TypeError Network request failed: a.test cannot be reached']);
  });

  it('talks over a WebSocket, with handlers of both kinds', async () => {
    app = await AppUnderTest.start(`
      const socket = new WebSocket('ws://a.test/signalling');
      try { socket.send('too early'); } catch (error: any) { console.log(error.name); }
      socket.onopen = () => { console.log('open', socket.readyState); socket.send('hello'); };
      socket.addEventListener('message', (event: any) => console.log('message', event.data));
      socket.onclose = (event) => console.log('close', event.code, event.reason, socket.readyState);
    `);
    const [socket] = app.server.sockets;
    assert.equal(socket?.url, 'ws://a.test/signalling');
    socket?.open();
    socket?.send('welcome');
    await app.clock.quiet();
    assert.deepEqual(socket?.received, ['hello']);
    socket?.close(4000, 'bye');
    await app.clock.quiet();
    assert.deepEqual(app.log, ['InvalidStateError', 'open 1', 'message welcome', 'close 4000 bye 3']);
  });

  it('hears error and close when the socket never opens', async () => {
    app = await AppUnderTest.start(`
      const socket = new WebSocket('ws://a.test/');
      socket.onerror = () => console.log('error');
      socket.onclose = (event) => console.log('close', event.code);
    `);
    app.server.sockets[0]?.close(1006);
    await app.clock.quiet();
    assert.deepEqual(app.log, ['error', 'close 1006']);
  });

  it('has URL, text encoding, random bytes and structured clones', async () => {
    app = await AppUnderTest.start(`
      const url = new URL('/a?b=c+d&e=%20', 'http://x.test:81');
      console.log(url.href, url.port, url.searchParams.get('b'), new URLSearchParams({ q: 'ä b' }).toString());
      try { new URL('nowhere'); } catch (error: any) { console.log(error.name); }
      const bytes = new TextEncoder().encode('é€😀');
      console.log(bytes.length, new TextDecoder().decode(bytes));
      console.log(crypto.getRandomValues(new Uint8Array(16)).some((byte) => byte > 0), crypto.randomUUID().length);
      const loop: any = { when: new Date(5), list: [new Map([[1, new Set([2])]])] }; loop.self = loop;
      const copy: any = structuredClone(loop);
      console.log(copy.self === copy, copy.when.getTime(), copy.list[0].get(1).has(2), copy !== loop);
      try { structuredClone(() => {}); } catch (error: any) { console.log(error.name); }
    `);
    assert.deepEqual(app.log, [
      'http://x.test:81/a?b=c+d&e=%20 81 c d q=%C3%A4+b',
      'TypeError',
      '9 é€😀',
      'true 36',
      'true 5 true true',
      'DataCloneError',
    ]);
  });
});
