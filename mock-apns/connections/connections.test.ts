/** The wire itself: frames as they arrive, certificates, and the end of a gateway. */

import { strict as assert } from 'node:assert';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, makeCertificates, startGateway } from '../index.ts';
import {
  ACK,
  DATA,
  END_STREAM,
  ENHANCE_YOUR_CALM,
  endsStream,
  FrameProvider,
  HEADERS,
  PING,
  REFUSED_STREAM,
  RST_STREAM,
  SETTINGS,
  streamLimitOf,
} from '../testing/frames.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';

const TOPIC = 'com.example.phone.voip';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('the connections of the gateway', () => {
  const clock = new TestbedClock();
  const certificates = makeCertificates();
  let journal: Journal;
  let gateway: Gateway;
  let headers: Record<string, string>;
  let provider: FrameProvider;

  beforeEach(async () => {
    journal = new Journal(clock);
    gateway = await startGateway({ clock, journal, certificates: await certificates });
    headers = {
      ':method': 'POST',
      ':scheme': 'https',
      ':path': `/3/device/${await gateway.device('phone-1').register(TOPIC)}`,
      host: 'api.sandbox.push.apple.com',
      authorization: `bearer ${providerToken(gateway.issueKey())}`,
      'apns-topic': TOPIC,
    };
    provider = new FrameProvider(gateway);
  });
  afterEach(async () => {
    provider.close();
    await gateway.close();
  });
  after(() => clock.close());

  it('allow one stream, and a thousand from just before the answer to the first accepted push', async () => {
    assert.deepEqual(await limitsAround([headers, headers]), ['limit 1', 'limit 1000', 'answer 1', 'answer 3']);
  });

  /** The stream limits and answers that the gateway sent after these requests, one after the other. */
  async function limitsAround(requests: readonly Record<string, string>[], by = provider): Promise<string[]> {
    for (const [index, request] of requests.entries()) {
      by.begin(2 * index + 1, request);
      by.end(2 * index + 1, '{}');
      await by.until(endsStream(2 * index + 1));
    }
    return by.frames
      .filter(({ type, flags }) => type === HEADERS || (type === SETTINGS && (flags & ACK) === 0))
      .map((frame) => (frame.type === HEADERS ? `answer ${frame.stream}` : `limit ${streamLimitOf(frame)}`));
  }

  it('fall to one stream with a refused push, and rise again with the next accepted one', async () => {
    const refused = { ...headers, 'apns-priority': '7' };
    assert.deepEqual(await limitsAround([headers, refused, refused, headers]), [
      'limit 1',
      'limit 1000',
      'answer 1',
      'limit 1',
      'answer 3',
      'answer 5',
      'limit 1000',
      'answer 7',
    ]);
  });

  it('keep their streams when a device token is dead, or the gateway is at fault', async () => {
    const token = await gateway.device('phone-2').register(TOPIC);
    gateway.device('phone-2').invalidate(TOPIC);
    gateway.failNext({ reason: 'InternalServerError', match: { topic: 'com.example.other' } });
    const requests = [
      headers,
      { ...headers, ':path': `/3/device/${token}` },
      { ...headers, 'apns-topic': 'com.example.other' },
    ];
    const answers = ['answer 1', 'answer 3', 'answer 5'];
    assert.deepEqual(await limitsAround(requests), ['limit 1', 'limit 1000', ...answers]);
  });

  it('can keep their streams whatever is refused', async () => {
    const settings = { streamLimitAfterRefusal: 'unchanged' } as const;
    const patient = await startGateway({ clock, journal, certificates: await certificates, settings });
    const token = await patient.device('phone-1').register(TOPIC);
    const authorization = `bearer ${providerToken(patient.issueKey())}`;
    const good = { ...headers, ':path': `/3/device/${token}`, authorization };
    const sender = new FrameProvider(patient);
    const frames = await limitsAround([good, { ...good, 'apns-priority': '7' }], sender);
    sender.close();
    await patient.close();
    assert.deepEqual(frames, ['limit 1', 'limit 1000', 'answer 1', 'answer 3']);
  });

  it('do not allow more streams for a refused push', async () => {
    provider.begin(1, { ...headers, 'apns-priority': '7' });
    provider.end(1, '{}');
    await provider.until(endsStream(1));
    const limits = provider.frames.filter(({ type }) => type === SETTINGS).map(streamLimitOf);
    assert.ok(!limits.includes(1000));
  });

  it('serve the streams that a provider opens before it can know the limit', async () => {
    for (const stream of [1, 3, 5]) provider.begin(stream, headers);
    for (const stream of [1, 3, 5]) provider.end(stream, '{}');
    for (const stream of [1, 3, 5]) await provider.until(endsStream(stream));
    assert.equal(journal.events({ kind: 'push.accepted' }).length, 3);
    assert.equal(streamLimitOf(await provider.until(({ type }) => type === SETTINGS)), 1);
  });

  it('refuse a second stream once the provider knows the limit, and until the first push is accepted', async () => {
    await provider.until(({ type }) => type === SETTINGS);
    provider.acknowledgeSettings();
    provider.begin(1, headers);
    provider.begin(3, headers);
    const { payload } = await provider.until(({ type, stream }) => type === RST_STREAM && stream === 3);
    assert.equal(payload.readUInt32BE(0), REFUSED_STREAM);
    provider.end(1, '{}');
    await provider.until(endsStream(1));
    provider.begin(5, headers);
    provider.begin(7, headers);
    for (const stream of [5, 7]) provider.end(stream, '{}');
    for (const stream of [5, 7]) await provider.until(endsStream(stream));
  });

  it('can refuse a second stream from the first byte on', async () => {
    const settings = { earlyStreams: 'refuse' } as const;
    const strict = await startGateway({ clock, journal, certificates: await certificates, settings });
    const hasty = new FrameProvider(strict);
    for (const stream of [1, 3]) hasty.begin(stream, headers);
    const { payload } = await hasty.until(({ type, stream }) => type === RST_STREAM && stream === 3);
    hasty.close();
    await strict.close();
    assert.equal(payload.readUInt32BE(0), REFUSED_STREAM);
  });

  it('reset a request with headers of more than 8000 bytes, and stay open', async () => {
    await provider.until(({ type }) => type === SETTINGS);
    provider.acknowledgeSettings();
    provider.begin(1, { ...headers, 'x-pad': 'x'.repeat(7000) });
    provider.end(1, '{}');
    await provider.until(endsStream(1));
    provider.begin(3, { ...headers, 'x-pad': 'x'.repeat(8000) });
    const { payload } = await provider.until(({ type, stream }) => type === RST_STREAM && stream === 3);
    assert.equal(payload.readUInt32BE(0), ENHANCE_YOUR_CALM);
    provider.begin(5, headers);
    provider.end(5, '{}');
    await provider.until(endsStream(5));
    assert.equal(journal.events({ kind: 'push.accepted' }).length, 2);
  });

  it('answer 200 in one HEADERS frame that ends the stream', async () => {
    provider.begin(1, headers);
    provider.end(1, '{}');
    await provider.until(endsStream(1));
    const answer = provider.frames.filter(({ stream }) => stream === 1);
    assert.deepEqual(
      answer.map(({ type }) => type),
      [HEADERS],
    );
  });

  it('answer an error in HEADERS and one DATA frame that ends the stream', async () => {
    provider.begin(1, { ...headers, 'apns-priority': '7' });
    provider.end(1, '{}');
    await provider.until(endsStream(1));
    const answer = provider.frames.filter(({ stream }) => stream === 1);
    assert.deepEqual(
      answer.map(({ type, flags }) => [type, flags & END_STREAM]),
      [
        [HEADERS, 0],
        [DATA, END_STREAM],
      ],
    );
    assert.equal(answer[1]?.payload.toString(), '{"reason":"BadPriority"}');
  });

  it('keep the testbed busy while a request is being sent, and no longer when the provider breaks off', async () => {
    provider.begin(1, headers);
    await journal.waitFor({ kind: 'connection.opened' }, 5_000);
    await provider.until(({ type, flags }) => type === SETTINGS && (flags & ACK) !== 0);
    provider.close();
    assert.notEqual(await journal.waitFor({ kind: 'connection.closed' }, 5_000), undefined);
    await clock.quiet();
    assert.deepEqual(journal.events({ kind: 'push.accepted' }), []);
  });

  it('note by which error of HTTP/2 a provider ended them', async () => {
    provider.begin(2, headers);
    await provider.closed;
    assert.deepEqual(provider.farewell, [[0, 1, '']]);
    const closed = await journal.waitFor({ kind: 'connection.closed' }, 5_000);
    assert.equal(closed?.data.fault, 'PROTOCOL_ERROR');
  });

  it('stay open however long they are idle', async () => {
    await journal.waitFor({ kind: 'connection.opened' }, 5_000);
    await clock.elapse(24 * HOUR_MS);
    assert.deepEqual(journal.events({ kind: 'connection.closed' }), []);
  });

  describe('with a limit of idleness', () => {
    beforeEach(async () => {
      provider.close();
      await gateway.close();
      const settings = { idleTimeoutMs: HOUR_MS };
      gateway = await startGateway({ clock, journal, certificates: await certificates, settings });
      provider = new FrameProvider(gateway);
      await provider.until(({ type, flags }) => type === SETTINGS && (flags & ACK) !== 0);
    });

    it('are ended with a GOAWAY frame that says so', async () => {
      const mark = journal.position;
      await clock.elapse(HOUR_MS);
      await provider.closed;
      assert.deepEqual(provider.farewell[0], [0, 0, '{"reason":"IdleTimeout"}']);
      const closed = await journal.waitFor({ kind: 'connection.closed', after: mark }, 5_000);
      assert.equal(closed?.data.reason, 'IdleTimeout');
    });

    it('stay open for a request', async () => {
      await clock.elapse(HOUR_MS - MINUTE_MS);
      provider.begin(1, { ...headers, ':path': '/3/device/ab' });
      provider.end(1, '{}');
      await provider.until(endsStream(1));
      await clock.elapse(HOUR_MS - MINUTE_MS);
      assert.deepEqual(provider.farewell, []);
      await clock.elapse(MINUTE_MS);
      await provider.closed;
    });

    it('stay open for a PING', async () => {
      await clock.elapse(HOUR_MS - MINUTE_MS);
      provider.ping();
      await provider.until(({ type, flags }) => type === PING && (flags & ACK) !== 0);
      await clock.elapse(HOUR_MS - MINUTE_MS);
      assert.deepEqual(provider.farewell, []);
    });
  });

  it("have a certificate for this machine and for Apple's hosts, from an authority of their own", async () => {
    const socket = connect({ host: gateway.host, port: gateway.port, ca: gateway.certificateAuthority });
    await once(socket, 'secureConnect');
    const certificate = new X509Certificate(socket.getPeerCertificate().raw);
    socket.destroy();
    const apple = ['api.push.apple.com', 'api.sandbox.push.apple.com', 'api.development.push.apple.com'];
    for (const name of ['localhost', ...apple]) assert.equal(certificate.checkHost(name), name);
    // By OpenSSL: the check of Node 22.23 takes no IPv6 address at all.
    for (const address of ['127.0.0.1', '::1']) assert.equal(certificate.checkIP(address), address);
    assert.equal(certificate.checkHost('push.apple.com'), undefined);
  });

  it('take TLS 1.2 and nothing older, and note the handshake that failed', async () => {
    const { host, port, certificateAuthority: ca } = gateway;
    const modern = connect({ host, port, ca, maxVersion: 'TLSv1.2' });
    await once(modern, 'secureConnect');
    assert.equal(modern.getProtocol(), 'TLSv1.2');
    modern.destroy();
    const old = connect({ host, port, ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
    await once(old, 'error');
    const refused = await journal.waitFor({ kind: 'connection.refused' }, 5_000);
    // OpenSSL 3.0 and 3.5 call it differently.
    const because = refused?.data.because;
    assert.ok(because === 'unsupported protocol' || because === 'unexpected message', JSON.stringify(because));
  });

  it('end with the gateway, which answers what is still being sent and says why it goes', async () => {
    provider.begin(1, headers);
    await provider.until(({ type, flags }) => type === SETTINGS && (flags & ACK) !== 0);
    await gateway.close();
    await provider.closed;
    assert.equal(provider.frames.find(endsStream(1))?.payload.toString(), '{"reason":"Shutdown"}');
    assert.deepEqual(provider.farewell[0], [1, 0, '{"reason":"Shutdown"}']);
    assert.equal(journal.events({ kind: 'push.rejected' })[0]?.data.reason, 'Shutdown');
    const closed = await journal.waitFor({ kind: 'connection.closed' }, 5_000);
    assert.equal(closed?.data.reason, 'Shutdown');
    await clock.quiet();
  });

  it('end with a gateway whose provider does not listen', async () => {
    await journal.waitFor({ kind: 'connection.opened' }, 5_000);
    provider.stopReading();
    await gateway.close();
  });

  it('end with the gateway, whatever is open', async () => {
    const open = new TestProvider(gateway);
    const { status } = await open.send({ path: '/3/device/', body: '{}' });
    assert.equal(status, 403);
    await gateway.close();
    await assert.rejects(open.send({ path: '/3/device/', body: '{}' }));
    const refused = connect({ host: gateway.host, port: gateway.port });
    const [error] = await once(refused, 'error');
    assert.equal(Object(error).code, 'ECONNREFUSED');
  });

  it('cannot be had on a port in use', async () => {
    const { port } = gateway;
    await assert.rejects(startGateway({ clock, journal, port, certificates: await certificates }), {
      code: 'EADDRINUSE',
    });
  });
});
