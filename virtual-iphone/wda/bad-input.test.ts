/** What no client should send, and what WebDriverAgent makes of it: it answers, says why in the log, and stays up. */

import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { node } from './in-memory-phone.ts';
import { ROUTES } from './routes.ts';
import { errorOf, useWire } from './wire.ts';

const VOIP = 'com.example.voip';

describe('WebDriverAgent and bad input', () => {
  const wire = useWire();
  const isUp = async () => assert.equal((await wire.call('GET', '/status')).status, 200);

  it('answers every route in the envelope, whatever the body and the ids are', async () => {
    const paths = ROUTES.all.filter(({ path }) => path !== '' && !path.startsWith('/health') && path !== '/calibrate');
    const session = await wire.open();
    const word = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty'));
    const names = 'using value name bundleId direction duration x y actions settings capabilities contentType order';
    const body = fc.dictionary(fc.oneof(fc.constantFrom(...names.split(' ')), word), fc.oneof(word, fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), word, body, async (route, id, given) => {
        // Nothing here waits for what a test has to do elsewhere, and no session ends.
        if (/deactivateApp|expectNotification|^\/session$/.test(route.path)) return;
        const filled = route.path.replace(/:id|:name/g, encodeURIComponent(id === '' || /^\.+$/.test(id) ? 'x' : id));
        const path = (route.session === 'none' ? '' : session) + filled;
        const reply = await wire.call(route.method, path, route.method === 'GET' ? undefined : given);
        assert.ok([200, 400, 404, 408, 500].includes(reply.status), `${route.method} ${path} -> ${reply.status}`);
        if (reply.status !== 200) assert.match(errorOf(reply), /^\d{3} [a-z ]+$/);
      }),
      { numRuns: 400 },
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    await isUp();
  });

  it('takes names that every object has for names that it does not know', async () => {
    const session = await wire.open();
    const post = async (path: string, body: unknown) => errorOf(await wire.call('POST', session + path, body));
    assert.equal(await post('/wda/pressButton', { name: 'constructor' }), '500 unknown error');
    assert.equal(await post('/wda/swipe', { direction: 'constructor' }), '400 invalid argument');
    assert.equal(await post('/wda/scroll', { direction: '__proto__' }), '400 invalid argument');
    assert.equal(await post('/element', { using: 'constructor', value: 'x' }), '400 invalid argument');
  });

  it('learns nothing from __proto__', async () => {
    const body =
      '{"capabilities": {"alwaysMatch": {"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}}}';
    assert.equal((await wire.call('POST', '/session', body)).status, 200);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  for (const [what, request, expected] of [
    ['is not HTTP', 'ring ring\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['has a length that is no number', 'POST /wda/x HTTP/1.1\r\nContent-Length: many\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['has two lengths', 'POST /wda/x HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', /^HTTP\/1\.1 400 /],
    [
      'announces a body of 100 GB',
      'POST /wda/x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000000\r\n\r\n',
      /^HTTP\/1\.1 413 /,
    ],
    [
      'has a path that cannot be decoded',
      'GET /wda/%E0%A4%A HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 404 /,
    ],
  ] as const) {
    it(`refuses a request that ${what}`, async () => {
      assert.match(await everything(await send(request)), expected);
      await isUp();
    });
  }

  it('answers pipelined requests in their order', async () => {
    const { pathname } = new URL(wire.url);
    const get = (path: string, more = '') => `GET ${pathname}${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
    const socket = await send(get('/status') + get('/nothing') + get('/wda/locked', 'Connection: close\r\n'));
    const answers = (await everything(socket)).match(/HTTP\/1\.1 \d{3}/g);
    assert.deepEqual(answers, ['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
  });

  it('serves others while a client is slow, and forgets one that leaves half-way', async () => {
    const { pathname } = new URL(wire.url);
    const slow = await send(`POST ${pathname}/session HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{"capa`);
    await isUp();
    await wire.open();
    slow.destroy();
    await isUp();
  });

  async function send(text: string): Promise<Socket> {
    const socket = connect(wire.host.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      socket.write(text, () => resolve());
    });
    return socket;
  }
});

describe('WebDriverAgent and wild locators', () => {
  const wire = useWire();
  let from = 0;
  /** What the log has said of the last locator. */
  const said = () => wire.lines.slice(from).join();
  const find = (session: string, using: string, value: string) =>
    wire.call('POST', `${session}/elements`, { using, value });
  const given = async (using: string, value: string) => {
    const session = await wire.open();
    const label = `${'a'.repeat(60)}!`;
    wire.phone.show(VOIP, node('N0', 'Application', { label }, [node('N1', 'Button', { label })]));
    from = wire.lines.length;
    return find(session, using, value);
  };

  for (const [using, value] of [
    ['predicate string', "label MATCHES '(a+)+'"],
    ['predicate string', "label LIKE '*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b'"],
    ['class chain', "**/XCUIElementTypeButton[`label MATCHES '(a|aa)+'`]"],
    ['xpath', "//*[matches(@label, '^(a+)+$')]"],
    ['xpath', `//*[replace(@label, '(a|a?)+$', '')]`],
  ] as const) {
    it(`gives up ${using} ${value}, and says so`, async () => {
      const reply = await given(using, value);
      assert.equal(errorOf(reply), '500 unknown error');
      assert.match(said(), /took longer than 1000 ms and was given up/);
    });
  }

  for (const [using, value] of [
    ['xpath', `${'('.repeat(20_000)}//*${')'.repeat(20_000)}`],
    ['xpath', `//*${'[.//*'.repeat(3_000)}`],
    ['predicate string', `${'('.repeat(50_000)}label == 'a'`],
    ['predicate string', `${'NOT '.repeat(50_000)}label == 'a'`],
    ['class chain', `${'**/*/'.repeat(20_000)}*[`],
    ['name', 'x'.repeat(1_000_000)],
  ] as const) {
    it(`answers a ${using} of ${value.length} characters`, async () => {
      const reply = await given(using, value);
      assert.ok([200, 400, 500].includes(reply.status), JSON.stringify(reply.value).slice(0, 200));
      if (reply.status !== 200) assert.match(said(), /\/elements by /);
    });
  }

  it('searches with many long steps', async () => {
    const session = await wire.open();
    const { status, value } = await find(session, 'xpath', `//*${'//*'.repeat(3)}`);
    assert.deepEqual([status, (value as unknown[]).length > 0], [200, true]);
  });

  for (const [using, value, reason] of [
    ['xpath', '//XCUIElementTypeButton[', /400 invalid selector: The XPath expression '\/\/XCUIElementTypeButton\['/],
    ['predicate string', 'label ==', /500 unknown error: /],
    ['predicate string', "nosuch == 'x'", /There is no attribute 'nosuch'/],
    ['class chain', 'XCUIElementTypeWindow[0]', /400 invalid selector: /],
    ['predicate string', "label MATCHES '('", /Can't do regex matching/],
  ] as const) {
    it(`says in the log what is wrong with ${using} ${value}`, async () => {
      await given(using, value);
      assert.match(said(), reason);
      assert.match(said(), new RegExp(`by ${using} `));
    });
  }
});

/** What comes back until the connection closes. */
function everything(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    socket.once('close', () => resolve(text));
  });
}
