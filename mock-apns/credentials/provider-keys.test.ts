import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, type GatewaySettings, makeCertificates, type ProviderKey, startGateway } from '../index.ts';
import { providerToken, secondsFromNow, TestProvider } from '../testing/provider.ts';

const APP = 'com.example.phone';
const VOIP = `${APP}.voip`;
const OTHER = 'com.example.other.voip';
const MINUTE_MS = 60_000;

/** A testbed on a machine whose watch can be put forward. */
class PutForward extends TestbedClock {
  aheadMs = 0;

  override wallNow(): number {
    return super.wallNow() + this.aheadMs;
  }
}

describe('provider keys on a connection', () => {
  const certificates = makeCertificates();
  let clock: PutForward;
  let journal: Journal;
  let gateway: Gateway;
  let deviceToken: string;
  let provider: TestProvider;

  beforeEach(() => start({}));
  afterEach(stop);

  async function start(settings: Partial<GatewaySettings>): Promise<void> {
    clock = new PutForward();
    journal = new Journal(clock);
    gateway = await startGateway({ clock, journal, certificates: await certificates, settings });
    deviceToken = await gateway.device('phone-1').register(VOIP);
    provider = new TestProvider(gateway);
  }

  async function restart(settings: Partial<GatewaySettings>): Promise<void> {
    await stop();
    await start(settings);
  }

  async function stop(): Promise<void> {
    provider.close();
    await gateway.close();
    clock.close();
  }

  async function answerTo(token: string, by = provider): Promise<string> {
    const headers = { authorization: `bearer ${token}`, 'apns-topic': VOIP };
    const { status, body } = await by.send({ path: `/3/device/${deviceToken}`, headers, body: '{}' });
    return body?.reason ?? String(status);
  }

  /** A token issued so many minutes from now, by the watch that was not put forward. */
  function tokenOf(key: ProviderKey, minutes = 0): string {
    return providerToken(key, { issuedAt: secondsFromNow(minutes * 60) });
  }

  describe('by environment', () => {
    it('are of the environment of the gateway, and good there', async () => {
      const key = gateway.issueKey();
      assert.equal(key.environment, 'sandbox');
      assert.equal(await answerTo(tokenOf(key)), '200');
    });

    it('of an older kind are good in both', async () => {
      assert.equal(await answerTo(tokenOf(gateway.issueKey({ environment: 'both' }))), '200');
    });

    it('are refused before they bind the connection when they are of the other', async () => {
      const teamId = 'TEAMAAAAAA';
      const wrong = gateway.issueKey({ environment: 'production', teamId });
      assert.equal(await answerTo(tokenOf(wrong)), 'BadEnvironmentKeyInToken');
      assert.equal(await answerTo(tokenOf(gateway.issueKey())), '200');
    });

    it('can be refused with the spelling that the page prints', async () => {
      await restart({ environmentKeyReason: 'BadEnvironmentKeyIdInToken' });
      const wrong = gateway.issueKey({ environment: 'production' });
      assert.equal(await answerTo(tokenOf(wrong)), 'BadEnvironmentKeyIdInToken');
      assert.equal(journal.events({ kind: 'push.rejected' })[0]?.data.reason, 'BadEnvironmentKeyIdInToken');
    });
  });

  describe('that are related', () => {
    it('go over one connection, in both directions', async () => {
      const voip = gateway.issueKey({ topics: [VOIP] });
      const alert = gateway.issueKey({ topics: [APP, VOIP], relatedTo: voip.keyId });
      assert.equal(await answerTo(tokenOf(voip)), '200');
      assert.equal(await answerTo(tokenOf(alert)), '200');
      const other = new TestProvider(gateway);
      assert.equal(await answerTo(tokenOf(alert), other), '200');
      assert.equal(await answerTo(tokenOf(voip), other), '200');
      other.close();
    });

    it('do not bring an unrelated key along', async () => {
      const first = tokenOf(gateway.issueKey({ topics: [VOIP] }));
      assert.equal(await answerTo(first), '200');
      const stranger = gateway.issueKey({ topics: [VOIP] });
      assert.equal(await answerTo(tokenOf(stranger)), 'UnrelatedKeyIdInToken');
      assert.equal(await answerTo(tokenOf(gateway.issueKey())), 'UnrelatedKeyIdInToken');
      assert.equal(await answerTo(first), '200');
    });

    it('are not needed among keys for all topics, and do not follow one', async () => {
      assert.equal(await answerTo(tokenOf(gateway.issueKey())), '200');
      assert.equal(await answerTo(tokenOf(gateway.issueKey())), '200');
      assert.equal(await answerTo(tokenOf(gateway.issueKey({ topics: [VOIP] }))), 'UnrelatedKeyIdInToken');
    });

    it('are two, of one team, with topics, and the error says which rule was broken', () => {
      const first = gateway.issueKey({ topics: [VOIP] });
      const all = gateway.issueKey();
      const refuses = (request: Parameters<Gateway['issueKey']>[0], problem: RegExp) =>
        assert.throws(() => gateway.issueKey(request), problem);
      refuses({ topics: [OTHER], relatedTo: 'NOSUCHKEY0' }, /has no key 'NOSUCHKEY0' to relate it to\. Its keys: /);
      refuses({ topics: [OTHER], relatedTo: all.keyId }, /both have topics, and key '\w{10}' has none/);
      refuses({ relatedTo: first.keyId }, /both have topics, and the new key has none\. Issue both with topics/);
      refuses({ topics: [OTHER], relatedTo: first.keyId, teamId: 'TEAMBBBBBB' }, /not to 'TEAMBBBBBB'/);
      gateway.issueKey({ topics: [OTHER], relatedTo: first.keyId });
      refuses({ topics: [APP], relatedTo: first.keyId }, /is related to '\w{10}' already/);
    });
  });

  describe('whose token changes', () => {
    it('draw TooManyProviderTokenUpdates within 20 minutes, while the token in use stays good', async () => {
      const key = gateway.issueKey();
      const [first, second] = [tokenOf(key), tokenOf(key, 1)];
      assert.equal(await answerTo(first), '200');
      clock.aheadMs = 19 * MINUTE_MS;
      assert.equal(await answerTo(second), 'TooManyProviderTokenUpdates');
      assert.equal(await answerTo(first), '200');
    });

    it('may do so after 20 minutes, and then the old token is the one that comes too soon', async () => {
      const key = gateway.issueKey();
      const [first, second] = [tokenOf(key), tokenOf(key, 20)];
      assert.equal(await answerTo(first), '200');
      clock.aheadMs = 20 * MINUTE_MS;
      assert.equal(await answerTo(second), '200');
      assert.equal(await answerTo(first), 'TooManyProviderTokenUpdates');
    });

    it('are counted one by one', async () => {
      assert.equal(await answerTo(tokenOf(gateway.issueKey())), '200');
      assert.equal(await answerTo(tokenOf(gateway.issueKey())), '200');
    });

    it('are counted per connection, or per source address when the setting says so', async () => {
      for (const [per, expected] of [
        ['connection', '200'],
        ['address', 'TooManyProviderTokenUpdates'],
      ] as const) {
        await restart({ providerTokenIntervalPer: per });
        const key = gateway.issueKey();
        assert.equal(await answerTo(tokenOf(key)), '200');
        const other = new TestProvider(gateway);
        assert.equal(await answerTo(tokenOf(key, 1), other), expected);
        other.close();
      }
    });

    it('are not counted when the setting is 0', async () => {
      await restart({ providerTokenIntervalMs: 0 });
      const key = gateway.issueKey();
      assert.equal(await answerTo(tokenOf(key)), '200');
      assert.equal(await answerTo(tokenOf(key, 1)), '200');
    });
  });

  describe('whose token expires', () => {
    it('leave a connection that refuses a fresh token, and a new connection takes it', async () => {
      const key = gateway.issueKey();
      const old = tokenOf(key);
      assert.equal(await answerTo(old), '200');
      clock.aheadMs = 61 * MINUTE_MS;
      assert.equal(await answerTo(old), 'ExpiredProviderToken');
      const fresh = tokenOf(key, 61);
      assert.equal(await answerTo(fresh), 'ExpiredProviderToken');
      const other = new TestProvider(gateway);
      assert.equal(await answerTo(fresh, other), '200');
      other.close();
    });

    it('can leave the connection as it was', async () => {
      await restart({ wedgedAfterExpiry: false });
      const key = gateway.issueKey();
      assert.equal(await answerTo(tokenOf(key, -61)), 'ExpiredProviderToken');
      assert.equal(await answerTo(tokenOf(key)), '200');
    });
  });
});
