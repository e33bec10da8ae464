import { strict as assert } from 'node:assert';
import { X509Certificate } from 'node:crypto';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type CertificateRequest, type Gateway, makeCertificates, startGateway } from '../index.ts';
import { FrameProvider, SETTINGS, streamLimitOf } from '../testing/frames.ts';
import { TestProvider } from '../testing/provider.ts';

const APP = 'com.example.phone';
const VOIP = `${APP}.voip`;

describe('provider certificates', () => {
  const clock = new TestbedClock();
  const certificates = makeCertificates();
  let journal: Journal;
  let gateway: Gateway;
  let tokens: Record<string, string>;
  const closing: { close(): void }[] = [];

  beforeEach(async () => {
    journal = new Journal(clock);
    gateway = await startGateway({ clock, journal, certificates: await certificates });
    const phone = gateway.device('phone-1');
    tokens = { [APP]: await phone.register(APP), [VOIP]: await phone.register(VOIP) };
  });
  afterEach(async () => {
    for (const provider of closing.splice(0)) provider.close();
    await gateway.close();
  });
  after(() => clock.close());

  /** What becomes of a push to the token of `topic` over a connection with such a certificate. */
  async function answerWith(
    request: Partial<CertificateRequest>,
    topic: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const certificate = await gateway.issueCertificate({ bundleId: APP, ...request });
    const provider = new TestProvider(gateway, { certificate });
    closing.push(provider);
    const { status, body } = await provider.send({ path: `/3/device/${tokens[topic]}`, headers, body: '{}' });
    return body?.reason ?? String(status);
  }

  it('stand in for a provider token, for every topic they list', async () => {
    assert.equal(await answerWith({}, VOIP, { 'apns-topic': VOIP }), '200');
    assert.equal(await answerWith({}, APP, { 'apns-topic': APP }), '200');
    const topics = journal.events({ kind: 'connection.opened' })[0]?.data.topics;
    assert.deepEqual(topics, [APP, VOIP, `${APP}.complication`]);
  });

  it('make the provider token beside them be ignored, however bad', async () => {
    assert.equal(await answerWith({}, VOIP, { 'apns-topic': VOIP, authorization: 'bearer a.b.c' }), '200');
  });

  it('do not serve a topic they do not list', async () => {
    assert.equal(await answerWith({ kinds: ['app'] }, VOIP, { 'apns-topic': VOIP }), 'TopicDisallowed');
  });

  it('with a single topic need none in the request', async () => {
    assert.equal(await answerWith({ kinds: ['voip'] }, VOIP), '200');
    assert.equal(await answerWith({ kinds: ['app'] }, APP), '200');
    assert.equal(await answerWith({ kinds: ['voip'] }, VOIP, { 'apns-push-type': 'alert' }), 'InvalidPushType');
  });

  it('with several topics leave the choice to the request', async () => {
    assert.equal(await answerWith({ kinds: ['app', 'voip'] }, VOIP), 'MissingTopic');
  });

  it('open all streams at once', async () => {
    const provider = new FrameProvider(gateway, await gateway.issueCertificate({ bundleId: APP }));
    closing.push(provider);
    assert.equal(streamLimitOf(await provider.until(({ type }) => type === SETTINGS)), 1000);
  });

  it('are issued with the name, key and extensions that client libraries look for', async () => {
    const read = async (request: CertificateRequest) =>
      new X509Certificate((await gateway.issueCertificate(request)).certificate);
    const universal = await read({ bundleId: APP });
    assert.equal(universal.subject, `UID=${APP}\nCN=Apple Push Services: ${APP}`);
    assert.equal(universal.publicKey.asymmetricKeyType, 'rsa');
    assert.ok(universal.verify(new X509Certificate(gateway.certificateAuthority).publicKey));
    assert.equal((await read({ bundleId: APP, kinds: ['voip'] })).subject, `UID=${APP}\nCN=VoIP Services: ${APP}`);
  });

  it('are not issued for nothing', async () => {
    await assert.rejects(gateway.issueCertificate({ bundleId: 'phone' }), /the bundle id is 'phone'\. Pass one like/);
    await assert.rejects(
      gateway.issueCertificate({ bundleId: APP, kinds: [] }),
      /'kinds' is empty\. Name at least one/,
    );
    await assert.rejects(gateway.issueCertificate({ bundleId: APP, environments: [] }), /'environments' is empty/);
  });

  describe('that are refused', () => {
    /** The GOAWAY frames that such a certificate draws, once the connection has ended. */
    async function farewell(provider: FrameProvider): Promise<unknown[]> {
      await provider.closed;
      return provider.farewell;
    }

    it('draw two GOAWAY frames with the reason in the first, and the end', async () => {
      const certificate = await gateway.issueCertificate({ bundleId: APP, environments: ['production'] });
      assert.deepEqual(await farewell(new FrameProvider(gateway, certificate)), [
        [0, 0, '{"reason":"BadCertificateEnvironment"}'],
        [0, 0, ''],
      ]);
      const closed = await journal.waitFor({ kind: 'connection.closed' }, 5_000);
      assert.equal(closed?.data.reason, 'BadCertificateEnvironment');
    });

    it('are bad when their time is over', async () => {
      const certificate = await gateway.issueCertificate({ bundleId: APP, expired: true });
      const [first] = await farewell(new FrameProvider(gateway, certificate));
      assert.deepEqual(first, [0, 0, '{"reason":"BadCertificate"}']);
    });

    it('are bad from the moment they are revoked, and others stay good', async () => {
      const certificate = await gateway.issueCertificate({ bundleId: APP });
      const open = new TestProvider(gateway, { certificate });
      closing.push(open);
      const request = { path: `/3/device/${tokens[VOIP]}`, headers: { 'apns-topic': VOIP }, body: '{}' };
      assert.equal((await open.send(request)).status, 200);
      gateway.revokeCertificate(certificate.certificate);
      const [first] = await farewell(new FrameProvider(gateway, certificate));
      assert.deepEqual(first, [0, 0, '{"reason":"BadCertificate"}']);
      assert.equal((await open.send(request)).status, 200);
      assert.equal(await answerWith({}, VOIP, { 'apns-topic': VOIP }), '200');
      assert.throws(() => gateway.revokeCertificate('none'), /^CredentialsError: No certificate was revoked: /);
    });

    it('are bad when another authority signed them', async () => {
      const other = await startGateway({ clock, journal: new Journal(clock) });
      const certificate = await other.issueCertificate({ bundleId: APP });
      await other.close();
      const [first] = await farewell(new FrameProvider(gateway, certificate));
      assert.deepEqual(first, [0, 0, '{"reason":"BadCertificate"}']);
    });

    it('are bad when they list no topic', async () => {
      const { certificate, key } = await certificates;
      const [first] = await farewell(new FrameProvider(gateway, { certificate, key }));
      assert.deepEqual(first, [0, 0, '{"reason":"BadCertificate"}']);
    });

    it('leave a request without an answer', async () => {
      const certificate = await gateway.issueCertificate({ bundleId: APP, environments: ['production'] });
      const provider = new TestProvider(gateway, { certificate });
      closing.push(provider);
      await assert.rejects(provider.send({ path: `/3/device/${tokens[VOIP]}`, body: '{}' }));
      assert.deepEqual(journal.events({ kind: 'push.rejected' }), []);
    });
  });
});
