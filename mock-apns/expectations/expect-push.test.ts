import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, makeCertificates, startGateway } from '../index.ts';
import { TestProvider } from '../testing/provider.ts';
import { pushWith, type Stage, setStage, VOIP } from '../testing/refusals.ts';

const ID = '0F3A11C2-9D5E-4C61-8A77-3F2D6F1B9E04';

describe('an expected push', () => {
  const clock = new TestbedClock();
  const certificates = makeCertificates();
  let journal: Journal;
  let gateway: Gateway;
  let stage: Stage;
  let provider: TestProvider;

  beforeEach(async () => {
    journal = new Journal(clock);
    gateway = await startGateway({ clock, journal, certificates: await certificates });
    stage = await setStage(gateway);
    provider = new TestProvider(gateway);
  });
  afterEach(async () => {
    provider.close();
    await gateway.close();
  });
  after(() => clock.close());

  const call = (id: string) => ({ body: JSON.stringify({ aps: {}, call: { id, video: false } }) });

  it('is found among those that came', async () => {
    await provider.send(pushWith(stage, call('1')));
    await provider.send(pushWith(stage, call('2')));
    const push = await gateway.expectPush({ device: 'phone-1', topic: VOIP, payload: { call: { id: '2' } } });
    assert.deepEqual(push.data.payload, { aps: {}, call: { id: '2', video: false } });
  });

  it('is waited for', async () => {
    const expected = gateway.expectPush({ pushType: 'voip', payload: { call: { id: '1' } } });
    await provider.send(pushWith(stage, call('1')));
    assert.equal((await expected).kind, 'push.accepted');
  });

  it('can be one that is refused', async () => {
    const expected = gateway.expectPush({ answer: 'BadPriority' });
    await provider.send(pushWith(stage, call('1')));
    await provider.send(pushWith(stage, { headers: { 'apns-priority': '7' } }));
    assert.equal((await expected).data.reason, 'BadPriority');
  });

  it('is explained by the nearest one when it does not come', async () => {
    await provider.send(pushWith(stage, { headers: { 'apns-priority': '7' } }));
    await provider.send(pushWith(stage, { headers: { 'apns-id': ID }, ...call('1') }));
    await assert.rejects(
      gateway.expectPush({ topic: VOIP, priority: 10, payload: { call: { id: '2' } } }, { withinMs: 1 }),
      {
        message:
          `No push as expected came within 1 ms: a push that is accepted, with topic "${VOIP}", priority 10, ` +
          `payload {"call":{"id":"2"}}. The nearest of 2 pushes ("${ID}") misses it by: priority is null, expected 10; ` +
          'payload.call.id is "1", expected "2".',
      },
    );
  });

  it('is missed in words when there was none at all, or only before', async () => {
    await assert.rejects(gateway.expectPush({}, { withinMs: 1 }), /accepted\. The gateway had no push at all: look/);
    await provider.send(pushWith(stage, call('1')));
    await assert.rejects(gateway.expectPush({}, { withinMs: 1, after: journal.position }), /had no push at all/);
  });

  it('is not one of the other world', async () => {
    const production = await startGateway({
      clock,
      journal,
      environment: 'production',
      certificates: await certificates,
    });
    await provider.send(pushWith(stage, call('1')));
    await assert.rejects(production.expectPush({}, { withinMs: 1 }), /had no push at all/);
    await production.close();
  });
});
