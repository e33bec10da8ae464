import { strict as assert } from 'node:assert';
import { EventEmitter, once } from 'node:events';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type CourierPush, type DeviceLink, type Gateway, makeCertificates, startGateway } from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';

const APP = 'com.example.phone';
const VOIP = `${APP}.voip`;

/** Enough turns of the event loop for a clock that is quiet to say so. */
async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('the courier', () => {
  const clock = new TestbedClock();
  const certificates = makeCertificates();
  let journal: Journal;
  let gateway: Gateway;
  let provider: TestProvider;
  let authorization: string;
  let phone: DeviceLink;
  let arrived: string[];

  beforeEach(async () => {
    journal = new Journal(clock);
    await open({});
  });
  afterEach(close);
  after(() => clock.close());

  async function open(settings: { readonly storageSlot?: 'bundle' }): Promise<void> {
    gateway = await startGateway({ clock, journal, certificates: await certificates, settings });
    provider = new TestProvider(gateway);
    authorization = `bearer ${providerToken(gateway.issueKey())}`;
    phone = gateway.device('phone-1');
    arrived = [];
  }

  async function close(): Promise<void> {
    provider.close();
    await gateway.close();
  }

  async function push(name: string, topic = VOIP, headers: Record<string, string> = {}): Promise<string> {
    const answer = await provider.send({
      path: `/3/device/${await phone.register(topic)}`,
      headers: { authorization, 'apns-topic': topic, ...headers },
      body: JSON.stringify({ name }),
    });
    assert.equal(answer.status, 200);
    return String(answer.headers['apns-id']);
  }

  async function take(message: CourierPush): Promise<void> {
    arrived.push(String(message.payload.name));
  }

  /** A phone that says when it is `asked` to take a push, and takes it on `accept`. */
  function connectSlowPhone(): { readonly asked: Promise<void>; readonly accept: () => void } {
    const events = new EventEmitter();
    phone.connect(async () => {
      const accepted = once(events, 'accept');
      events.emit('asked');
      await accepted;
    });
    return { asked: once(events, 'asked').then(() => undefined), accept: () => events.emit('accept') };
  }

  const kinds = () =>
    journal
      .events()
      .filter(({ phone }) => phone !== undefined)
      .map(({ kind }) => kind);

  it('hands a push to a connected phone with all that the provider said', async () => {
    let message: CourierPush | undefined;
    phone.connect(async (push) => {
      message = push;
    });
    const id = await push('call', APP, {
      'apns-push-type': 'alert',
      'apns-priority': '5',
      'apns-collapse-id': Buffer.from('día-1', 'utf8').toString('latin1'),
    });
    await clock.quiet();
    const expected = { id, topic: APP, pushType: 'alert', priority: 5, collapseId: 'día-1', payload: { name: 'call' } };
    assert.deepEqual(message, expected);
    assert.deepEqual(kinds(), ['push.accepted', 'push.delivered']);
  });

  it('writes what the provider left out as null', async () => {
    const token = await phone.register(VOIP);
    const id = await push('call');
    assert.deepEqual(journal.events({ kind: 'push.accepted', phone: 'phone-1' })[0]?.data, {
      environment: 'sandbox',
      id,
      topic: VOIP,
      pushType: null,
      priority: null,
      expiration: null,
      collapseId: null,
      token: `${token.slice(0, 8)}…`,
      tokenKind: 'voip',
      payload: { name: 'call' },
    });
  });

  it('keeps the testbed from resting until the phone has taken the push', async () => {
    const { asked, accept } = connectSlowPhone();
    await push('call');
    await asked;
    const first = await Promise.race([clock.quiet().then(() => 'quiet'), someTurns().then(() => 'busy')]);
    accept();
    await clock.quiet();
    assert.equal(first, 'busy');
    assert.deepEqual(kinds(), ['push.accepted', 'push.delivered']);
  });

  it('hands over one push at a time, in order', async () => {
    phone.connect(async (message) => {
      arrived.push(`${String(message.payload.name)} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      arrived.push(`${String(message.payload.name)} ends`);
    });
    await push('first');
    await push('second');
    await clock.quiet();
    assert.deepEqual(arrived, ['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('stores pushes for a phone that is away and brings them first when it connects', async () => {
    await push('alert', APP);
    await push('call');
    phone.connect(take);
    await push('later');
    await clock.quiet();
    assert.deepEqual(arrived, ['alert', 'call', 'later']);
  });

  it('keeps the latest push of each topic', async () => {
    const old = await push('old call');
    await push('alert', APP);
    await push('new call');
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, ['alert', 'new call']);
    assert.deepEqual(
      journal.events({ kind: 'push.discarded' }).map(({ data }) => data.id),
      [old],
    );
  });

  it('can keep one push for a whole app', async () => {
    await close();
    await open({ storageSlot: 'bundle' });
    await push('call');
    await push('alert', APP);
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, ['alert']);
  });

  for (const expiration of ['0', '300']) {
    it(`does not store a push with expiration ${expiration}`, async () => {
      await push('now or never', VOIP, { 'apns-expiration': expiration });
      phone.connect(take);
      await clock.quiet();
      assert.deepEqual(arrived, []);
      assert.deepEqual(kinds(), ['push.accepted', 'push.expired']);
    });
  }

  it('drops a stored push when its time is over', async () => {
    await push('call', VOIP, { 'apns-expiration': String(Math.floor(clock.now() / 1000) + 30) });
    await clock.elapse(31_000);
    assert.deepEqual(kinds(), ['push.accepted', 'push.stored', 'push.expired']);
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, []);
  });

  it('does not drop the push that took the place of one whose time is over', async () => {
    await push('short call', VOIP, { 'apns-expiration': String(Math.floor(clock.now() / 1000) + 30) });
    await push('long call');
    await clock.elapse(31_000);
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, ['long call']);
    assert.equal(journal.events({ kind: 'push.expired' }).length, 0);
  });

  it('keeps a push without expiration for 30 days', async () => {
    await push('call');
    await clock.elapse(29 * 86_400_000);
    assert.deepEqual(kinds(), ['push.accepted', 'push.stored']);
    await clock.elapse(86_400_000);
    assert.deepEqual(kinds(), ['push.accepted', 'push.stored', 'push.expired']);
  });

  it('stores a push that the phone did not take, and says why', async () => {
    phone.connect(() => Promise.reject(new Error('apsd is down')));
    await push('call');
    await clock.quiet();
    assert.equal(journal.events({ kind: 'push.stored' })[0]?.data.because, 'the device did not take it: apsd is down');
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, ['call']);
  });

  it('stores what was on its way when the phone went away, and brings it once', async () => {
    const asked = new Promise<void>((called) => {
      phone.connect(() => {
        called();
        return new Promise(() => {});
      });
    });
    await push('call');
    await push('second', APP);
    await asked;
    phone.disconnect();
    await clock.quiet();
    assert.equal(journal.events({ kind: 'push.stored' }).length, 2);
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, ['call', 'second']);
  });

  it('does not bring a push again that the phone took while it went away', async () => {
    const { asked, accept } = connectSlowPhone();
    await push('call');
    await asked;
    phone.disconnect();
    accept();
    await clock.quiet();
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, []);
    assert.equal(journal.events({ kind: 'push.delivered' }).length, 1);
  });

  it('accepts a payload that is not a JSON object, and delivers nothing', async () => {
    phone.connect(take);
    const { status } = await provider.send({
      path: `/3/device/${await phone.register(VOIP)}`,
      headers: { authorization, 'apns-topic': VOIP },
      body: 'call',
    });
    await clock.quiet();
    assert.equal(status, 200);
    assert.deepEqual([arrived, kinds()], [[], ['push.accepted', 'push.discarded']]);
  });

  it('forgets the stored pushes of a deleted app', async () => {
    await push('call');
    phone.uninstall(APP);
    phone.connect(take);
    await clock.quiet();
    assert.deepEqual(arrived, []);
  });

  it('answers the same token when a topic is registered again, and a new one after the old died for good', async () => {
    const first = await phone.register(VOIP);
    assert.match(first, /^[0-9a-f]{64}$/);
    phone.unregister(VOIP);
    assert.equal(await phone.register(VOIP), first);
    const rotated = await phone.rotate(VOIP);
    assert.notEqual(rotated, first);
    phone.invalidate(VOIP);
    assert.notEqual(await phone.register(VOIP), rotated);
    assert.notEqual(await phone.register(APP), await phone.register(VOIP));
  });

  it('says which topics there are when another one is to be rotated', async () => {
    await phone.register(APP);
    await assert.rejects(
      phone.rotate(VOIP),
      /has not registered the topic 'com\.example\.phone\.voip'\. Registered: com/,
    );
  });
});
