import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { CHECKS, type CheckName, type Gateway, REASONS, type Reason, startGateway, WORKING_ORDER } from '../index.ts';
import { providerToken, secondsFromNow, TestProvider, type TestRequest } from '../testing/provider.ts';

const APP = 'com.example.phone';
const VOIP = `${APP}.voip`;
const ID = '0f3a11c2-9d5e-4c61-8a77-3f2d6f1b9e04';

interface Stage {
  readonly gateway: Gateway;
  readonly authorization: string;
  readonly voipToken: string;
  readonly alertToken: string;
}

/** What a request differs in from a good VoIP push. */
interface Change {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: string | undefined;
}

type Case = [check: CheckName, reason: Reason, story: string, change: (stage: Stage) => Change | Promise<Change>];

const headers = (changes: Record<string, string | string[] | undefined>) => () => ({ headers: changes });
const bytes = (count: number) => JSON.stringify({ pad: 'x'.repeat(count - '{"pad":""}'.length) });

const CASES: readonly Case[] = [
  ['method', 'MethodNotAllowed', 'GET', () => ({ method: 'GET', body: undefined })],
  ['path', 'BadPath', 'an old API version', ({ voipToken }) => ({ path: `/2/device/${voipToken}` })],
  ['path', 'BadPath', 'something after the token', ({ voipToken }) => ({ path: `/3/device/${voipToken}/x` })],
  ['credential present', 'MissingProviderToken', 'no authorization', headers({ authorization: undefined })],
  ['credential present', 'MissingProviderToken', 'another scheme', headers({ authorization: 'Basic YTpi' })],
  ['provider token', 'InvalidProviderToken', 'a text that is no token', headers({ authorization: 'bearer a.b.c' })],
  [
    'provider token',
    'ExpiredProviderToken',
    'a token issued 61 minutes ago',
    ({ gateway }) => ({
      headers: { authorization: `bearer ${providerToken(gateway.issueKey(), { issuedAt: secondsFromNow(-3660) })}` },
    }),
  ],
  [
    'provider token',
    'BadEnvironmentKeyInToken',
    'a token of a production key',
    ({ gateway }) => ({
      headers: { authorization: `bearer ${providerToken(gateway.issueKey({ environment: 'production' }))}` },
    }),
  ],
  ['no header twice', 'DuplicateHeaders', 'two priorities', headers({ 'apns-priority': ['10', '5'] })],
  ['id', 'BadMessageId', 'an id that is no UUID', headers({ 'apns-id': 'call-1' })],
  ['expiration', 'BadExpirationDate', 'a fraction of a second', headers({ 'apns-expiration': '1700000000.5' })],
  ['expiration', 'BadExpirationDate', 'a negative time', headers({ 'apns-expiration': '-1' })],
  ['priority', 'BadPriority', 'a priority of 7', headers({ 'apns-priority': '7' })],
  [
    'priority',
    'BadPriority',
    'a background push at priority 10',
    headers({ 'apns-push-type': 'background', 'apns-priority': '10' }),
  ],
  ['collapse id', 'BadCollapseId', '65 bytes', headers({ 'apns-collapse-id': 'x'.repeat(65) })],
  [
    'collapse id',
    'BadCollapseId',
    '33 characters of two bytes each',
    headers({ 'apns-collapse-id': Buffer.from('é'.repeat(33), 'utf8').toString('latin1') }),
  ],
  ['push type known', 'InvalidPushType', 'a type that Apple does not have', headers({ 'apns-push-type': 'VoIP' })],
  ['topic present', 'MissingTopic', 'no topic', headers({ 'apns-topic': undefined })],
  ['topic', 'BadTopic', 'a topic with a space', headers({ 'apns-topic': 'com.example phone' })],
  [
    'topic allowed',
    'TopicDisallowed',
    'a key for another topic',
    ({ gateway }) => ({
      headers: { authorization: `bearer ${providerToken(gateway.issueKey({ topics: ['com.example.other'] }))}` },
    }),
  ],
  ['device token present', 'MissingDeviceToken', 'a path without token', () => ({ path: '/3/device/' })],
  ['device token known', 'BadDeviceToken', 'text that is not hex', () => ({ path: '/3/device/my-phone' })],
  ['device token known', 'BadDeviceToken', 'an invented token', () => ({ path: `/3/device/${'ab'.repeat(32)}` })],
  [
    'device token known',
    'BadDeviceToken',
    'a token of the other environment',
    async ({ gateway }) => {
      const clock = new TestbedClock();
      const production = await startGateway({ clock, journal: new Journal(clock), environment: 'production' });
      const token = await production.device('phone-1').register(VOIP);
      await production.close();
      clock.close();
      assert.equal(gateway.environment, 'sandbox');
      return { path: `/3/device/${token}` };
    },
  ],
  [
    'device token active',
    'Unregistered',
    'the token of a deleted app',
    async ({ gateway }) => {
      const token = await gateway.device('phone-2').register(VOIP);
      gateway.device('phone-2').uninstall(APP);
      return { path: `/3/device/${token}` };
    },
  ],
  [
    'device token active',
    'ExpiredToken',
    'a token that died of age',
    async ({ gateway }) => {
      const token = await gateway.device('phone-2').register(VOIP);
      gateway.device('phone-2').expire(VOIP);
      assert.notEqual(await gateway.device('phone-2').register(VOIP), token);
      return { path: `/3/device/${token}` };
    },
  ],
  [
    'device token for topic',
    'DeviceTokenNotForTopic',
    'an ordinary token with the VoIP topic',
    ({ alertToken }) => ({ path: `/3/device/${alertToken}` }),
  ],
  [
    'device token for topic',
    'DeviceTokenNotForTopic',
    'a PushKit token with the bare bundle id',
    headers({ 'apns-topic': APP, 'apns-push-type': 'alert' }),
  ],
  ['device token for topic', 'DeviceTokenNotForTopic', 'a doubled suffix', headers({ 'apns-topic': `${VOIP}.voip` })],
  [
    'push type for topic',
    'InvalidPushType',
    'type alert with a PushKit token and topic',
    headers({ 'apns-push-type': 'alert' }),
  ],
  [
    'push type for topic',
    'InvalidPushType',
    'type voip with the bare bundle id',
    ({ alertToken }) => ({ path: `/3/device/${alertToken}`, headers: { 'apns-topic': APP } }),
  ],
  ['payload present', 'PayloadEmpty', 'no body', () => ({ body: undefined })],
  ['payload size', 'PayloadTooLarge', 'a VoIP payload of 5121 bytes', () => ({ body: bytes(5121) })],
  [
    'payload size',
    'PayloadTooLarge',
    'an alert payload of 4097 bytes',
    ({ alertToken }) => ({
      path: `/3/device/${alertToken}`,
      headers: { 'apns-topic': APP, 'apns-push-type': 'alert' },
      body: bytes(4097),
    }),
  ],
];

/** Checks whose cases need more than one request, or a setting; they have tests of their own in this room. */
const TESTED_APART: readonly string[] = [
  'server up: Shutdown',
  'connection not wedged: ExpiredProviderToken',
  'provider token updates: TooManyProviderTokenUpdates',
  'one team per connection: InvalidProviderToken',
  'related keys: UnrelatedKeyIdInToken',
  'device token for topic: TopicDisallowed',
  'device rate: TooManyRequests',
];

/** Reasons that come in a GOAWAY frame, not as an answer; they have tests of their own in this room. */
const ON_THE_CONNECTION: readonly Reason[] = ['BadCertificate', 'BadCertificateEnvironment', 'IdleTimeout'];

/** Reasons that no request can earn, so that only a fault on demand gives them. */
const ON_DEMAND: readonly Reason[] = ['Forbidden', 'InternalServerError', 'ServiceUnavailable'];

describe('the checks of a push', () => {
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  let stage: Stage;
  let provider: TestProvider;

  before(async () => {
    const gateway = await startGateway({ clock, journal });
    const phone = gateway.device('phone-1');
    stage = {
      gateway,
      authorization: `bearer ${providerToken(gateway.issueKey())}`,
      voipToken: await phone.register(VOIP),
      alertToken: await phone.register(APP),
    };
  });
  beforeEach(() => {
    provider = new TestProvider(stage.gateway);
  });
  afterEach(() => provider.close());
  after(async () => {
    await stage.gateway.close();
    clock.close();
  });

  function pushWith(change: Change): TestRequest {
    const merged: Record<string, string | string[]> = {};
    const all = { authorization: stage.authorization, 'apns-topic': VOIP, 'apns-push-type': 'voip', ...change.headers };
    for (const [name, value] of Object.entries(all)) if (value !== undefined) merged[name] = value;
    const body = 'body' in change ? change.body : '{"aps":{}}';
    return {
      path: change.path ?? `/3/device/${stage.voipToken}`,
      ...(change.method === undefined ? {} : { method: change.method }),
      headers: merged,
      ...(body === undefined ? {} : { body }),
    };
  }

  for (const [check, reason, story, change] of CASES) {
    it(`${check}: answers ${reason} to ${story}`, async () => {
      const mark = journal.position;
      const answer = await provider.send(pushWith(await change(stage)));
      assert.equal(answer.body?.reason, reason);
      assert.equal(answer.status, REASONS[reason].status);
      assert.equal(answer.headers['content-type'], 'application/json');
      assert.equal(answer.headers.date, undefined);
      const [rejected] = journal.events({ kind: 'push.rejected', after: mark });
      assert.equal(rejected?.data.reason, reason);
      assert.equal(rejected?.data.id, answer.headers['apns-id']);
      assert.deepEqual(
        CHECKS[check].reasons.filter((known) => known === reason),
        [reason],
      );
    });
  }

  const FINE: readonly [story: string, change: (stage: Stage) => Change][] = [
    ['a push without any optional header', headers({ 'apns-push-type': undefined })],
    ['the scheme Bearer', ({ authorization }) => ({ headers: { authorization: `B${authorization.slice(1)}` } })],
    ['an expiration in the past', headers({ 'apns-expiration': '300' })],
    ['priority 1', headers({ 'apns-priority': '1' })],
    ['a collapse id of 64 bytes', headers({ 'apns-collapse-id': 'x'.repeat(64) })],
    ['unknown and repeated other headers', headers({ 'user-agent': 'sender/1', mint: ['a', 'b'] })],
    ['the device token in upper case', ({ voipToken }) => ({ path: `/3/device/${voipToken.toUpperCase()}` })],
    ['a VoIP payload of 5120 bytes', () => ({ body: bytes(5120) })],
    ['the payload {}', () => ({ body: '{}' })],
    [
      'a background push at priority 5',
      ({ alertToken }) => ({
        path: `/3/device/${alertToken}`,
        headers: { 'apns-topic': APP, 'apns-push-type': 'background', 'apns-priority': '5' },
      }),
    ],
  ];
  for (const [story, change] of FINE) {
    it(`accepts ${story}`, async () => {
      const answer = await provider.send(pushWith(change(stage)));
      assert.deepEqual([answer.status, answer.body], [200, undefined]);
    });
  }

  it('gives apns-unique-id in the sandbox, and only there', async () => {
    const inSandbox = await provider.send(pushWith({}));
    assert.match(String(inSandbox.headers['apns-unique-id']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const production = await startGateway({ clock, journal, environment: 'production' });
    const sender = new TestProvider(production);
    const answer = await sender.send({
      path: `/3/device/${await production.device('phone-1').register(VOIP)}`,
      headers: { authorization: `bearer ${providerToken(production.issueKey())}`, 'apns-topic': VOIP },
      body: '{}',
    });
    sender.close();
    await production.close();
    assert.deepEqual([answer.status, answer.headers['apns-unique-id']], [200, undefined]);
  });

  it('echoes an apns-id byte for byte, on success and on refusal', async () => {
    for (const id of [ID, ID.toUpperCase()]) {
      const good = await provider.send(pushWith({ headers: { 'apns-id': id } }));
      const bad = await provider.send(pushWith({ headers: { 'apns-id': id, 'apns-priority': '7' } }));
      assert.deepEqual([good.headers['apns-id'], bad.headers['apns-id']], [id, id]);
    }
  });

  it('makes up an apns-id in upper case, and does not echo an unusable one', async () => {
    for (const change of [{}, { headers: { 'apns-id': 'call-1' } }]) {
      const answer = await provider.send(pushWith(change));
      assert.match(String(answer.headers['apns-id']), /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    }
  });

  it('answers the first refusal of the working order when several apply', async () => {
    const everything = { headers: { authorization: undefined, 'apns-topic': undefined, 'apns-priority': '7' } };
    const path = `/3/device/${'ab'.repeat(32)}`;
    assert.equal((await provider.send(pushWith({ path, ...everything }))).body?.reason, 'MissingProviderToken');
    const topicAndType = { 'apns-topic': APP, 'apns-push-type': 'mdm' };
    assert.equal((await provider.send(pushWith({ path, headers: topicAndType }))).body?.reason, 'BadDeviceToken');
    assert.equal((await provider.send(pushWith({ headers: topicAndType }))).body?.reason, 'DeviceTokenNotForTopic');
  });

  it('has every check in the working order once', () => {
    assert.deepEqual(WORKING_ORDER.toSorted(), Object.keys(CHECKS).toSorted());
  });

  it('proves every reason of every check, and has every documented reason', () => {
    const proven = new Set([...CASES.map(([check, reason]) => `${check}: ${reason}`), ...TESTED_APART]);
    const given = Object.entries(CHECKS).flatMap(([name, { reasons }]) =>
      reasons.map((reason) => `${name}: ${reason}`),
    );
    assert.deepEqual([...proven].toSorted(), given.toSorted());
    const byCheck = Object.values(CHECKS).flatMap(({ reasons }): readonly Reason[] => reasons);
    const answered = new Set<string>([...byCheck, ...ON_THE_CONNECTION, ...ON_DEMAND]);
    assert.equal(Object.keys(REASONS).length, 32);
    assert.deepEqual(
      Object.keys(REASONS).filter((reason) => !answered.has(reason)),
      [],
    );
  });
});
