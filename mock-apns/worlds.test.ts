import { strict as assert } from 'node:assert';
import { createServer } from 'node:net';
import { Journal, TestbedClock } from '../clock/index.ts';
import { type Gateway, type ProviderKey, startWorlds, type Worlds } from './index.ts';
import { providerToken, TestProvider } from './testing/provider.ts';

const APP = 'com.example.phone';

describe('the two worlds', () => {
  const clock = new TestbedClock();
  let journal: Journal;
  let worlds: Worlds;

  beforeEach(async () => {
    journal = new Journal(clock);
    worlds = await startWorlds({ clock, journal });
  });
  afterEach(() => worlds.close());
  after(() => clock.close());

  async function answer(gateway: Gateway, key: ProviderKey, token: string): Promise<string> {
    const provider = new TestProvider(gateway);
    const headers = { authorization: `bearer ${providerToken(key)}`, 'apns-topic': APP };
    const { status, body } = await provider.send({ path: `/3/device/${token}`, headers, body: '{}' });
    provider.close();
    return body?.reason ?? String(status);
  }

  it('have a port each, and one authority', () => {
    const { sandbox, production } = worlds;
    assert.notEqual(sandbox.port, production.port);
    assert.deepEqual([sandbox.environment, production.environment], ['sandbox', 'production']);
    assert.equal(sandbox.certificateAuthority, production.certificateAuthority);
  });

  it('each know only their own device tokens', async () => {
    const key = worlds.issueKey();
    const token = await worlds.sandbox.device('phone-1').register(APP);
    assert.equal(await answer(worlds.sandbox, key, token), '200');
    assert.equal(await answer(worlds.production, key, token), 'BadDeviceToken');
  });

  it('tell a key of the other world from an unknown one', async () => {
    const sandboxToken = await worlds.sandbox.device('phone-1').register(APP);
    const productionToken = await worlds.production.device('phone-1').register(APP);
    const forSandbox = worlds.issueKey({ environment: 'sandbox' });
    assert.equal(await answer(worlds.sandbox, forSandbox, sandboxToken), '200');
    assert.equal(await answer(worlds.production, forSandbox, productionToken), 'BadEnvironmentKeyInToken');
    const forProduction = worlds.production.issueKey();
    assert.equal(await answer(worlds.production, forProduction, productionToken), '200');
    assert.equal(await answer(worlds.sandbox, forProduction, sandboxToken), 'BadEnvironmentKeyInToken');
  });

  it('forget a revoked key together', async () => {
    const key = worlds.issueKey();
    worlds.revokeKey(key.keyId);
    for (const gateway of [worlds.sandbox, worlds.production]) {
      const token = await gateway.device('phone-1').register(APP);
      assert.equal(await answer(gateway, key, token), 'InvalidProviderToken');
    }
  });

  it('take a certificate for both', async () => {
    const certificate = await worlds.issueCertificate({ bundleId: APP });
    for (const gateway of [worlds.sandbox, worlds.production]) {
      const provider = new TestProvider(gateway, { certificate });
      const token = await gateway.device('phone-1').register(APP);
      const headers = { 'apns-topic': APP };
      assert.equal((await provider.send({ path: `/3/device/${token}`, headers, body: '{}' })).status, 200);
      provider.close();
    }
  });

  it('stay closed both when one port is taken, and say which', async () => {
    const other = createServer();
    await new Promise<void>((done) => {
      other.listen(0, '127.0.0.1', done);
    });
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const { port: free } = worlds.sandbox;
    await worlds.sandbox.close();
    const message =
      `The production gateway did not start: it cannot have port 127.0.0.1:${taken}, another program uses it. ` +
      'End that program, or give another port; 0 takes any free one.';
    const ports = { sandbox: free, production: taken };
    await assert.rejects(startWorlds({ clock, journal: new Journal(clock), ports }), { message });
    other.close();
    const again = await startWorlds({ clock, journal: new Journal(clock), ports: { sandbox: free } });
    assert.equal(again.sandbox.port, free);
    await again.close();
  });
});
