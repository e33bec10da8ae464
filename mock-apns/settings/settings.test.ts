import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, type GatewaySettings, makeCertificates, startGateway, WORKING_ORDER } from '../index.ts';
import { providerToken, type TestAnswer, TestProvider } from '../testing/provider.ts';

const APP = 'com.example.phone';
const VOIP = `${APP}.voip`;

describe('the settings of the gateway', () => {
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  const certificates = makeCertificates();
  let gateway: Gateway | undefined;
  let provider: TestProvider | undefined;

  afterEach(async () => {
    provider?.close();
    await gateway?.close();
  });
  after(() => clock.close());

  async function start(settings: Partial<GatewaySettings>): Promise<Gateway> {
    gateway = await startGateway({ clock, journal, certificates: await certificates, settings });
    provider = new TestProvider(gateway);
    return gateway;
  }

  async function send(token: string, headers: Record<string, string>): Promise<TestAnswer> {
    assert.ok(gateway !== undefined && provider !== undefined);
    const authorization = `bearer ${providerToken(gateway.issueKey())}`;
    return provider.send({ path: `/3/device/${token}`, headers: { authorization, ...headers }, body: '{}' });
  }

  it('can answer TopicDisallowed to a PushKit token with the bare bundle id', async () => {
    const gateway = await start({ voipTokenOnBareTopic: 'TopicDisallowed' });
    const answer = await send(await gateway.device('phone-1').register(VOIP), { 'apns-topic': APP });
    assert.deepEqual([answer.status, answer.body?.reason], [400, 'TopicDisallowed']);
  });

  it('can accept a background push at priority 10', async () => {
    const gateway = await start({ backgroundAtPriority10: 'accept' });
    const headers = { 'apns-topic': APP, 'apns-push-type': 'background', 'apns-priority': '10' };
    assert.equal((await send(await gateway.device('phone-1').register(APP), headers)).status, 200);
  });

  it('can add apns-unique-id to errors, in the sandbox', async () => {
    for (const [uniqueIdOnErrors, expected] of [
      [false, false],
      [true, true],
    ] as const) {
      await start({ uniqueIdOnErrors });
      const answer = await send('ab', { 'apns-topic': APP });
      assert.equal('apns-unique-id' in answer.headers, expected);
      provider?.close();
      await gateway?.close();
    }
  });

  it('can leave the content type off errors', async () => {
    await start({ contentTypeOnErrors: false });
    const answer = await send('ab', { 'apns-topic': APP });
    assert.equal(answer.body?.reason, 'BadDeviceToken');
    assert.equal(answer.headers['content-type'], undefined);
  });

  it('can answer 200 for a dead token until its grace is over, and discards what it took', async () => {
    const gateway = await start({ deadTokenGraceMs: 60_000 });
    const token = await gateway.device('phone-1').register(VOIP);
    gateway.device('phone-1').uninstall(APP);
    const mark = journal.position;
    const early = await send(token, { 'apns-topic': VOIP });
    await clock.elapse(60_000);
    const late = await send(token, { 'apns-topic': VOIP });
    assert.deepEqual([early.status, late.status], [200, 410]);
    assert.equal(journal.events({ kind: 'push.discarded', after: mark }).length, 1);
  });

  it('can limit the pushes to one device token within a time', async () => {
    const gateway = await start({ deviceRate: { pushes: 2, withinMs: 60_000 } });
    const phone = gateway.device('phone-1');
    const [voip, alert] = [await phone.register(VOIP), await phone.register(APP)];
    const push = async () => (await send(voip, { 'apns-topic': VOIP })).body?.reason ?? 'accepted';
    assert.deepEqual([await push(), await push(), await push()], ['accepted', 'accepted', 'TooManyRequests']);
    assert.equal((await send(alert, { 'apns-topic': APP })).status, 200);
    await clock.elapse(60_000);
    assert.equal(await push(), 'accepted');
  });

  it('can take many pushes at once on a fresh connection', async () => {
    const gateway = await start({ firstStreamLimit: 1000 });
    const token = await gateway.device('phone-1').register(VOIP);
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(token, { 'apns-topic': VOIP })));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
  });

  it('can check in another order', async () => {
    const last = WORKING_ORDER.filter((name) => name !== 'credential present');
    await start({ checkOrder: [...last, 'credential present'] });
    assert.ok(provider !== undefined);
    const answer = await provider.send({ path: '/3/device/ab', headers: { 'apns-topic': APP }, body: '{}' });
    assert.equal(answer.body?.reason, 'BadDeviceToken');
  });

  it('refuses an order that leaves a check out', async () => {
    gateway = undefined;
    await assert.rejects(
      startGateway({ clock, journal, settings: { checkOrder: WORKING_ORDER.slice(1) } }),
      /names 25 checks and lacks server up; it must name each of the 26 once\. Start from WORKING_ORDER/,
    );
  });
});
