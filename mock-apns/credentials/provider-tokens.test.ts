import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, startGateway } from '../index.ts';
import { providerToken, secondsFromNow, TestProvider } from '../testing/provider.ts';

const TOPIC = 'com.example.phone.voip';

describe('provider tokens', () => {
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  let gateway: Gateway;
  let deviceToken: string;
  let provider: TestProvider;

  before(async () => {
    gateway = await startGateway({ clock, journal });
    deviceToken = await gateway.device('phone-1').register(TOPIC);
  });
  after(async () => {
    await gateway.close();
    clock.close();
  });
  beforeEach(() => {
    provider = new TestProvider(gateway);
  });
  afterEach(() => provider.close());

  async function answerTo(token: string): Promise<string> {
    const { status, body } = await provider.send({
      path: `/3/device/${deviceToken}`,
      headers: { authorization: `bearer ${token}`, 'apns-topic': TOPIC },
      body: '{}',
    });
    return body?.reason ?? String(status);
  }

  it('are good with r‖s and with DER signatures', async () => {
    assert.equal(await answerTo(providerToken(gateway.issueKey(), { encoding: 'ieee-p1363' })), '200');
    assert.equal(await answerTo(providerToken(gateway.issueKey(), { encoding: 'der' })), '200');
  });

  it('are good with a time of issue that is a JSON string', async () => {
    assert.equal(await answerTo(providerToken(gateway.issueKey(), { issuedAt: String(secondsFromNow(-60)) })), '200');
  });

  it('are refused when someone else signed them', async () => {
    const key = gateway.issueKey();
    const forged = providerToken({ ...gateway.issueKey(), keyId: key.keyId, teamId: key.teamId });
    assert.equal(await answerTo(forged), 'InvalidProviderToken');
    assert.equal(await answerTo(forged), 'InvalidProviderToken');
  });

  it('are refused when their claims were changed after signing', async () => {
    const [head, , signature] = providerToken(gateway.issueKey({ teamId: 'TEAMAAAAAA' })).split('.');
    const claims = Buffer.from(JSON.stringify({ iss: 'TEAMAAAAAA', iat: secondsFromNow(-1) })).toString('base64url');
    assert.equal(await answerTo(`${head}.${claims}.${signature}`), 'InvalidProviderToken');
  });

  it('are refused when they name another algorithm, an unknown key or another team', async () => {
    const key = gateway.issueKey();
    assert.equal(await answerTo(providerToken(key, { algorithm: 'HS256' })), 'InvalidProviderToken');
    assert.equal(await answerTo(providerToken(key, { algorithm: 'none' })), 'InvalidProviderToken');
    assert.equal(await answerTo(providerToken({ ...key, keyId: 'AAAAAAAAAA' })), 'InvalidProviderToken');
    assert.equal(await answerTo(providerToken({ ...key, teamId: 'TEAMBBBBBB' })), 'InvalidProviderToken');
  });

  it('are refused without a time of issue, and with one more than an hour ahead', async () => {
    const key = gateway.issueKey();
    assert.equal(await answerTo(providerToken(key, { issuedAt: 'yesterday' })), 'InvalidProviderToken');
    assert.equal(await answerTo(providerToken(key, { issuedAt: secondsFromNow(2 * 3600) })), 'InvalidProviderToken');
  });

  it('are refused from the moment their key is revoked', async () => {
    const key = gateway.issueKey();
    const token = providerToken(key);
    assert.equal(await answerTo(token), '200');
    gateway.revokeKey(key.keyId);
    assert.equal(await answerTo(token), 'InvalidProviderToken');
  });

  it('do not grow old when only the testbed clock runs ahead', async () => {
    const token = providerToken(gateway.issueKey());
    await clock.elapse(2 * 3_600_000);
    assert.equal(await answerTo(token), '200');
  });

  it('of two teams do not go over one connection', async () => {
    const first = gateway.issueKey({ teamId: 'TEAMAAAAAA' });
    const second = gateway.issueKey({ teamId: 'TEAMBBBBBB' });
    assert.equal(await answerTo(providerToken(first)), '200');
    assert.equal(await answerTo(providerToken(second)), 'InvalidProviderToken');
    assert.equal(await answerTo(providerToken(gateway.issueKey({ teamId: 'TEAMAAAAAA' }))), '200');
    const other = new TestProvider(gateway);
    const { status } = await other.send({
      path: `/3/device/${deviceToken}`,
      headers: { authorization: `bearer ${providerToken(second)}`, 'apns-topic': TOPIC },
      body: '{}',
    });
    other.close();
    assert.equal(status, 200);
  });

  it('never reach the journal, and device tokens only masked', async () => {
    const token = providerToken(gateway.issueKey());
    await answerTo(token);
    await answerTo(`${token}x`);
    const written = JSON.stringify(journal.events());
    assert.ok(!written.includes(token.split('.')[2] ?? token));
    assert.ok(!written.includes(deviceToken));
    assert.ok(written.includes(`${deviceToken.slice(0, 8)}…`));
  });

  it('come from keys that say what is wrong with a request for one', () => {
    assert.throws(() => gateway.issueKey({ teamId: 'acme' }), /the team id is 'acme'.*Pass such a teamId, or none/);
    assert.throws(() => gateway.revokeKey('NOSUCHKEY0'), /no key 'NOSUCHKEY0'\. Its keys: /);
  });
});
