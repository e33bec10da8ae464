/** The control API as its users see it: through the typed client, and by plain requests where the client cannot go wrong. */

import { strict as assert } from 'node:assert';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Journal, type JournalEvent, TestbedClock } from '../../clock/index.ts';
import { startWorlds, type Worlds } from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';
import { type ControlClient, ControlError, connectControl } from './client.ts';
import { type ControlServer, startControl } from './index.ts';

const TOPIC = 'com.example.app.voip';

describe('the control API', () => {
  let clock: TestbedClock;
  let journal: Journal;
  let worlds: Worlds;
  let server: ControlServer;
  let control: ControlClient;
  const providers: TestProvider[] = [];

  beforeEach(async () => {
    clock = new TestbedClock();
    journal = new Journal(clock);
    worlds = await startWorlds({ clock, journal });
    server = await startControl({ worlds, clock, journal });
    control = connectControl(server.url);
  });
  afterEach(async () => {
    for (const provider of providers.splice(0)) provider.close();
    await server.close();
    await worlds.close();
    clock.close();
  });

  /** Sends a push to the sandbox with a key of its own; answers status and reason. */
  async function push(token: string, headers: Record<string, string> = {}, body: unknown = { aps: {}, call: '1' }) {
    const provider = new TestProvider(worlds.sandbox);
    providers.push(provider);
    const authorization = `bearer ${providerToken(await control.sandbox.issueKey())}`;
    return provider.send({
      path: `/3/device/${token}`,
      headers: { authorization, 'apns-topic': TOPIC, 'apns-push-type': 'voip', ...headers },
      body: JSON.stringify(body),
    });
  }

  it('tells where the worlds are, and whom to trust', async () => {
    const { certificateAuthority, worlds: shown } = await control.info();
    assert.equal(certificateAuthority, worlds.certificateAuthority);
    assert.deepEqual(
      shown.map(({ environment, url }) => [environment, url]),
      [
        ['sandbox', worlds.sandbox.url],
        ['production', worlds.production.url],
      ],
    );
  });

  it('makes devices and keys with which a push arrives, and shows what came of it', async () => {
    const { token, kind } = await control.sandbox.device('phone-1').register(TOPIC);
    assert.equal(kind, 'voip');
    assert.equal((await push(token)).status, 200);
    const [shown] = await control.sandbox.pushes({ device: 'phone-1', answer: 'accepted' });
    assert.deepEqual(shown?.event.data['payload'], { aps: {}, call: '1' });
    assert.deepEqual(
      shown?.fates.map((fate) => fate.kind),
      ['push.stored'],
    );
    assert.deepEqual(await control.production.pushes(), []);
    assert.equal((await control.sandbox.pushes({ token: token.toUpperCase() })).length, 1);
    assert.deepEqual(await control.sandbox.pushes({ token: 'ab'.repeat(32) }), []);
  });

  it('finds refused pushes by their reason', async () => {
    const { token } = await control.sandbox.device('phone-1').register(TOPIC);
    await push(token, { 'apns-priority': '7' });
    const [shown] = await control.sandbox.pushes({ answer: 'BadPriority', topic: TOPIC, pushType: 'voip' });
    assert.equal(shown?.event.data['priority'], 7);
    assert.deepEqual(await control.sandbox.pushes({ answer: 'BadTopic' }), []);
  });

  it('takes a token that a provider has already, and says why it takes another one not', async () => {
    const fixture = 'AB'.repeat(32);
    const { token } = await control.sandbox.device('phone-1').register(TOPIC, { token: fixture });
    assert.equal(token, fixture.toLowerCase());
    await assert.rejects(control.sandbox.device('phone-2').register(TOPIC, { token: fixture }), {
      status: 409,
      message: /phone-1 has it for the topic/,
    });
  });

  it('rotates, invalidates and expires tokens, and uninstalls apps', async () => {
    const phone = control.sandbox.device('phone-1');
    const first = await phone.register(TOPIC);
    const second = await phone.rotate(TOPIC);
    assert.equal((await push(first.token)).body?.reason, 'Unregistered');
    await phone.expire(TOPIC);
    assert.equal((await push(second.token)).body?.reason, 'ExpiredToken');
    const third = await phone.register(TOPIC);
    await phone.invalidate(TOPIC);
    assert.equal((await push(third.token)).body?.reason, 'Unregistered');
    const fourth = await phone.register(TOPIC);
    await phone.uninstall('com.example.app');
    assert.equal((await push(fourth.token)).body?.reason, 'Unregistered');
    const fifth = await phone.register(TOPIC);
    await phone.unregister(TOPIC);
    assert.equal((await push(fifth.token)).body?.reason, 'Unregistered');
    await assert.rejects(phone.rotate('com.example.other'), { status: 404, message: /has not registered the topic/ });
  });

  it('puts a device on line as long as its pushes are read', async () => {
    const phone = control.sandbox.device('phone-1');
    const { token } = await phone.register(TOPIC);
    await push(token, {}, { aps: {}, call: 'stored' });
    const seen: unknown[] = [];
    for await (const { topic, pushType, priority, payload } of phone.pushes()) {
      seen.push([topic, pushType, priority, payload]);
      if (seen.length === 1) {
        assert.equal((await phone.get()).isConnected, true);
        void push(token, {}, { aps: {}, call: 'live' });
      } else break;
    }
    assert.deepEqual(seen, [
      [TOPIC, 'voip', 10, { aps: {}, call: 'stored' }],
      [TOPIC, 'voip', 10, { aps: {}, call: 'live' }],
    ]);
    // The second one was not acknowledged, so it is stored again.
    assert.notEqual(
      await journal.waitFor({ kind: 'push.stored', after: (await lastDelivered()).seq }, 5_000),
      undefined,
    );
    assert.deepEqual(await phone.get().then(({ isConnected, storedPushes }) => [isConnected, storedPushes]), [
      false,
      1,
    ]);
  });

  async function lastDelivered(): Promise<JournalEvent> {
    const event = await journal.waitFor({ kind: 'push.delivered' }, 5_000);
    if (event === undefined) throw new Error('Nothing was delivered.');
    return event;
  }

  it('takes a push for delivered when it is written, unless the reader acknowledges', async () => {
    const { token } = await control.sandbox.device('phone-1').register(TOPIC);
    const response = await fetch(`${server.url}/v1/sandbox/devices/phone-1/courier`);
    await push(token);
    await lastDelivered();
    await response.body?.cancel();
  });

  it('gives a device to the newest reader', async () => {
    const courier = `${server.url}/v1/sandbox/devices/phone-1/courier`;
    const first = await fetch(courier);
    const second = await fetch(courier);
    await assert.rejects(first.text());
    assert.equal((await control.sandbox.device('phone-1').get()).isConnected, true);
    await second.body?.cancel();
  });

  it('says that no such push waits to be acknowledged', async () => {
    await control.sandbox.device('phone-1').register(TOPIC);
    const answer = await fetch(`${server.url}/v1/sandbox/devices/phone-1/courier/pushes/x/acknowledge`, {
      method: 'POST',
    });
    assert.equal(answer.status, 404);
  });

  it('revokes keys and certificates', async () => {
    const { token } = await control.sandbox.device('phone-1').register(TOPIC);
    const key = await control.sandbox.issueKey({ topics: [TOPIC] });
    assert.deepEqual([key.environment, key.topics], ['sandbox', [TOPIC]]);
    await control.sandbox.revokeKey(key.keyId);
    const authorization = `bearer ${providerToken(key)}`;
    assert.equal((await push(token, { authorization })).body?.reason, 'InvalidProviderToken');
    await assert.rejects(control.sandbox.revokeKey(key.keyId), { status: 404, message: /has no key/ });
    const { certificate } = await control.sandbox.issueCertificate({ bundleId: 'com.example.app', kinds: ['voip'] });
    await control.sandbox.revokeCertificate(certificate);
    await assert.rejects(control.sandbox.revokeCertificate('none'), { status: 409 });
    await assert.rejects(control.sandbox.issueCertificate({ bundleId: 'app' }), { status: 409, message: /bundle id/ });
    await assert.rejects(control.sandbox.issueKey({ teamId: 'x' }), { status: 409, message: /team id/ });
  });

  it('sets faults, explains them, and takes them back', async () => {
    const fault = await control.sandbox.failNext({ reason: 'ServiceUnavailable', times: 2 });
    assert.deepEqual(await control.sandbox.faults(), [fault]);
    assert.equal(fault.explanation, 'answers 503 ServiceUnavailable to the next 2 requests');
    const { token } = await control.sandbox.device('phone-1').register(TOPIC);
    assert.equal((await push(token)).body?.reason, 'ServiceUnavailable');
    await control.sandbox.cancelFault(fault.id);
    assert.equal((await push(token)).status, 200);
    await assert.rejects(control.sandbox.cancelFault(fault.id), { status: 404, message: /is spent/ });
    assert.equal((await control.sandbox.failNext({ silence: true, times: 'always' })).remaining, 'always');
    await control.sandbox.clearFaults();
    assert.deepEqual(await control.sandbox.faults(), []);
  });

  it('says in the words of failNext why a fault was not set', async () => {
    const answer = await post('/v1/sandbox/faults', JSON.stringify({ reason: 'Nonsense' }));
    assert.equal(answer.status, 400);
    assert.match(answer.error.what, /No fault was set/);
  });

  it('waits for an expected push, and explains one that does not come by the nearest', async () => {
    const { token } = await control.sandbox.device('phone-1').register(TOPIC);
    const expected = control.sandbox.expectPush({ payload: { call: '2' } });
    await push(token, {}, { aps: {}, call: '2' });
    assert.equal((await expected).data['topic'], TOPIC);
    await assert.rejects(control.sandbox.expectPush({ payload: { call: '3' } }, { withinMs: 1 }), (error) => {
      assert.ok(error instanceof ControlError);
      assert.equal(error.status, 404);
      assert.match(error.message, /payload\.call is "2", expected "3"/);
      return true;
    });
  });

  it('forgets between two tests what the first one did, and keeps what both need', async () => {
    const { token } = await control.sandbox.device('phone-1').register(TOPIC);
    await push(token);
    await control.sandbox.failNext({ silence: true });
    await control.reset();
    assert.deepEqual(await control.sandbox.faults(), []);
    assert.equal((await control.sandbox.device('phone-1').get()).storedPushes, 0);
    await assert.rejects(control.sandbox.expectPush({}, { withinMs: 1 }), /had no push at all/);
    assert.equal((await push(token)).status, 200);
    await control.sandbox.expectPush({});
    await control.production.reset();
    assert.equal(journal.events({ kind: 'gateway.reset' }).length, 3);
  });

  it('makes testbed time pass', async () => {
    const { token } = await control.sandbox.device('phone-1').register(TOPIC);
    await push(token, { 'apns-expiration': String(Math.floor(clock.now() / 1000) + 60) });
    const before = clock.now();
    assert.ok((await control.elapse(3_600_000)) >= before + 3_600_000);
    const [shown] = await control.sandbox.pushes();
    assert.deepEqual(
      shown?.fates.map(({ kind }) => kind),
      ['push.stored', 'push.expired'],
    );
  });

  it('lists the journal by kind, device and position', async () => {
    const { token } = await control.sandbox.device('phone-1').register(TOPIC);
    await push(token);
    const { events, position } = await control.journal({ kind: 'push.accepted', phone: 'phone-1' });
    assert.equal(events.length, 1);
    assert.equal(position, journal.position);
    assert.deepEqual((await control.journal({ after: position })).events, []);
    assert.equal((await control.journal({ limit: 1 })).events[0]?.seq, 1);
  });

  it('tells of events as they come, from where a reader left off, and of what is kept no more', async () => {
    const small = new Journal(clock, { limit: 3 });
    const api = await startControl({ worlds, clock, journal: small });
    for (let count = 1; count <= 6; count += 1) small.write('gateway', 'push.accepted', { id: String(count) });
    const response = await fetch(`${api.url}/v1/journal`, {
      headers: { accept: 'text/event-stream', 'last-event-id': '1' },
    });
    const live: unknown[] = [];
    const events = connectControl(api.url).events({ after: 4 });
    for await (const event of events) {
      live.push(event.data['id']);
      if (live.length === 2) small.write('gateway', 'push.accepted', { id: '7' });
      if (live.length === 3) break;
    }
    assert.deepEqual(live, ['5', '6', '7']);
    await api.close();
    const text = await response.text();
    assert.ok(text.includes('event: gap\ndata: {"from":2,"to":3}'), text);
    assert.ok(text.includes('id: 4\ndata: {"seq":4'), text);
  });

  it('cuts off a reader of the journal who does not read, and goes on', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET /v1/journal HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const cut = new Promise((resolve) => socket.once('close', resolve));
    const filler = 'x'.repeat(10_000);
    for (let count = 0; count < 2_000; count += 1) {
      journal.write('gateway', 'push.accepted', { filler });
      if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    socket.on('error', () => undefined);
    socket.resume();
    await cut;
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  });

  it('counts for Prometheus', async () => {
    const { token } = await control.sandbox.device('phone-1').register(TOPIC);
    await push(token);
    await push(token, { 'apns-priority': '7' });
    await control.sandbox.failNext({ silence: true });
    const text = await control.metrics();
    const lines = [
      'ringproof_pushes_total{environment="sandbox",answer="accepted"} 1',
      'ringproof_pushes_total{environment="sandbox",answer="BadPriority"} 1',
      'ringproof_push_fates_total{fate="stored"} 1',
      'ringproof_connections{environment="sandbox"} 2',
      'ringproof_connections{environment="production"} 0',
      'ringproof_devices{environment="sandbox"} 1',
      'ringproof_stored_pushes{environment="sandbox"} 1',
      'ringproof_faults{environment="sandbox"} 1',
      `ringproof_journal_position ${journal.position}`,
    ];
    for (const line of lines) assert.ok(text.includes(line), line);
  });

  interface Refusal {
    readonly status: number;
    readonly error: { what: string; got?: unknown; expected?: string; next?: string };
  }

  async function post(path: string, body: string, contentType = 'application/json'): Promise<Refusal> {
    const answer = await fetch(server.url + path, { method: 'POST', body, headers: { 'content-type': contentType } });
    return { status: answer.status, ...((await answer.json()) as Pick<Refusal, 'error'>) };
  }

  describe('says what is wrong with a request', () => {
    it('that is no JSON', async () => {
      const { status, error } = await post('/v1/sandbox/faults', '{"reason": ');
      assert.equal(status, 400);
      assert.match(error.what, /not JSON/);
    });

    it('that is of another type', async () => {
      const { status, error } = await post('/v1/sandbox/faults', 'a=1', 'application/x-www-form-urlencoded');
      assert.deepEqual([status, error.got], [415, 'application/x-www-form-urlencoded']);
    });

    it('that is larger than 64 KB', async () => {
      const { status, error } = await post('/v1/sandbox/faults', JSON.stringify({ reason: 'x'.repeat(65_536) }));
      assert.deepEqual([status, error.expected], [413, 'at most 64kb']);
    });

    it('with an unknown field', async () => {
      const { status, error } = await post('/v1/sandbox/keys', '{"team": "x"}');
      assert.equal(status, 400);
      assert.match(error.what, /Unrecognized key: "team"/);
    });

    it('with an unknown query', async () => {
      const answer = await fetch(`${server.url}/v1/sandbox/pushes?colour=red`);
      assert.equal(answer.status, 400);
    });

    it('for an address that there is not', async () => {
      const answer = await fetch(`${server.url}/v2`);
      assert.equal(answer.status, 404);
      assert.match(JSON.stringify(await answer.json()), /openapi\.json/);
    });

    it('with a method that the address has not', async () => {
      const { status, error } = await post('/v1/sandbox/devices', '{}');
      assert.deepEqual([status, error.expected], [405, 'GET']);
    });

    it('for a world that there is not, or that does not run', async () => {
      assert.equal((await fetch(`${server.url}/v1/moon/devices`)).status, 400);
      const alone = await startControl({ worlds: { production: worlds.production }, clock, journal });
      await assert.rejects(connectControl(alone.url).sandbox.devices(), {
        status: 404,
        message: /Expected: production/,
      });
      await alone.close();
    });

    it('for a device that there is not', async () => {
      await control.sandbox.device('phone-1').register(TOPIC);
      await assert.rejects(control.sandbox.device('phone-2').get(), { status: 404, message: /Expected: phone-1/ });
    });
  });

  describe('keeps others out', () => {
    /** By node:http, since fetch sets Host itself. */
    function statusWith(headers: Record<string, string>, port = server.port): Promise<number | undefined> {
      return new Promise((resolve, reject) => {
        httpRequest({ host: '127.0.0.1', port, path: '/v1', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    }

    it('without a token: other hosts and pages of other origins', async () => {
      assert.equal(await statusWith({ host: 'localhost' }), 200);
      assert.equal(await statusWith({ host: `[::1]:${server.port}` }), 200);
      assert.equal(await statusWith({ host: 'evil.example' }), 403);
      assert.equal(await statusWith({ host: 'localhost', origin: 'http://localhost:3000' }), 200);
      assert.equal(await statusWith({ host: 'localhost', origin: 'https://evil.example' }), 403);
      assert.equal(await statusWith({ host: 'localhost', origin: 'null' }), 403);
    });

    it('with a token: whoever has not got it', async () => {
      const guarded = await startControl({ worlds, clock, journal, token: 'secret-token' });
      await assert.rejects(connectControl(guarded.url).info(), { status: 401, message: /has no token/ });
      await assert.rejects(connectControl(guarded.url, { token: 'secret-tokem' }).info(), { status: 401 });
      await connectControl(guarded.url, { token: 'secret-token' }).info();
      await guarded.close();
    });

    it('by not opening for other machines without a token', async () => {
      await assert.rejects(startControl({ worlds, clock, journal, host: '0.0.0.0' }), /it has no token/);
    });
  });

  it('says which port is in use', async () => {
    await assert.rejects(startControl({ worlds, clock, journal, port: server.port }), /port \d+ is in use/);
  });

  it('says that nobody answers', async () => {
    await server.close();
    await assert.rejects(control.info(), { status: undefined, message: /cannot be reached/ });
    server = await startControl({ worlds, clock, journal });
  });
});
