import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import {
  type CourierPush,
  type DeviceLink,
  type Gateway,
  type GatewaySettings,
  makeCertificates,
  startGateway,
} from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';

const APP = 'com.example.phone';
const VOIP = `${APP}.voip`;
const AT_ONCE = { 'apns-expiration': '0' };
const ALERT_AT_5 = { 'apns-priority': '5' };

describe('the courier, as set', () => {
  const clock = new TestbedClock();
  const certificates = makeCertificates();
  let journal: Journal;
  let gateway: Gateway;
  let provider: TestProvider;
  let authorization: string;
  let phone: DeviceLink;
  let arrived: string[];

  afterEach(async () => {
    provider.close();
    await gateway.close();
  });
  after(() => clock.close());

  async function open(settings: Partial<GatewaySettings>): Promise<void> {
    journal = new Journal(clock);
    gateway = await startGateway({ clock, journal, certificates: await certificates, settings });
    provider = new TestProvider(gateway);
    authorization = `bearer ${providerToken(gateway.issueKey())}`;
    phone = gateway.device('phone-1');
    arrived = [];
  }

  async function send(token: string, name: string, topic: string, headers: Record<string, string> = {}) {
    return provider.send({
      path: `/3/device/${token}`,
      headers: { authorization, 'apns-topic': topic, ...headers },
      body: JSON.stringify({ name }),
    });
  }

  async function push(name: string, topic = VOIP, headers: Record<string, string> = {}): Promise<void> {
    assert.equal((await send(await phone.register(topic), name, topic, headers)).status, 200);
  }

  async function take(message: CourierPush): Promise<void> {
    arrived.push(String(message.payload.name));
  }

  const count = (kind: string) => journal.events({ kind }).length;

  for (const bytes of [8, 54, 80, 100]) {
    it(`issues device tokens of ${bytes} bytes, and finds them`, async () => {
      await open({ deviceTokenBytes: bytes });
      phone.connect(take);
      const token = await phone.register(VOIP);
      assert.equal(token.length, 2 * bytes);
      assert.equal((await send(token.toUpperCase(), 'call', VOIP)).status, 200);
      await clock.quiet();
      assert.deepEqual(arrived, ['call']);
    });
  }

  it('groups pushes of priority 5 and 1 until their time is over', async () => {
    await open({ powerSaving: { groupMs: 60_000 } });
    phone.connect(take);
    await push('first', APP, ALERT_AT_5);
    await clock.elapse(30_000);
    await push('second', APP, { 'apns-priority': '1' });
    await clock.quiet();
    assert.deepEqual(arrived, []);
    await clock.elapse(31_000);
    assert.deepEqual(arrived, ['first', 'second']);
  });

  it('takes grouped pushes along with one of priority 10', async () => {
    await open({ powerSaving: { groupMs: 60_000 } });
    phone.connect(take);
    await push('news', APP, ALERT_AT_5);
    await push('call');
    await clock.quiet();
    assert.deepEqual(arrived, ['news', 'call']);
    await clock.elapse(61_000);
    assert.deepEqual(arrived, ['news', 'call']);
  });

  it('stores grouped pushes when the phone goes away, and forgets those of a deleted app', async () => {
    await open({ powerSaving: { groupMs: 60_000 } });
    phone.connect(take);
    await push('news', APP, ALERT_AT_5);
    phone.disconnect();
    assert.equal(count('push.stored'), 1);
    phone.connect(take);
    await clock.quiet();
    await push('more news', APP, ALERT_AT_5);
    phone.uninstall(APP);
    assert.equal(count('push.discarded'), 1);
    await clock.elapse(61_000);
    assert.deepEqual([arrived, count('push.discarded')], [['news'], 1]);
  });

  it('holds pushes, even with expiration 0, for a phone that comes back before its loss is noticed', async () => {
    await open({ lossNoticedAfterMs: 30_000 });
    phone.connect(take);
    phone.disconnect();
    await push('call', VOIP, AT_ONCE);
    await push('another', VOIP, AT_ONCE);
    await clock.elapse(25_000);
    assert.equal(count('push.expired'), 0);
    phone.connect(take);
    await clock.elapse(60_000);
    assert.deepEqual([arrived, count('push.delivered'), count('push.expired')], [['call', 'another'], 2, 0]);
  });

  it('stores or expires what it held once the loss is noticed', async () => {
    await open({ lossNoticedAfterMs: 30_000 });
    phone.connect(take);
    phone.disconnect();
    await push('call', VOIP, AT_ONCE);
    await push('news', APP);
    await clock.elapse(31_000);
    assert.deepEqual([count('push.expired'), count('push.stored')], [1, 1]);
    await push('late call', VOIP, AT_ONCE);
    assert.equal(count('push.expired'), 2);
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, ['news']);
  });

  it('does not hold a push again that the phone took while the connection broke', async () => {
    await open({ lossNoticedAfterMs: 30_000 });
    let accept: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      phone.connect(
        () =>
          new Promise((accepted) => {
            accept = accepted;
            resolve();
          }),
      );
    });
    await push('call');
    await asked;
    phone.disconnect();
    accept();
    await clock.quiet();
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual([arrived, count('push.delivered')], [[], 1]);
  });

  it('can bring pushes that wait together in another order, the same for the same seed', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const orderFor = async (seed: number): Promise<string> => {
      await open({ storageSlot: 'collapse-id', deliveryOrder: { seed } });
      for (const name of names) await push(name, VOIP, { 'apns-collapse-id': name });
      phone.connect(take);
      await clock.quiet();
      assert.deepEqual(arrived.toSorted(), names);
      return arrived.join('');
    };
    const orders: string[] = [];
    for (const seed of [7, 7, 8]) {
      orders.push(await orderFor(seed));
      if (orders.length === 3) break;
      provider.close();
      await gateway.close();
    }
    assert.equal(orders[0], orders[1]);
    assert.notEqual(orders[0], orders[2]);
    assert.notEqual(orders[0], names.join(''));
  });

  it('can keep one push per topic and collapse id', async () => {
    await open({ storageSlot: 'collapse-id' });
    await push('old', VOIP, { 'apns-collapse-id': 'one' });
    await push('other', VOIP, { 'apns-collapse-id': 'two' });
    await push('news', APP, { 'apns-collapse-id': 'one' });
    await push('new', VOIP, { 'apns-collapse-id': 'one' });
    await push('plain');
    await push('plain, too');
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, ['other', 'news', 'new', 'plain, too']);
  });

  it('lets the newest connection win, and brings it what the other had not taken', async () => {
    await open({});
    const old: string[] = [];
    let accept: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      phone.connect((message) => {
        old.push(String(message.payload.name));
        resolve();
        return new Promise((accepted) => {
          accept = accepted;
        });
      });
    });
    await push('call', VOIP, AT_ONCE);
    await push('second', APP, AT_ONCE);
    await asked;
    phone.connect(take);
    await clock.quiet();
    accept();
    await push('third');
    await clock.quiet();
    assert.deepEqual([old, arrived], [['call'], ['call', 'second', 'third']]);
    assert.deepEqual([count('push.delivered'), count('push.expired')], [3, 0]);
  });

  it('does not bring a push to the newest connection that the other took in time', async () => {
    await open({});
    let accept: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      phone.connect(
        () =>
          new Promise((accepted) => {
            accept = accepted;
            resolve();
          }),
      );
    });
    await push('call');
    await asked;
    accept();
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual([arrived, count('push.delivered')], [[], 1]);
  });

  it('returns a push to storage that a stalled phone does not take in time, and goes on', async () => {
    await open({ deliveryTimeoutMs: 10_000 });
    phone.connect((message) => (message.payload.name === 'stalls' ? new Promise(() => {}) : take(message)));
    await push('stalls');
    await push('news', APP);
    await clock.elapse(9_000);
    assert.deepEqual([arrived, count('push.stored')], [[], 0]);
    await clock.elapse(2_000);
    assert.deepEqual(arrived, ['news']);
    const because = 'the device did not take it: 10000 ms passed';
    assert.equal(journal.events({ kind: 'push.stored', data: { because } }).length, 1);
    phone.connect(take);
    await clock.elapse(20_000);
    assert.deepEqual([arrived, count('push.delivered')], [['news', 'stalls'], 2]);
  });

  it('answers 410 for the token of a deleted app at once, as of the deletion', async () => {
    await open({});
    const token = await phone.register(VOIP);
    const deleted = clock.now();
    phone.uninstall(APP);
    const { status, body } = await send(token, 'call', VOIP);
    assert.equal(status, 410);
    assert.ok(Math.abs(Number(body?.timestamp) - deleted) < 1_000);
  });

  it('can find a token dead only by a push that reached the device, and answer 410 a while later', async () => {
    await open({ deadTokenMode: 'fuzzy', deadTokenFuzz: { seed: 3, withinMs: 3_600_000 } });
    const token = await phone.register(VOIP);
    const status = async () => (await send(token, 'call', VOIP)).status;
    phone.uninstall(APP);
    await clock.elapse(7_200_000);
    assert.equal(await status(), 200);
    await clock.elapse(7_200_000);
    assert.equal(await status(), 200);
    phone.connect(take);
    await clock.quiet();
    const found = clock.now();
    assert.equal(await status(), 200);
    await clock.elapse(3_600_000);
    const { status: late, body } = await send(token, 'call', VOIP);
    assert.deepEqual([late, body?.reason, arrived], [410, 'Unregistered', []]);
    assert.ok(Math.abs(Number(body?.timestamp) - found) < 1_000, `found dead at ${found}, told ${body?.timestamp}`);
  });

  it('starts 410 at the same time again for the same seed', async () => {
    const minutesFor = async (seed: number): Promise<number> => {
      await open({ deadTokenMode: 'fuzzy', deadTokenFuzz: { seed, withinMs: 3_600_000 } });
      const token = await phone.register(VOIP);
      phone.connect(take);
      phone.uninstall(APP);
      let minutes = 0;
      while ((await send(token, 'call', VOIP)).status === 200) {
        minutes += 1;
        await clock.elapse(60_000);
      }
      return minutes;
    };
    const first = await minutesFor(1);
    provider.close();
    await gateway.close();
    const again = await minutesFor(1);
    provider.close();
    await gateway.close();
    const other = await minutesFor(2);
    assert.ok(Math.abs(first - again) <= 1, `${first} and ${again} minutes`);
    assert.ok(Math.abs(first - other) > 1 && other <= 61, `${first} and ${other} minutes`);
  });

  it('brings the same token back to life when the app registers before it was found dead', async () => {
    await open({ deadTokenMode: 'fuzzy' });
    const token = await phone.register(VOIP);
    phone.unregister(VOIP);
    assert.equal(await phone.register(VOIP), token);
    phone.connect(take);
    await push('call');
    await clock.quiet();
    assert.deepEqual(arrived, ['call']);
  });
});
