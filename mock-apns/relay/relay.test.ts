import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Certificates, type Gateway, makeCertificates, startGateway } from '../index.ts';
import { providerToken, type TestAnswer, TestProvider, type TestRequest } from '../testing/provider.ts';
import type { RelayOptions } from './options.ts';

const APP = 'com.example.phone';
const TOPIC = `${APP}.voip`;
const ID = '7F9A2C31-0B5D-4E6F-8A1B-2C3D4E5F6071';

describe('a gateway that relays', () => {
  const certificates: Promise<Certificates> = makeCertificates();
  const clock = new TestbedClock();
  /** What stands for Apple, and its journal. */
  let apple: Gateway;
  let farJournal: Journal;
  let gateway: Gateway;
  let journal: Journal;
  let provider: TestProvider;
  let token: string;
  let send: (change?: Partial<TestRequest>) => Promise<TestAnswer>;

  async function relayTo(to: RelayOptions['to'], credential: RelayOptions['credential']): Promise<void> {
    journal = new Journal(clock);
    gateway = await startGateway({
      clock,
      journal,
      certificates: await certificates,
      relay: { to, credential },
    });
    provider = new TestProvider(gateway);
    const authorization = `bearer ${providerToken(gateway.issueKey())}`;
    send = (change = {}) =>
      provider.send({
        path: `/3/device/${token}`,
        body: '{}',
        ...change,
        headers: { authorization, 'apns-topic': TOPIC, ...change.headers },
      });
  }

  beforeEach(async () => {
    farJournal = new Journal(clock);
    apple = await startGateway({ clock, journal: farJournal });
    token = await apple.device('far').register(TOPIC);
    await relayTo({ url: apple.url, ca: apple.certificateAuthority }, apple.issueKey());
  });
  afterEach(async () => {
    provider.close();
    await gateway.close();
    await apple.close();
  });
  after(() => clock.close());

  const kinds = () =>
    journal
      .events()
      .map(({ kind }) => kind)
      .filter((kind) => /^(relay|push)\./.test(kind));

  it('carries a push to an unknown device token over, with its headers and no others', async () => {
    const headers = { 'apns-id': ID, 'apns-push-type': 'voip', 'apns-expiration': '0', 'apns-collapse-id': 'calls' };
    const answer = await send({ headers });
    assert.deepEqual([answer.status, answer.body, answer.headers['apns-id']], [200, undefined, ID]);
    const [accepted] = farJournal.events({ kind: 'push.accepted' });
    const { id, topic, pushType, priority, expiration, collapseId } = accepted?.data ?? {};
    assert.deepEqual(
      { id, topic, pushType, priority, expiration, collapseId },
      { id: ID, topic: TOPIC, pushType: 'voip', priority: null, expiration: 0, collapseId: 'calls' },
    );
    assert.deepEqual(kinds(), ['relay.sent', 'relay.answered']);
    const [sent] = journal.events({ kind: 'relay.sent' });
    assert.deepEqual([sent?.data.pushType, sent?.data.priority, sent?.data.expiration], ['voip', null, 0]);
  });

  it('hands on the ids that the other side made up', async () => {
    const answer = await send();
    const [accepted] = farJournal.events({ kind: 'push.accepted' });
    assert.equal(answer.headers['apns-id'], accepted?.data.id);
    assert.match(String(answer.headers['apns-unique-id']), /^[0-9a-f-]{36}$/);
    assert.equal(journal.events({ kind: 'relay.answered' })[0]?.data.apnsId, accepted?.data.id);
  });

  it('sends the payload byte for byte', async () => {
    const spaced = `{ "pad" : "${'x'.repeat(5120 - '{ "pad" : "" }'.length)}" }`;
    assert.equal((await send({ body: spaced })).status, 200);
    const { status, body } = await send({ body: `${spaced}\n` });
    assert.deepEqual([status, body], [413, { reason: 'PayloadTooLarge' }]);
  });

  it('delivers a push to one of its own device tokens itself', async () => {
    token = await gateway.device('near').register(TOPIC);
    assert.equal((await send()).status, 200);
    assert.deepEqual(kinds().slice(0, 1), ['push.accepted']);
    assert.equal(farJournal.events({ kind: 'connection.opened' }).length, 0);
  });

  it('refuses what is wrong before the device token itself', async () => {
    const { status, body } = await send({ headers: { 'apns-priority': '7' } });
    assert.deepEqual([status, body], [400, { reason: 'BadPriority' }]);
    assert.deepEqual(kinds(), ['push.rejected']);
  });

  it('hands on 410 with the time at which the token died', async () => {
    apple.device('far').uninstall(APP);
    const died = clock.now();
    const { status, body } = await send();
    assert.deepEqual([status, body?.reason], [410, 'Unregistered']);
    assert.ok(Math.abs(Number(body?.timestamp) - died) < 1000);
    assert.equal(journal.events({ kind: 'relay.answered' })[0]?.data.timestamp, body?.timestamp);
  });

  for (const reason of ['ExpiredProviderToken', 'InternalServerError', 'TooManyRequests', 'Shutdown'] as const) {
    it(`hands on ${reason} after one attempt`, async () => {
      const fault = apple.failNext({ reason, times: 2 });
      assert.equal((await send()).body?.reason, reason);
      assert.equal(fault.remaining, 1);
    });
  }

  it('tells the other side apart from its own provider: a wrong key there is 403', async () => {
    provider.close();
    await gateway.close();
    await relayTo({ url: apple.url, ca: apple.certificateAuthority }, gateway.issueKey());
    const { status, body } = await send();
    assert.deepEqual([status, body], [403, { reason: 'InvalidProviderToken' }]);
  });

  it('shows a certificate in place of a key', async () => {
    provider.close();
    await gateway.close();
    const { certificate, key } = await apple.issueCertificate({ bundleId: APP, kinds: ['voip'] });
    await relayTo({ url: apple.url, ca: apple.certificateAuthority }, { cert: certificate, key });
    assert.equal((await send()).status, 200);
    assert.deepEqual(farJournal.events({ kind: 'connection.opened' })[0]?.data.topics, [TOPIC]);
  });

  it('answers 503 and says why when the other side is not there or is not to be trusted', async () => {
    const { port } = apple;
    await apple.close();
    const { status, body } = await send();
    assert.deepEqual([status, body], [503, { reason: 'ServiceUnavailable' }]);
    const [failed] = journal.events({ kind: 'relay.failed' });
    assert.match(JSON.stringify(failed?.data.because), /ECONNREFUSED/);
    apple = await startGateway({ clock, journal: farJournal, port });
    assert.equal((await send()).status, 503); // Another authority than the one that is trusted.
    assert.equal(farJournal.events({ kind: 'push.rejected' }).length, 0);
  });

  it('answers Shutdown in place of the other side when it is closed meanwhile', async () => {
    // Takes connections and says nothing.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const sockets: Socket[] = [];
    silent.on('connection', (socket) => sockets.push(socket));
    provider.close();
    await gateway.close();
    const { port } = silent.address() as AddressInfo;
    await relayTo({ url: `https://127.0.0.1:${port}` }, apple.issueKey());
    const answer = send();
    await journal.waitFor({ kind: 'relay.sent' }, 5_000);
    const closed = gateway.close();
    const { status, body } = await answer;
    assert.deepEqual([status, body], [503, { reason: 'Shutdown' }]);
    for (const socket of sockets) socket.destroy();
    await closed;
    silent.close();
  });

  it('keeps device tokens and keys out of the journal', async () => {
    await send();
    await apple.close();
    await send();
    const text = JSON.stringify(journal.events());
    assert.ok(text.includes(`${token.slice(0, 8)}…`));
    assert.ok(!text.includes(token) && !text.includes('PRIVATE KEY'));
  });

  it('is not opened with a mistake in its options', async () => {
    const key = apple.issueKey();
    const attempt = (relay: unknown) =>
      startGateway({ clock, journal, relay: relay as RelayOptions }).then((opened) => opened.close());
    await assert.rejects(attempt({ to: 'apple', credential: key }), /'to' is 'apple'. Pass 'sandbox', 'production'/);
    await assert.rejects(attempt({ to: { url: 'http://127.0.0.1' }, credential: key }), /its url is 'http:\/\/127/);
    await assert.rejects(
      attempt({ to: 'sandbox', credential: { ...key, key: 'AuthKey.p8' } }),
      /the key is no PEM text/,
    );
    await assert.rejects(attempt({ to: 'sandbox', credential: { key: key.key } }), /the key id is missing/);
  });
});
