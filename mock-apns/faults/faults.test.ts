import { strict as assert } from 'node:assert';
import apn from '@parse/node-apn';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type FaultRequest, type Gateway, makeCertificates, REASONS, startGateway } from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';

const APP = 'com.example.phone';
const VOIP = `${APP}.voip`;

describe('faults on demand', () => {
  const clock = new TestbedClock();
  const certificates = makeCertificates();
  let journal: Journal;
  let gateway: Gateway;
  let provider: TestProvider;
  let authorization: string;
  let tokens: Record<string, string>;

  beforeEach(async () => {
    journal = new Journal(clock);
    gateway = await startGateway({ clock, journal, certificates: await certificates });
    authorization = `bearer ${providerToken(gateway.issueKey())}`;
    tokens = { [APP]: await gateway.device('ada').register(APP), [VOIP]: await gateway.device('bob').register(VOIP) };
    provider = new TestProvider(gateway);
  });
  afterEach(async () => {
    provider.close();
    await gateway.close();
  });
  after(() => clock.close());

  async function push(topic: string, pushType?: string): Promise<string> {
    const type = pushType === undefined ? {} : { 'apns-push-type': pushType };
    const { status, body } = await provider.send({
      path: `/3/device/${tokens[topic]}`,
      headers: { authorization, 'apns-topic': topic, ...type },
      body: '{}',
    });
    return body === undefined ? String(status) : `${status} ${body.reason}`;
  }

  const answered = Object.keys(REASONS).filter((reason) => !reason.startsWith('BadCertificate'));
  for (const reason of answered as FaultRequest['reason'][]) {
    it(`make a good push draw ${reason}, and the next one none`, async () => {
      gateway.failNext({ reason });
      assert.deepEqual([await push(VOIP), await push(VOIP)], [`${REASONS[reason].status} ${reason}`, '200']);
    });
  }

  it('come as often as asked for', async () => {
    const fault = gateway.failNext({ reason: 'ServiceUnavailable', times: 2 });
    assert.deepEqual([await push(VOIP), await push(VOIP)], ['503 ServiceUnavailable', '503 ServiceUnavailable']);
    assert.equal(fault.remaining, 0);
    assert.equal(await push(VOIP), '200');
  });

  it('leave alone the requests that they are not for', async () => {
    gateway.failNext({ reason: 'Forbidden', match: { topic: VOIP } });
    gateway.failNext({ reason: 'InternalServerError', match: { device: 'ada', pushType: 'background' } });
    assert.deepEqual([await push(APP), await push(VOIP)], ['200', '403 Forbidden']);
    assert.deepEqual([await push(APP, 'alert'), await push(APP, 'background')], ['200', '500 InternalServerError']);
  });

  it('come in the order in which they were set', async () => {
    gateway.failNext({ reason: 'ServiceUnavailable' });
    gateway.failNext({ reason: 'InternalServerError' });
    assert.deepEqual([await push(VOIP), await push(VOIP)], ['503 ServiceUnavailable', '500 InternalServerError']);
  });

  it('can be taken back', async () => {
    gateway.failNext({ reason: 'InternalServerError' }).cancel();
    assert.equal(await push(VOIP), '200');
  });

  it('say what they do, now and in the journal', async () => {
    const fault = gateway.failNext({
      reason: 'ServiceUnavailable',
      times: 2,
      match: { topic: VOIP, pushType: 'voip', device: 'bob' },
    });
    const target = 'of type voip with topic com.example.phone.voip for device bob';
    assert.equal(fault.explain(), `answers 503 ServiceUnavailable to the next 2 requests ${target}`);
    await push(VOIP, 'voip');
    assert.equal(fault.explain(), `answers 503 ServiceUnavailable to the next request ${target}`);
    assert.equal(
      journal.events({ kind: 'push.rejected' })[0]?.data.fault,
      `answers 503 ServiceUnavailable to the next 2 requests ${target}`,
    );
  });

  it('come with a time when they tell of a dead token', async () => {
    gateway.failNext({ reason: 'Unregistered' });
    const before = clock.now();
    const { body } = await provider.send({ path: '/3/device/ab', body: '{}' });
    assert.ok(body?.timestamp !== undefined && body.timestamp >= before);
  });

  it('are not set for what no answer can say', () => {
    const reasons: readonly [string, RegExp][] = [
      [
        'BadCertificate',
        /'BadCertificate' is no reason that APNs answers with\. A bad certificate ends the connection/,
      ],
      ['Busy', /'Busy' is no reason that APNs answers with\. Pass one of Apple's, spelled as in REASONS\./],
    ];
    for (const [reason, problem] of reasons) {
      assert.throws(() => gateway.failNext({ reason: reason as FaultRequest['reason'] }), problem);
    }
    assert.throws(() => gateway.failNext({ reason: 'Forbidden', times: 0 }), /'times' is 0\. Pass how many requests/);
  });

  it('are overcome by node-apn, which tries again', async () => {
    const { key, keyId, teamId } = gateway.issueKey();
    const sender = new apn.Provider({
      token: { key, keyId, teamId },
      address: gateway.host,
      port: gateway.port,
      ca: [gateway.certificateAuthority],
    });
    gateway.failNext({ reason: 'ServiceUnavailable', times: 2 });
    const call = new apn.Notification();
    call.topic = VOIP;
    call.rawPayload = { aps: {} };
    const { sent, failed } = await sender.send(call, String(tokens[VOIP]));
    await sender.shutdown();
    assert.deepEqual([sent.length, failed.length], [1, 0]);
    assert.equal(journal.events({ kind: 'push.rejected' }).length, 2);
  });
});
