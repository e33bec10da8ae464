/** The documents of the HTTP API and of the signalling: valid, complete, kept as they are served, and true. */

import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { asyncApiDocument } from './asyncapi.ts';
import { FROM_DEVICE, fromDevice } from './messages.ts';
import { openApiDocument } from './openapi.ts';
import { ROUTES } from './route-table.ts';
import { refusal, TO_DEVICE } from './schemas.ts';
import type { FromDevice } from './signalling.ts';
import { ADA, type Bench, startBench, TOKENS } from './test-support.ts';

const kept = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../docs/reference/${name}`, import.meta.url), 'utf8'));

/** A request for each operation, served after those before it; `{call}` is the call dialled last. */
const STORY: readonly (readonly [operation: string, path: string, body?: unknown])[] = [
  ['registerDevice', '/users/bob/devices/phone', { bundleId: 'com.example.calls', environment: 'sandbox', ...TOKENS }],
  ['getUser', '/users/bob'],
  ['dial', '/calls', { from: ADA, to: 'bob' }],
  ['getCall', '/calls/{call}'],
  ['cancel', '/calls/{call}/cancel'],
  ['dial', '/calls', { from: ADA, to: 'bob' }],
  ['sendDtmf', '/calls/{call}/dtmf', { digits: '1#' }],
  ['transfer', '/calls/{call}/transfer', { name: 'Grace', handle: 'grace' }],
  ['hangUp', '/calls/{call}/hang-up'],
  ['signOut', '/users/bob/devices/phone'],
  ['getOpenApi', '/openapi.json'],
  ['getAsyncApi', '/asyncapi.json'],
];

describe('the OpenAPI document of the call server', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const request = { method: method.toUpperCase(), url: path, headers };
    return bench.server.inject({ ...request, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  };

  it('is valid, and kept as it is served', async () => {
    const text = (await ask('get', '/openapi.json')).body;
    // A text would be taken for a file name.
    const { valid, errors } = await new Validator().validate(JSON.parse(text));
    assert.ok(valid, JSON.stringify(errors, undefined, 2));
    assert.deepEqual(kept('call-server.openapi.json'), JSON.parse(text), 'run npm run generate');
  });

  it('has every route, and none beside them', () => {
    const { paths } = openApiDocument(ROUTES) as { paths: Record<string, Record<string, { operationId: string }>> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId}: ${method} ${path}`),
    );
    assert.deepEqual(
      described,
      ROUTES.map(({ operation, method, path }) => `${operation}: ${method} ${path}`),
    );
    assert.equal(new Set(described).size, described.length);
  });

  it('is true of what every route answers', async () => {
    let call = '';
    for (const [operation, path, body] of STORY) {
      const route = ROUTES.find((one) => one.operation === operation);
      assert.ok(route, operation);
      if (operation === 'sendDtmf') {
        const said = JSON.stringify({ type: 'accept', call });
        const phone = bench.server.openSocket('/signalling?user=bob&device=phone', {
          onOpen: () => setImmediate(() => phone.send(said)),
          onMessage: () => undefined,
          onClose: () => undefined,
        });
        await bench.clock.quiet();
      }
      const answer = await ask(route.method, path.replace('{call}', call), body);
      assert.equal(answer.status, route.status, `${operation}: ${answer.body}`);
      if (route.answer === undefined) assert.equal(answer.body, '', operation);
      else {
        const checked = route.answer.safeParse(JSON.parse(answer.body));
        assert.ok(checked.success, `${operation}: ${checked.error?.message} in ${answer.body}`);
        // What the schema does not name is left out of its output.
        assert.deepEqual(checked.data, JSON.parse(answer.body), operation);
      }
      if (operation === 'dial') call = z.object({ id: z.string() }).parse(JSON.parse(answer.body)).id;
    }
    assert.deepEqual(
      ROUTES.map(({ operation }) => operation).filter((operation) => !STORY.some(([told]) => told === operation)),
      [],
      'each operation is in the story',
    );
  });

  it('has examples that its own schemas take', () => {
    for (const { operation, body } of ROUTES) {
      if (body !== undefined) assert.ok(body.schema.safeParse(body.example).success, operation);
    }
  });

  it('is true of refusals', async () => {
    await bench.register('bob', 'phone');
    const { id } = await bench.server.dial({ from: ADA, to: 'bob' });
    for (const [method, path, status, body] of [
      ['get', '/nowhere', 404, undefined],
      ['get', '/calls/none', 404, undefined],
      ['post', `/calls/${id}/dtmf`, 409, { digits: '1' }],
      ['post', `/calls/${id}/dtmf`, 400, { digits: 'call me' }],
      ['post', `/calls/${id}/transfer`, 409, { name: 'Grace', handle: 'grace' }],
    ] as const) {
      const answer = await ask(method, path, body);
      assert.deepEqual([answer.status, refusal.safeParse(JSON.parse(answer.body)).success], [status, true], path);
    }
  });
});

describe('the AsyncAPI document of the call server', () => {
  interface Document {
    readonly channels: {
      readonly signalling: { readonly messages: Record<string, { name: string; payload: object }> };
    };
    readonly operations: Record<string, { readonly messages: readonly { readonly $ref: string }[] }>;
  }
  const document = asyncApiDocument() as unknown as Document;
  const { messages } = document.channels.signalling;

  /** One of each; what is missing here does not compile. */
  const SAID: { readonly [T in FromDevice['type']]: Extract<FromDevice, { type: T }> } = {
    dial: {
      type: 'dial',
      call: 'a1b2c3d4-0000-4000-8000-00000000c0de',
      to: { name: 'Ada', handle: 'ada' },
      video: false,
    },
    ringing: { type: 'ringing', call: 'c' },
    accept: { type: 'accept', call: 'c' },
    decline: { type: 'decline', call: 'c', cause: 'busy' },
    'hang-up': { type: 'hang-up', call: 'c' },
    mute: { type: 'mute', call: 'c', muted: true },
    hold: { type: 'hold', call: 'c', held: true },
    media: { type: 'media', call: 'c', sends: true, plays: true },
    dtmf: { type: 'dtmf', call: 'c', digits: '42#' },
  };

  it('is kept as it is served', () => {
    assert.deepEqual(kept('call-server.asyncapi.json'), JSON.parse(JSON.stringify(document)), 'run npm run generate');
  });

  it('has every message in its direction, and refers to no other', () => {
    const expected = [
      ...Object.keys(FROM_DEVICE).map((type) => `from-device-${type}`),
      ...Object.keys(TO_DEVICE).map((type) => `to-device-${type}`),
    ];
    assert.deepEqual(Object.keys(messages), expected);
    const referred = Object.values(document.operations).flatMap((operation) =>
      operation.messages.map(({ $ref }) => $ref.split('/').at(-1)),
    );
    assert.deepEqual(referred, expected);
  });

  it('describes what the server takes: each message by its own schema, and no other message by it', () => {
    for (const said of Object.values(SAID)) {
      assert.ok(fromDevice.safeParse(said).success, said.type);
      for (const [key, { payload }] of Object.entries(messages)) {
        if (!key.startsWith('from-')) continue;
        const takes = z.fromJSONSchema(payload as Parameters<typeof z.fromJSONSchema>[0]).safeParse(said).success;
        assert.equal(takes, key === `from-device-${said.type}`, `${said.type} by ${key}`);
      }
    }
  });
});
