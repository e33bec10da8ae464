/** The document that the control API serves: valid, complete, and true of every answer. */

import { strict as assert } from 'node:assert';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { startWorlds, type Worlds } from '../index.ts';
import { type ControlServer, startControl } from './index.ts';
import { ROUTES } from './routes.ts';
import { problem } from './schemas.ts';

const TOPIC = 'com.example.app.voip';
const DEVICE = '/v1/sandbox/devices/phone-1';

/** A request for each operation that it can serve after those before it; `{key}` and such are filled in from answers. */
const STORY: readonly (readonly [string, string, unknown?])[] = [
  ['getHealth', '/healthz'],
  ['getMetrics', '/metrics'],
  ['getDocument', '/openapi.json'],
  ['getInfo', '/v1'],
  ['getWorld', '/v1/sandbox'],
  ['registerTopic', `${DEVICE}/topics/${TOPIC}`, {}],
  ['listDevices', '/v1/sandbox/devices'],
  ['getDevice', DEVICE],
  ['rotateToken', `${DEVICE}/topics/${TOPIC}/rotate`],
  ['unsubscribe', `${DEVICE}/unsubscribe`, { bundleId: 'com.example.app', channelId: 'QUFB' }],
  ['openCourier', `${DEVICE}/courier`],
  ['issueKey', '/v1/sandbox/keys', { topics: [TOPIC] }],
  ['revokeKey', '/v1/sandbox/keys/{keyId}'],
  ['issueCertificate', '/v1/sandbox/certificates', { bundleId: 'com.example.app' }],
  ['revokeCertificate', '/v1/sandbox/certificates/revoke', '{certificate}'],
  ['failNext', '/v1/sandbox/faults', { silence: true, times: 'always' }],
  ['listFaults', '/v1/sandbox/faults'],
  ['cancelFault', '/v1/sandbox/faults/1'],
  ['clearFaults', '/v1/sandbox/faults'],
  ['listPushes', '/v1/sandbox/pushes'],
  ['expectPush', '/v1/sandbox/expectations', { expectation: { topic: 'com.example.app' } }],
  ['getJournal', '/v1/journal'],
  ['elapse', '/v1/clock/elapse', { ms: 1 }],
  ['uninstallApp', `${DEVICE}/uninstall`, { bundleId: 'com.example.other' }],
  ['expireToken', `${DEVICE}/topics/${TOPIC}/expire`],
  ['registerTopic', `${DEVICE}/topics/${TOPIC}`, {}],
  ['invalidateToken', `${DEVICE}/topics/${TOPIC}/invalidate`],
  ['registerTopic', `${DEVICE}/topics/${TOPIC}`, {}],
  ['unregisterTopic', `${DEVICE}/topics/${TOPIC}`],
  ['resetWorld', '/v1/sandbox/reset'],
  ['reset', '/v1/reset'],
];

/** Need a push on its way, or a channel; `control.test.ts` and `channels.test.ts` have them. */
const ELSEWHERE = ['acknowledgePush', 'subscribe'];

describe('the OpenAPI document', () => {
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  let worlds: Worlds;
  let server: ControlServer;

  before(async () => {
    worlds = await startWorlds({ clock, journal });
    server = await startControl({ worlds, clock, journal });
  });
  after(async () => {
    await server.close();
    await worlds.close();
    clock.close();
  });

  async function document(): Promise<{ paths: Record<string, Record<string, { operationId: string }>> }> {
    const answer = await fetch(`${server.url}/openapi.json`);
    return (await answer.json()) as Awaited<ReturnType<typeof document>>;
  }

  it('is valid', async () => {
    const { valid, errors } = await new Validator().validate(await document());
    assert.ok(valid, JSON.stringify(errors, undefined, 2));
  });

  it('has every route, and none beside them', async () => {
    const { paths } = await document();
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId}: ${method} ${path}`),
    );
    assert.deepEqual(
      described.toSorted(),
      ROUTES.map(({ operation, method, path }) => `${operation}: ${method} ${path}`).toSorted(),
    );
    assert.equal(new Set(ROUTES.map(({ operation }) => operation)).size, ROUTES.length);
  });

  it('is true of what every route answers', async () => {
    journal.write('gateway', 'push.accepted', { environment: 'sandbox', id: '1', topic: 'com.example.app' });
    let given: Record<string, unknown> = {};
    for (const [operation, path, body] of STORY) {
      const route = ROUTES.find((one) => one.operation === operation);
      assert.ok(route, operation);
      const sent = body === '{certificate}' ? { certificate: given['certificate'] } : body;
      const answer = await fetch(server.url + path.replace('{keyId}', String(given['keyId'])), {
        method: route.method.toUpperCase(),
        ...(sent === undefined ? {} : { body: JSON.stringify(sent), headers: { 'content-type': 'application/json' } }),
      });
      assert.equal(answer.status, route.status, `${operation}: ${answer.status}`);
      const [{ kind } = { kind: 'nothing' }] = route.answers;
      if (kind === 'events') {
        assert.equal(answer.headers.get('content-type'), 'text/event-stream');
        await answer.body?.cancel();
        continue;
      }
      const text = await answer.text();
      if (kind === 'nothing') assert.equal(text, '');
      for (const answers of route.answers) {
        if (answers.kind !== 'json') continue;
        given = { ...given, ...(JSON.parse(text) as object) };
        const checked = answers.schema.safeParse(JSON.parse(text));
        assert.ok(checked.success, `${operation}: ${checked.error?.message} in ${text}`);
      }
    }
  });

  it('is true of refusals, too', async () => {
    for (const path of ['/v1/moon', '/v1/sandbox/devices/nobody', '/nowhere']) {
      const answer = await fetch(server.url + path);
      assert.ok(problem.safeParse(await answer.json()).success, path);
    }
  });

  it('has a request for each operation in this test', () => {
    const told: Set<string> = new Set([...STORY.map(([operation]) => operation), ...ELSEWHERE]);
    assert.deepEqual(
      ROUTES.map(({ operation }) => operation).filter((operation) => !told.has(operation)),
      [],
    );
  });
});
