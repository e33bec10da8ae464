import { strict as assert } from 'node:assert';
import apn from '@parse/node-apn';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type AnswerableReason, type Gateway, makeCertificates, REASONS, startGateway } from '../index.ts';
import { DATA, endsStream, type Frame, FrameProvider, HEADERS, PING, RST_STREAM } from '../testing/frames.ts';
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
  for (const reason of answered as AnswerableReason[]) {
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
      assert.throws(() => gateway.failNext({ reason: reason as AnswerableReason }), problem);
    }
  });

  it('say which field of a request cannot be read', () => {
    const requests: readonly [unknown, RegExp][] = [
      [{}, /^Error: No fault was set: it says nothing\. Give one effect of reason, delayMs, /],
      [{ reason: 'Forbidden', silence: true }, /it says reason and silence together\. Give one effect/],
      [{ reason: 'Forbidden', times: 0 }, /No fault was set: 'times': /],
      [{ delayMs: -1 }, /No fault was set: 'delayMs': Too small: expected number to be >0\./],
      [{ reset: 'BROKEN' }, /'reset': Invalid option: expected one of "NO_ERROR"\|/],
      [{ silence: true, match: { topics: 'x' } }, /'match': Unrecognized key: "topics"\./],
      [{ refuseConnection: true, match: { topic: VOIP } }, /'match': Unrecognized key: "topic"\./],
      ['silence', /it says nothing\./],
    ];
    for (const [request, problem] of requests) assert.throws(() => gateway.failNext(request as never), problem);
    assert.deepEqual(gateway.faults(), []);
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

  describe('addressed by event', () => {
    it('begin with the n-th request that fits', async () => {
      gateway.failNext({ reason: 'ServiceUnavailable', match: { topic: VOIP, nth: 2 } });
      assert.deepEqual(
        [await push(VOIP), await push(APP), await push(VOIP), await push(VOIP)],
        ['200', '200', '503 ServiceUnavailable', '200'],
      );
    });

    it('are for one device token, one apns-id or one connection', async () => {
      const id = '0f3a11c2-9d5e-4c61-8a77-3f2d6f1b9e04';
      gateway.failNext({ reason: 'Forbidden', match: { token: String(tokens[VOIP]) } });
      assert.deepEqual([await push(APP), await push(VOIP)], ['200', '403 Forbidden']);
      gateway.failNext({ reason: 'Shutdown', match: { id } });
      assert.equal(await push(VOIP), '200');
      const named = await provider.send({
        path: `/3/device/${tokens[VOIP]}`,
        headers: { authorization, 'apns-topic': VOIP, 'apns-id': id },
        body: '{}',
      });
      assert.equal(named.body?.reason, 'Shutdown');
      gateway.failNext({ reason: 'InternalServerError', match: { connection: 2 } });
      assert.equal(await push(VOIP), '200');
      provider.close();
      provider = new TestProvider(gateway);
      assert.equal(await push(VOIP), '500 InternalServerError');
    });

    it('go on as long as they are asked to, and all end together', async () => {
      const fault = gateway.failNext({ reason: 'ServiceUnavailable', times: 'always' });
      for (let count = 0; count < 3; count += 1) assert.equal(await push(VOIP), '503 ServiceUnavailable');
      assert.equal(fault.explain(), 'answers 503 ServiceUnavailable to every request');
      assert.deepEqual(
        gateway.faults().map(({ id, remaining }) => [id, remaining]),
        [[1, Number.POSITIVE_INFINITY]],
      );
      gateway.clearFaults();
      assert.equal(await push(VOIP), '200');
    });
  });

  describe('on the wire', () => {
    let wire: FrameProvider;
    let headers: Record<string, string>;
    beforeEach(() => {
      headers = {
        ':method': 'POST',
        ':scheme': 'https',
        ':path': `/3/device/${tokens[VOIP]}`,
        host: 'localhost',
        authorization,
        'apns-topic': VOIP,
      };
      wire = new FrameProvider(gateway);
    });
    afterEach(() => wire.close());

    function request(stream: number): void {
      wire.begin(stream, headers);
      wire.end(stream, '{}');
    }

    const statusOf = (stream: number) => (frame: Frame) => frame.type === HEADERS && frame.stream === stream;

    it('delay an answer by testbed time', async () => {
      gateway.failNext({ delayMs: 60_000 });
      request(1);
      await journal.waitFor({ kind: 'push.accepted' }, 5_000);
      await clock.elapse(59_000);
      wire.ping();
      await wire.until(({ type }) => type === PING);
      assert.equal(wire.frames.find(statusOf(1)), undefined);
      await clock.elapse(1_000);
      await wire.until(endsStream(1));
    });

    it('leave a request without an answer, and the next one has one', async () => {
      gateway.failNext({ silence: true });
      request(1);
      request(3);
      await wire.until(endsStream(3));
      assert.equal(
        wire.frames.find(({ stream }) => stream === 1),
        undefined,
      );
      const [unheard] = journal.events({ kind: 'push.unheard' });
      assert.equal(unheard?.data.fault, 'gives no answer to the next request');
      assert.equal(journal.events({ kind: 'push.accepted' }).length, 1);
      await clock.quiet();
    });

    it('reset a stream with the code asked for', async () => {
      gateway.failNext({ reset: 'INTERNAL_ERROR' });
      request(1);
      const reset = await wire.until(({ type }) => type === RST_STREAM);
      assert.deepEqual([reset.stream, reset.payload.readUInt32BE(0)], [1, 2]);
      assert.deepEqual(journal.events({ kind: 'push.accepted' }), []);
    });

    it('answer, and then say GOAWAY with a reason', async () => {
      gateway.failNext({ goaway: { reason: 'Shutdown', code: 'ENHANCE_YOUR_CALM' } });
      request(1);
      await wire.closed;
      assert.ok(wire.frames.find(statusOf(1)));
      assert.deepEqual(wire.farewell[0], [1, 0xb, '{"reason":"Shutdown"}']);
    });

    it('reset the connection', async () => {
      gateway.failNext({ disconnect: true });
      request(1);
      await wire.closed;
      assert.deepEqual(wire.farewell, []);
      assert.equal(wire.error, 'ECONNRESET');
    });

    it('fall silent and stay connected', async () => {
      gateway.failNext({ halfOpen: true });
      request(1);
      await journal.waitFor({ kind: 'push.unheard' }, 5_000);
      wire.ping();
      assert.equal(await push(VOIP), '200');
      assert.equal(
        wire.frames.find(({ type }) => type === PING),
        undefined,
      );
      assert.deepEqual(journal.events({ kind: 'connection.closed' }), []);
    });

    const BODIES = {
      'not JSON': '<html>Internal Server Error</html>',
      'cut off': '{"reason":"InternalServerErro',
      missing: '',
    };
    for (const [malformedBody, body] of Object.entries(BODIES)) {
      it(`answer with a body that is ${malformedBody}`, async () => {
        gateway.failNext({ malformedBody: malformedBody as keyof typeof BODIES });
        request(1);
        const last = await wire.until(endsStream(1));
        assert.equal(last.type === DATA ? last.payload.toString() : '', body);
      });
    }

    it('refuse a connection, and say so in the journal', async () => {
      request(1);
      await wire.until(endsStream(1));
      assert.equal(await push(VOIP), '200');
      gateway.failNext({ refuseConnection: true, match: { nth: 2 } });
      const spared = new FrameProvider(gateway);
      spared.ping();
      await spared.until(({ type }) => type === PING);
      const refused = new FrameProvider(gateway);
      await refused.closed;
      spared.close();
      const [disturbed] = journal.events({ kind: 'connection.disturbed' });
      assert.deepEqual(disturbed?.data, { arrival: 4, fault: 'refuses the next connection from number 2 on' });
    });

    it('keep a connection waiting by testbed time', async () => {
      request(1);
      await wire.until(endsStream(1));
      assert.equal(await push(VOIP), '200');
      gateway.failNext({ delayConnectionMs: 60_000 });
      const slow = new FrameProvider(gateway);
      slow.ping();
      await journal.waitFor({ kind: 'connection.disturbed' }, 5_000);
      assert.deepEqual(journal.events({ kind: 'connection.opened' }).length, 2);
      await clock.elapse(60_000);
      await slow.until(({ type }) => type === PING);
      slow.close();
    });
  });

  it('are over when the gateway closes, which answers what they left unanswered', async () => {
    gateway.failNext({ silence: true, times: 'always' });
    const answer = push(VOIP);
    await journal.waitFor({ kind: 'push.unheard' }, 5_000);
    await gateway.close();
    assert.equal(await answer, '503 Shutdown');
    assert.equal(journal.events({ kind: 'push.unheard' }).length, 1);
  });

  it('of a silent connection leave no request in flight', async () => {
    const wire = new FrameProvider(gateway);
    const headers = { ':method': 'POST', ':scheme': 'https', ':path': '/3/device/ab', host: 'localhost' };
    gateway.failNext({ halfOpen: true });
    wire.begin(1, headers);
    wire.begin(3, headers);
    wire.end(3, '{}');
    await journal.waitFor({ kind: 'push.unheard' }, 5_000);
    await clock.elapse(1_000);
    wire.close();
  });

  describe('of the delivery', () => {
    async function deliveries(delivery: 'lost' | 'twice'): Promise<number> {
      let count = 0;
      gateway.device('bob').connect(async () => {
        count += 1;
      });
      gateway.failNext({ delivery });
      assert.equal(await push(VOIP), '200');
      await clock.quiet();
      return count;
    }

    it('lose an accepted push', async () => {
      assert.equal(await deliveries('lost'), 0);
      assert.equal(journal.events({ kind: 'push.lost' }).length, 1);
    });

    it('bring an accepted push twice', async () => {
      assert.equal(await deliveries('twice'), 2);
    });
  });
});
