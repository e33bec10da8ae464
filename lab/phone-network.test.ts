import { strict as assert } from 'node:assert';
import { TestbedClock } from '../clock/index.ts';
import type { HttpResponse, SocketEvents, SocketLink } from '../virtual-iphone/links.ts';
import { PhoneNetwork, type ReachableServer } from './phone-network.ts';

const REQUEST = { method: 'GET', url: 'https://calls.example/users/bob?full=1', headers: {} };

/** A server that answers at once and notes what it hears. */
class Echo implements ReachableServer {
  readonly heard: string[] = [];

  async inject({ method, url }: typeof REQUEST): Promise<HttpResponse> {
    this.heard.push(`${method} ${url}`);
    return { status: 200, headers: {}, body: '' };
  }

  openSocket(pathAndQuery: string, events: SocketEvents): SocketLink {
    if (pathAndQuery === '/full') throw new Error('The server takes no more sessions.');
    this.heard.push(`open ${pathAndQuery}`);
    events.onOpen();
    return {
      send: (text) => events.onMessage(text),
      close: (code = 1005, reason = '') => events.onClose(code, reason),
    };
  }
}

describe('The network of a virtual phone', () => {
  const clock = new TestbedClock();
  let server: Echo;
  let network: PhoneNetwork;
  let happened: string[];
  const events: SocketEvents = {
    onOpen: () => happened.push('open'),
    onMessage: (text) => happened.push(`message ${text}`),
    onClose: (code, reason) => happened.push(`close ${code} ${reason}`),
  };
  beforeEach(() => {
    server = new Echo();
    network = new PhoneNetwork(clock, server);
    happened = [];
  });
  after(() => clock.close());

  it('leads every host name to the call server', async () => {
    assert.equal((await network.fetch(REQUEST)).status, 200);
    const socket = network.openSocket('wss://other.example/signalling?user=bob', events);
    await clock.quiet();
    socket.send('hello');
    socket.close(1000, 'bye');
    assert.deepEqual(server.heard, ['GET https://calls.example/users/bob?full=1', 'open /signalling?user=bob']);
    assert.deepEqual(happened, ['open', 'message hello', 'close 1000 bye']);
  });

  it('never opens a connection that was dropped under way', async () => {
    network.set({ delayMs: 5_000 });
    const fetched = assert.rejects(network.fetch(REQUEST), /given up/);
    network.openSocket('wss://calls.example/signalling', events);
    network.dropConnecting();
    await clock.elapse(5_000);
    await fetched;
    assert.deepEqual(server.heard, []);
    assert.deepEqual(happened, ['close 1006 The connection was given up before it was open.']);
  });

  it('takes as long to connect as it was told, in testbed time', async () => {
    network.set({ delayMs: 60_000 });
    const fetched = network.fetch(REQUEST);
    network.openSocket('wss://calls.example/signalling', events);
    await clock.elapse(59_000);
    assert.deepEqual(server.heard, []);
    await clock.elapse(1_000);
    await fetched;
    assert.equal(server.heard.length, 2);
  });

  it('keeps messages under way as long as it was told, in their order', async () => {
    const socket = network.openSocket('wss://calls.example/signalling', events);
    await clock.quiet();
    network.set({ latencyMs: 100 });
    socket.send('first');
    await clock.elapse(199);
    assert.deepEqual(happened, ['open']);
    await clock.elapse(1);
    assert.deepEqual(happened, ['open', 'message first']);
    socket.send('second');
    network.set({});
    socket.send('third');
    await clock.elapse(100);
    assert.deepEqual(happened, ['open', 'message first', 'message second', 'message third']);
  });

  it('names the host when it is cut, and works again afterwards', async () => {
    network.set({ reachable: false });
    await assert.rejects(
      network.fetch(REQUEST),
      /^Error: calls\.example cannot be reached: the phone has no network\.$/,
    );
    network.openSocket('wss://calls.example/signalling', events);
    await clock.quiet();
    assert.deepEqual(happened, ['close 1006 calls.example cannot be reached: the phone has no network.']);
    network.set({});
    assert.equal((await network.fetch(REQUEST)).status, 200);
  });

  it('cuts the sockets that are open, and lets nothing more through', async () => {
    const socket = network.openSocket('wss://calls.example/signalling', events);
    await clock.quiet();
    network.set({ reachable: false });
    socket.send('is anybody there?');
    assert.deepEqual(happened, ['open', 'close 1006 The phone has no network.']);
  });

  it('tells of a socket that the server refuses, or that is closed before it is open', async () => {
    network.openSocket('wss://calls.example/full', events);
    await clock.quiet();
    network.openSocket('wss://calls.example/signalling', events).close();
    await clock.quiet();
    assert.deepEqual(happened, [
      'close 1006 The server takes no more sessions.',
      'close 1006 The connection was closed before it was open.',
    ]);
    assert.deepEqual(server.heard, []);
  });
});
