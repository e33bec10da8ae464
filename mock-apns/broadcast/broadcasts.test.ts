import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type CourierPush, type DeviceLink, type Gateway, makeCertificates, startGateway } from '../index.ts';
import { APP, BROADCAST_CASES, Broadcaster, CHANNELS, config, SEND } from '../testing/broadcasting.ts';
import { ACK, endsStream, FrameProvider, SETTINGS, streamLimitOf } from '../testing/frames.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';
import { BROADCAST_REASONS, spelled, statusOf } from './reasons.ts';

const ID = '0F3A11C2-9D5E-4C61-8A77-3F2D6F1B9E04';
const HOUR_MS = 60 * 60_000;

describe('broadcast channels', () => {
  let clock: TestbedClock;
  let journal: Journal;
  let gateway: Gateway;
  let provider: Broadcaster;
  let phone: DeviceLink;
  let arrived: CourierPush[];
  const takes = async (push: CourierPush) => void arrived.push(push);

  const open = async (options: Partial<Parameters<typeof startGateway>[0]> = {}) => {
    gateway = await startGateway({ clock, journal, broadcast: true, ...options });
    provider = new Broadcaster(gateway);
    phone = gateway.device('phone-1');
  };
  const shut = async () => {
    provider.close();
    await gateway.close();
  };
  beforeEach(async () => {
    clock = new TestbedClock();
    journal = new Journal(clock);
    arrived = [];
    await open();
  });
  afterEach(async () => {
    await shut();
    clock.close();
  });

  it('are made, read, listed and deleted by a provider', async () => {
    const id = await provider.create();
    const other = await provider.create(0);
    assert.match(id, /^[A-Za-z0-9+/]{22}==$/);
    const channel = { 'apns-channel-id': id };
    const read = await provider.manage('GET', CHANNELS, channel);
    assert.deepEqual([read.status, read.body], [200, { 'message-storage-policy': 1, 'push-type': 'LiveActivity' }]);
    assert.equal(read.headers['content-type'], 'application/json');
    const list = () => provider.manage('GET', `/1/apps/${APP}/all-channels`);
    assert.deepEqual((await list()).body, { channels: [id, other] });
    const deleted = await provider.manage('DELETE', CHANNELS, channel);
    assert.deepEqual([deleted.status, deleted.body], [204, undefined]);
    assert.deepEqual((await list()).body, { channels: [other] });
    assert.deepEqual(
      journal
        .events()
        .filter(({ kind }) => kind.startsWith('channel.'))
        .map(({ kind, data }) => [kind, data.app, data.channel]),
      [
        ['channel.created', APP, id],
        ['channel.created', APP, other],
        ['channel.deleted', APP, id],
      ],
    );
  });

  it('belong to one app', async () => {
    const channel = { 'apns-channel-id': await provider.create() };
    const answer = await provider.manage('GET', '/1/apps/com.example.other/channels', channel);
    assert.equal(answer.body?.reason, 'ChannelNotRegistered');
  });

  it('answer with apns-request-id in place of apns-id: the one sent when it is a UUID, else one made up', async () => {
    const list = `/1/apps/${APP}/all-channels`;
    const given = await provider.manage('GET', list, { 'apns-request-id': ID });
    assert.deepEqual([given.headers['apns-request-id'], given.headers['apns-id']], [ID, undefined]);
    const made = await provider.manage('GET', list, { 'apns-request-id': 'match-1' });
    assert.match(String(made.headers['apns-request-id']), /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    const refused = await provider.manage('GET', CHANNELS, { 'apns-request-id': ID });
    assert.deepEqual([refused.headers['apns-request-id'], refused.body?.reason], [ID, 'MissingChannelId']);
  });

  for (const { reason, told, settings, draw } of BROADCAST_CASES) {
    it(`answers ${spelled(reason)} to ${told}`, async () => {
      if (settings !== undefined) {
        await shut();
        await open({ settings });
      }
      const answer = await draw(provider, gateway);
      assert.deepEqual([answer.status, answer.body], [statusOf(reason), { reason: spelled(reason) }]);
      const rejected = journal
        .events()
        .filter(({ kind }) => kind.endsWith('.rejected'))
        .at(-1);
      assert.equal(rejected?.data.id, answer.headers['apns-request-id']);
      assert.equal(rejected?.data.reason, spelled(reason));
    });
  }

  it('answer Shutdown to a request whose body is still on its way when the gateway closes', async () => {
    const manager = new FrameProvider({ ...gateway, port: gateway.managePort ?? 0 });
    const { authorization } = provider;
    manager.begin(1, { ':method': 'POST', ':scheme': 'https', ':path': CHANNELS, host: 'localhost', authorization });
    await manager.until(({ flags, type }) => type === SETTINGS && flags === ACK);
    await gateway.close();
    await manager.closed;
    assert.equal(manager.frames.find(endsStream(1))?.payload.toString(), '{"reason":"Shutdown"}');
    assert.equal(journal.events({ kind: 'channel.rejected' })[0]?.data.reason, 'Shutdown');
  });

  it('draw every reason that only they have', () => {
    const drawn = new Set<string>(BROADCAST_CASES.map(({ reason }) => reason));
    assert.deepEqual(
      Object.keys(BROADCAST_REASONS).filter((reason) => !drawn.has(reason)),
      [],
    );
  });

  it('carry a broadcast to every device on line that listens', async () => {
    const id = await provider.create(0);
    for (const name of ['phone-1', 'phone-2', 'phone-3']) gateway.device(name).connect(takes);
    phone.subscribe(APP, id);
    gateway.device('phone-2').subscribe(APP, id);
    const headers = { 'apns-push-type': 'Liveactivity', 'apns-priority': '5', 'apns-request-id': ID };
    const answer = await provider.broadcast(id, headers);
    await clock.quiet();
    assert.deepEqual([answer.status, answer.body, answer.headers['apns-request-id']], [200, undefined, ID]);
    const push = {
      id: ID,
      topic: `${APP}.push-type.liveactivity`,
      pushType: 'liveactivity',
      priority: 5,
      channelId: id,
      payload: { aps: { event: 'update' } },
    };
    assert.deepEqual(arrived, [push, push]);
    assert.equal(journal.events({ kind: 'broadcast.accepted' })[0]?.data.devices, 2);
    assert.deepEqual(
      journal.events({ kind: 'broadcast.delivered' }).map(({ phone: on, data }) => [on, data.id, data.channel]),
      [
        ['phone-1', ID, id],
        ['phone-2', ID, id],
      ],
    );
  });

  it('take 5120 bytes', async () => {
    const id = await provider.create();
    const body = `{"pad":"${'x'.repeat(5110)}"}`;
    assert.equal((await provider.broadcast(id, {}, { body })).status, 200);
  });

  it('with policy 1 keep the newest message of each for a device that is off line', async () => {
    const [first, second] = [await provider.create(), await provider.create()];
    for (const id of [first, second]) phone.subscribe(APP, id);
    const until = { 'apns-expiration': String(Math.ceil((clock.now() + HOUR_MS) / 1000)) };
    await provider.broadcast(first, until, { body: '{"score":1}' });
    await provider.broadcast(first, until, { body: '{"score":2}' });
    await provider.broadcast(second, until, { body: '{"score":3}' });
    phone.connect(takes);
    await clock.quiet();
    assert.deepEqual(
      arrived.map(({ channelId, payload }) => [channelId, payload]),
      [
        [first, { score: 2 }],
        [second, { score: 3 }],
      ],
    );
  });

  it('with policy 1 keep a message without expiration, too, even when a push token of the activity dies', async () => {
    const id = await provider.create();
    phone.subscribe(APP, id);
    await phone.register(`${APP}.push-type.liveactivity`);
    await provider.broadcast(id, { 'apns-expiration': undefined });
    phone.invalidate(`${APP}.push-type.liveactivity`);
    phone.connect(takes);
    await clock.quiet();
    assert.deepEqual(
      arrived.map(({ channelId }) => channelId),
      [id],
    );
  });

  it('are listened to once, however often a device asks', async () => {
    const id = await provider.create();
    phone.connect(takes);
    phone.subscribe(APP, id);
    phone.subscribe(APP, id);
    await provider.broadcast(id);
    await clock.quiet();
    assert.equal(arrived.length, 1);
    assert.equal(journal.events({ kind: 'channel.subscribed' }).length, 1);
  });

  it('let a connection open more streams after a good request, as pushes do', async () => {
    const manager = new FrameProvider({ ...gateway, port: gateway.managePort ?? 0 });
    const path = `/1/apps/${APP}/all-channels`;
    const { authorization } = provider;
    manager.begin(1, { ':method': 'GET', ':scheme': 'https', ':path': path, host: 'localhost', authorization });
    manager.end(1, '');
    await manager.until(endsStream(1));
    manager.close();
    const limits = manager.frames.filter(({ type, flags }) => type === SETTINGS && flags !== ACK).map(streamLimitOf);
    assert.deepEqual(limits, [1, 1000]);
  });

  it('keep a message for 8 hours at most', async () => {
    const id = await provider.create();
    phone.subscribe(APP, id);
    await provider.broadcast(id, { 'apns-expiration': '4000000000' });
    await clock.elapse(8 * HOUR_MS - 60_000);
    assert.equal(journal.events({ kind: 'broadcast.expired' }).length, 0);
    await clock.elapse(60_000);
    assert.equal(journal.events({ kind: 'broadcast.expired' })[0]?.data.channel, id);
  });

  it('with policy 0 keep nothing', async () => {
    const id = await provider.create(0);
    phone.subscribe(APP, id);
    await provider.broadcast(id, { 'apns-expiration': undefined });
    phone.connect(takes);
    await clock.quiet();
    assert.deepEqual(arrived, []);
    assert.equal(journal.events({ kind: 'broadcast.expired' })[0]?.data.channel, id);
  });

  it('let go of what they keep when the device no longer listens, or the channel is deleted', async () => {
    const [left, deleted] = [await provider.create(), await provider.create()];
    for (const id of [left, deleted]) {
      phone.subscribe(APP, id);
      await provider.broadcast(id, { 'apns-expiration': '4000000000' });
    }
    phone.unsubscribe(APP, left);
    await provider.manage('DELETE', CHANNELS, { 'apns-channel-id': deleted });
    phone.connect(takes);
    await provider.broadcast(left);
    await clock.quiet();
    assert.deepEqual(arrived, []);
    assert.deepEqual(
      journal.events({ kind: 'broadcast.discarded' }).map(({ data }) => data.channel),
      [left, deleted],
    );
  });

  it('are not listened to any more by a device whose app was deleted', async () => {
    const id = await provider.create();
    phone.subscribe(APP, id);
    await provider.broadcast(id, { 'apns-expiration': '4000000000' });
    phone.uninstall(APP);
    phone.connect(takes);
    await provider.broadcast(id);
    await clock.quiet();
    assert.deepEqual(arrived, []);
    assert.equal(journal.events({ kind: 'broadcast.discarded' }).length, 1);
    assert.equal(journal.events({ kind: 'broadcast.accepted' })[1]?.data.devices, 0);
  });

  it('stay after a reset, with who listens, and keep no message', async () => {
    const id = await provider.create();
    phone.subscribe(APP, id);
    await provider.broadcast(id, { 'apns-expiration': '4000000000' }, { body: '{"score":1}' });
    gateway.reset();
    phone.connect(takes);
    await provider.broadcast(id, {}, { body: '{"score":2}' });
    await clock.quiet();
    assert.deepEqual(
      arrived.map(({ payload }) => payload),
      [{ score: 2 }],
    );
  });

  it('keep a message that a device did not take for its next connection', async () => {
    const id = await provider.create();
    phone.subscribe(APP, id);
    phone.connect(() => Promise.reject(new Error('the phone is busy')));
    await provider.broadcast(id, { 'apns-expiration': '4000000000' });
    await clock.quiet();
    assert.equal(journal.events({ kind: 'broadcast.stored' }).length, 1);
    phone.connect(takes);
    await clock.quiet();
    assert.equal(arrived.length, 1);
  });

  it('are befallen by faults, but not by those for a device', async () => {
    const id = await provider.create();
    phone.subscribe(APP, id);
    phone.connect(takes);
    const forDevice = gateway.failNext({ reason: 'Forbidden', match: { device: 'phone-1' } });
    gateway.failNext({ delivery: 'lost' });
    assert.equal((await provider.broadcast(id)).status, 200);
    await clock.quiet();
    assert.deepEqual([arrived, forDevice.remaining], [[], 1]);
    assert.equal(journal.events({ kind: 'broadcast.lost' })[0]?.data.channel, id);
  });

  it('cannot be listened to when they do not exist', () => {
    assert.throws(() => phone.subscribe(APP, 'AAAA'), {
      message:
        `Device phone-1 did not subscribe: the app ${APP} has no channel AAAA in sandbox. Its channels: none. ` +
        'Create one at the manage port first.',
    });
  });

  it('are managed with a certificate for the app, too, and not with one for another', async () => {
    const certificates = await makeCertificates();
    await shut();
    await open({ certificates });
    const statuses: unknown[] = [];
    for (const bundleId of [APP, 'com.example.other']) {
      const certificate = await gateway.issueCertificate({ bundleId });
      const manager = new TestProvider({ ...gateway, url: String(gateway.manageUrl) }, { certificate });
      const { status, body } = await manager.send({ path: CHANNELS, body: config() });
      statuses.push([status, body?.reason]);
      manager.close();
    }
    assert.deepEqual(statuses, [
      [201, undefined],
      [403, 'TopicMismatch'],
    ]);
  });

  it('are away without the option: their path is a bad one', async () => {
    const plain = await startGateway({ clock, journal });
    const sender = new TestProvider(plain);
    const authorization = `bearer ${providerToken(plain.issueKey())}`;
    const answer = await sender.send({ path: SEND, headers: { authorization }, body: '{}' });
    assert.deepEqual([answer.status, answer.body?.reason, plain.managePort], [404, 'BadPath', undefined]);
    assert.throws(() => plain.device('phone-1').subscribe(APP, 'AAAA'), /this gateway has no broadcast channels/);
    sender.close();
    await plain.close();
  });
});
