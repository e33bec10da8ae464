import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { startGateway } from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';

const VOIP = 'com.example.phone.voip';

/** As another process of the gateway has it. */
class ClockBehind extends TestbedClock {
  behindMs = 0;

  override now(): number {
    return super.now() - this.behindMs;
  }
}

describe('A dead device token', () => {
  it('is refused at once, also by a clock that is behind the one that saw it die', async () => {
    const clock = new ClockBehind();
    const gateway = await startGateway({ clock, journal: new Journal(clock) });
    const provider = new TestProvider(gateway);
    const phone = gateway.device('phone-1');
    const token = await phone.register(VOIP);
    const authorization = `bearer ${providerToken(gateway.issueKey())}`;
    const push = { path: `/3/device/${token}`, headers: { authorization, 'apns-topic': VOIP }, body: '{}' };
    phone.invalidate(VOIP);
    clock.behindMs = 60_000;
    const { status, body } = await provider.send(push);
    assert.deepEqual([status, body?.reason], [410, 'Unregistered']);
    provider.close();
    await gateway.close();
    clock.close();
  });
});
