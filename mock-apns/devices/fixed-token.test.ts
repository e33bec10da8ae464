import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, startGateway } from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';

describe('A device token that is given', () => {
  const TOPIC = 'com.example.app';
  const TOKEN = 'c0ffee'.repeat(10);
  let clock: TestbedClock;
  let gateway: Gateway;

  beforeEach(async () => {
    clock = new TestbedClock();
    gateway = await startGateway({ clock, journal: new Journal(clock) });
  });
  afterEach(async () => {
    await gateway.close();
    clock.close();
  });

  it('is the one that pushes go to, in either case', async () => {
    const phone = gateway.device('phone');
    assert.equal(await phone.register(TOPIC, { token: TOKEN.toUpperCase() }), TOKEN);
    assert.equal(await phone.register(TOPIC), TOKEN);
    assert.equal(await phone.register(TOPIC, { token: TOKEN }), TOKEN);
    const provider = new TestProvider(gateway);
    const headers = { authorization: `bearer ${providerToken(gateway.issueKey())}`, 'apns-topic': TOPIC };
    const push = { path: `/3/device/${TOKEN}`, headers: { ...headers, 'apns-push-type': 'alert' } };
    assert.equal((await provider.send({ ...push, body: '{"aps":{"alert":"x"}}' })).status, 200);
    provider.close();
  });

  const REFUSALS: readonly (readonly [told: string, token: string, why: RegExp])[] = [
    ['that is not hex', 'c0ffee x', /: it has ' ' at place 7; expected hex digits alone\.$/],
    ['of half a byte too much', `${TOKEN}0`, /: it has 61 hex digits; expected an even number, two for each byte\.$/],
    ['that is empty', '', /: it has 0 hex digits; expected 16 to 2048, commonly 64\.$/],
    ['that is too long', 'ab'.repeat(1025), /: it has 2050 hex digits; expected 16 to 2048, commonly 64\.$/],
    ['that another device has', 'ab'.repeat(32), /: device other has it for the topic 'com\.example\.app'\. Give each/],
  ];
  for (const [told, token, why] of REFUSALS) {
    it(`is refused when it is one ${told}`, async () => {
      await gateway.device('other').register(TOPIC, { token: 'AB'.repeat(32) });
      await assert.rejects(gateway.device('phone').register(TOPIC, { token }), why);
    });
  }

  it('is refused for a topic that has another, until that is dead', async () => {
    const phone = gateway.device('phone');
    await phone.register(TOPIC);
    await assert.rejects(phone.register(TOPIC, { token: TOKEN }), /has [0-9a-f]{8}… already\. Invalidate that first/);
    phone.invalidate(TOPIC);
    assert.equal(await phone.register(TOPIC, { token: TOKEN }), TOKEN);
  });
});
