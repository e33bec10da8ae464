import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../clock/index.ts';
import { type CourierPush, type Gateway, startGateway } from '../mock-apns/index.ts';
import { type CallServer, startCallServer } from './index.ts';
import { ADA } from './test-support.ts';

describe('the call server before the real gateway', () => {
  const bundleId = 'com.example.calls';
  let clock: TestbedClock;
  let journal: Journal;
  let gateway: Gateway;
  let server: CallServer;
  let arrived: CourierPush[];

  beforeEach(async () => {
    clock = new TestbedClock();
    journal = new Journal(clock);
    gateway = await startGateway({ clock, journal });
    const credentials = {
      alert: gateway.issueKey({ topics: [bundleId] }),
      voip: gateway.issueKey({ topics: [`${bundleId}.voip`] }),
    };
    const { host: address, port, certificateAuthority: ca } = gateway;
    server = await startCallServer({ clock, journal, apns: { address, port, ca, bundleId, credentials } });
    arrived = [];
    const phone = gateway.device('phone');
    const body = JSON.stringify({
      bundleId,
      environment: 'sandbox',
      alertToken: await phone.register(bundleId),
      voipToken: await phone.register(`${bundleId}.voip`),
    });
    const headers = { 'content-type': 'application/json' };
    await server.inject({ method: 'PUT', url: '/users/bob/devices/phone', headers, body });
    phone.connect(async (push) => {
      arrived.push(push);
    });
  });
  afterEach(async () => {
    await server.close();
    await gateway.close();
    clock.close();
  });

  it('rings a phone by VoIP push', async () => {
    const call = await server.dial({ from: ADA, to: 'bob' });
    await clock.quiet();
    assert.equal(call.legs[0]?.push?.status, 200);
    assert.deepEqual(
      arrived.map(({ id, topic, pushType, priority }) => ({ id, topic, pushType, priority })),
      [{ id: call.legs[0]?.push?.id, topic: `${bundleId}.voip`, pushType: 'voip', priority: 10 }],
    );
  });

  it('rings a phone by ordinary push, and takes the notification away when the ring runs out', async () => {
    server.withholdToken('bob', 'voip');
    const call = await server.dial({ from: ADA, to: 'bob' });
    await clock.elapse(46_000);
    assert.deepEqual(
      arrived.map(({ pushType, collapseId }) => [pushType, collapseId]),
      [
        ['alert', call.id],
        ['background', undefined],
      ],
    );
  });

  it('drops the token of an app that is gone', async () => {
    await gateway.device('phone').rotate(`${bundleId}.voip`);
    await server.dial({ from: ADA, to: 'bob' });
    assert.equal(server.device('bob')?.voipToken, null);
    assert.equal(journal.events({ kind: 'token.dropped' })[0]?.data.why, 'Unregistered');
  });

  it('outlives the gateway', async () => {
    await server.dial({ from: ADA, to: 'bob' });
    await gateway.close();
    await clock.quiet();
    const call = await server.dial({ from: ADA, to: 'bob' });
    assert.equal(call.legs[0]?.push?.status, null);
  });
});
