/** Requests and bytes that nobody would send: the gateway answers or hangs up, and serves the next provider. */

import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { connect } from 'node:tls';
import * as fc from 'fast-check';
import { Journal, TestbedClock } from '../clock/index.ts';
import { type Gateway, REASONS, startGateway } from './index.ts';
import { TestProvider } from './testing/provider.ts';
import { pushWith, type Stage, setStage } from './testing/refusals.ts';

const REQUESTS = 1_000;
const CONNECTIONS = 200;

/** What HTTP/2 lets a header value have: no control characters but tab. */
const headerValue = fc
  .array(fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f))
  .map((codes) => String.fromCharCode(...codes).trim());

const HEADERS = [
  'authorization',
  'apns-topic',
  'apns-push-type',
  'apns-id',
  'apns-expiration',
  'apns-priority',
  'apns-collapse-id',
  'content-type',
];

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

describe('the gateway, sent at random', () => {
  const clock = new TestbedClock();
  const journal = new Journal(clock, { limit: 1_000 });
  let gateway: Gateway;
  let stage: Stage;

  before(async () => {
    const settings = { firstStreamLimit: 1000, streamLimitAfterRefusal: 'unchanged' } as const;
    gateway = await startGateway({ clock, journal, settings });
    stage = await setStage(gateway);
  });
  after(async () => {
    await gateway.close();
    clock.close();
  });

  async function servesTheNextProvider(): Promise<void> {
    const provider = new TestProvider(gateway);
    assert.equal((await provider.send(pushWith(stage, {}))).status, 200);
    provider.close();
  }

  it(`${REQUESTS} requests, answers each with 200 or one of Apple's reasons`, async () => {
    const provider = new TestProvider(gateway);
    const seen = new Set<string>();
    const change = fc.record({
      headers: fc.dictionary(fc.constantFrom(...HEADERS), headerValue, { maxKeys: 3 }),
      body: fc.oneof(fc.string(), fc.json(), fc.constant('{"aps":{}}')),
    });
    const strange = fc.oneof(
      change,
      fc.record({ path: fc.webPath().map((path) => `/3/device/${path}`) }),
      fc.record({ method: fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH') }),
    );
    await fc.assert(
      fc.asyncProperty(strange, async (request) => {
        const { status, body } = await provider.send(pushWith(stage, request));
        seen.add(body?.reason ?? String(status));
        if (status === 200) return;
        assert.ok(body?.reason !== undefined && Object.hasOwn(REASONS, body.reason), `${status} ${body?.reason}`);
        assert.ok(status < 500, `${status} ${body.reason}`);
      }),
      { numRuns: REQUESTS },
    );
    assert.ok(seen.size > 5, [...seen].join());
    provider.close();
    await servesTheNextProvider();
  }).timeout(60_000);

  it(`${CONNECTIONS} connections of random bytes, ends them or waits for more`, async () => {
    const { host, port, certificateAuthority: ca } = gateway;
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 2_000 }).map((array) => Buffer.from(array));
    const beginnings = fc.oneof(
      fc.constant(Buffer.alloc(0)),
      fc.constant(PREFACE),
      fc.constant(Buffer.concat([PREFACE, Buffer.from('000000040000000000', 'hex')])),
    );
    await fc.assert(
      fc.asyncProperty(beginnings, bytes, async (beginning, rest) => {
        const socket = connect({ host, port, ca, ALPNProtocols: ['h2'] });
        socket.on('error', () => undefined);
        await once(socket, 'secureConnect');
        socket.end(Buffer.concat([beginning, rest]));
        socket.resume();
        await once(socket, 'close');
      }),
      { numRuns: CONNECTIONS },
    );
    await servesTheNextProvider();
    await clock.quiet();
  }).timeout(60_000);
});
