import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';
import { TestbedClock } from '../clock/index.ts';
import { outsideServer } from './outside-server.ts';
import type { ReachableServer } from './phone-network.ts';

describe('A call server outside the lab', () => {
  const clock = new TestbedClock();
  let http: Server;
  let sockets: WebSocketServer;
  let server: ReachableServer;
  let url: URL;
  before(async () => {
    http = createServer((request, response) => {
      response.setHeader('x-kind', 'outside');
      void text(request).then((body) => response.writeHead(201).end(`${request.method} ${request.url} ${body}`));
    });
    sockets = new WebSocketServer({ server: http });
    sockets.on('connection', (socket, { url: path }) => {
      socket.on('message', (data: Buffer) => {
        const said = data.toString();
        if (said === 'bye') socket.close(4000, 'bye');
        else socket.send(`${path} ${said}`);
      });
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    url = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
    server = outsideServer(clock, url);
  });
  after(() => {
    sockets.close();
    http.close();
    clock.close();
  });

  it('answers what the app asks of any host', async () => {
    const asked = { method: 'PUT', url: 'http://calls.example/users/bob?a=b', headers: {}, body: '{}' };
    const { status, headers, body } = await server.inject(asked);
    assert.deepEqual([status, headers['x-kind'], body], [201, 'outside', 'PUT /users/bob?a=b {}']);
  });

  it('speaks to the app over a socket', async () => {
    const heard: string[] = [];
    const closed = new Promise<void>((resolve) => {
      const link = server.openSocket('/signalling?user=bob', {
        onOpen: () => link.send('hello'),
        onMessage: (said) => {
          heard.push(said);
          link.send('bye');
        },
        onClose: (code, reason) => {
          heard.push(`${code} ${reason}`);
          resolve();
        },
      });
    });
    await closed;
    assert.deepEqual(heard, ['/signalling?user=bob hello', '4000 bye']);
  });

  it('says once that it is not there', async () => {
    const nobody = outsideServer(clock, new URL('http://127.0.0.1:1'));
    await assert.rejects(nobody.inject({ method: 'GET', url: 'http://calls.example/', headers: {} }));
    const closes: number[] = [];
    await new Promise<void>((resolve) => {
      nobody.openSocket('/', {
        onOpen: () => assert.fail('it opened'),
        onMessage: () => undefined,
        onClose: (code) => {
          closes.push(code);
          setImmediate(resolve);
        },
      });
    });
    assert.deepEqual(closes, [1006]);
  });
});
