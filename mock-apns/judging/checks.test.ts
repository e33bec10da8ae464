import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { CHECKS, REASONS, type Reason, startGateway, WORKING_ORDER } from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';
import { APP, bytes, CASES, type Change, headers, pushWith, type Stage, setStage, VOIP } from '../testing/refusals.ts';

const ID = '0f3a11c2-9d5e-4c61-8a77-3f2d6f1b9e04';

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
    stage = await setStage(await startGateway({ clock, journal }));
  });
  beforeEach(() => {
    provider = new TestProvider(stage.gateway);
  });
  afterEach(() => provider.close());
  after(async () => {
    await stage.gateway.close();
    clock.close();
  });

  for (const [check, reason, story, change] of CASES) {
    it(`${check}: answers ${reason} to ${story}`, async () => {
      const mark = journal.position;
      const answer = await provider.send(pushWith(stage, await change(stage)));
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
      const answer = await provider.send(pushWith(stage, change(stage)));
      assert.deepEqual([answer.status, answer.body], [200, undefined]);
    });
  }

  it('gives apns-unique-id in the sandbox, and only there', async () => {
    const inSandbox = await provider.send(pushWith(stage, {}));
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
      const good = await provider.send(pushWith(stage, { headers: { 'apns-id': id } }));
      const bad = await provider.send(pushWith(stage, { headers: { 'apns-id': id, 'apns-priority': '7' } }));
      assert.deepEqual([good.headers['apns-id'], bad.headers['apns-id']], [id, id]);
    }
  });

  it('makes up an apns-id in upper case, and does not echo an unusable one', async () => {
    for (const change of [{}, { headers: { 'apns-id': 'call-1' } }]) {
      const answer = await provider.send(pushWith(stage, change));
      assert.match(String(answer.headers['apns-id']), /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    }
  });

  it('answers the first refusal of the working order when several apply', async () => {
    const everything = { headers: { authorization: undefined, 'apns-topic': undefined, 'apns-priority': '7' } };
    const path = `/3/device/${'ab'.repeat(32)}`;
    assert.equal((await provider.send(pushWith(stage, { path, ...everything }))).body?.reason, 'MissingProviderToken');
    const topicAndType = { 'apns-topic': APP, 'apns-push-type': 'mdm' };
    assert.equal(
      (await provider.send(pushWith(stage, { path, headers: topicAndType }))).body?.reason,
      'BadDeviceToken',
    );
    assert.equal(
      (await provider.send(pushWith(stage, { headers: topicAndType }))).body?.reason,
      'DeviceTokenNotForTopic',
    );
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
