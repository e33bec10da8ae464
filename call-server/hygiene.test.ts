/** What the server does about pushes, tokens, credentials and devices that let it down. */

import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../clock/index.ts';
import { startGateway } from '../mock-apns/index.ts';
import { startCallServer } from './index.ts';
import { ADA, type Bench, CREDENTIAL, startBench, TOKENS } from './test-support.ts';

describe('a call server with fallback', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench({}, { fallback: true });
    await bench.register('bob', 'phone');
  });
  afterEach(() => bench.close());

  /** A call that rings for so long. */
  async function ring(ms: number): Promise<string | undefined> {
    const { id, legs } = await bench.server.dial({ from: ADA, to: 'bob' });
    await bench.clock.elapse(ms);
    await bench.server.cancel(id);
    return legs[0]?.push?.channel;
  }

  it('rings by an ordinary push when the VoIP push is refused', async () => {
    bench.gateway.answer = ({ headers }) =>
      headers['apns-push-type'] === 'voip' ? { status: 403, reason: 'InvalidProviderToken' } : { status: 200 };
    const call = await bench.server.dial({ from: ADA, to: 'bob' });
    assert.deepEqual([call.legs[0]?.push?.channel, call.legs[0]?.push?.status], ['alert', 200]);
    const why = 'the VoIP push was not taken: InvalidProviderToken';
    assert.deepEqual(bench.told('push.fallback'), [{ call: call.id, device: 'phone', why }]);
  });

  it('rings by ordinary pushes for a day when the app was silent to three calls', async () => {
    for (const expected of ['voip', 'voip', 'voip', 'alert', 'alert']) assert.equal(await ring(11_000), expected);
    await bench.clock.elapse(25 * 60 * 60_000);
    assert.deepEqual([await ring(11_000), await ring(11_000)], ['voip', 'alert'], 'one try, and still silent');
  });

  it('suspects nobody for calls that were given up at once, nor after a new VoIP token', async () => {
    for (let turn = 0; turn < 5; turn += 1) assert.equal(await ring(1_000), 'voip');
    for (let turn = 0; turn < 3; turn += 1) await ring(11_000);
    await bench.register('bob', 'phone', { ...TOKENS, voipToken: 'c3' });
    assert.equal(await ring(11_000), 'voip');
  });
});

describe('a call server', () => {
  it('drops a dead token under every user of the phone, and not in the other environment', async () => {
    const bench = await startBench();
    await bench.register('bob', 'phone');
    await bench.register('eve', 'phone');
    const body = { bundleId: 'com.example.calls', environment: 'production', ...TOKENS };
    const headers = { 'content-type': 'application/json' };
    const url = '/users/joe/devices/phone';
    await bench.server.inject({ method: 'PUT', url, headers, body: JSON.stringify(body) });
    bench.gateway.answer = () => ({ status: 410, reason: 'Unregistered' });
    await bench.server.dial({ from: ADA, to: 'bob' });
    const voip = ['bob', 'eve', 'joe'].map((user) => bench.server.device(user)?.voipToken);
    assert.deepEqual(voip, [null, null, TOKENS.voipToken]);
    assert.equal(bench.told('token.dropped').length, 2);
    await bench.close();
  });

  it('pushes to the gateway of the environment that a device registered for', async () => {
    const other = await startBench();
    const { port, ca } = other.gateway;
    const bench = await startBench({ production: { address: 'localhost', port, ca } });
    const body = { bundleId: 'com.example.calls', environment: 'production', ...TOKENS };
    const headers = { 'content-type': 'application/json' };
    await bench.server.inject({ method: 'PUT', url: '/users/bob/devices/phone', headers, body: JSON.stringify(body) });
    await bench.register('eve', 'phone');
    await bench.server.dial({ from: ADA, to: 'bob' });
    await bench.server.dial({ from: ADA, to: 'eve' });
    assert.deepEqual([other.gateway.seen.length, bench.gateway.seen.length], [1, 1]);
    await bench.close();
    await other.close();
  });

  it('refuses a certificate that is a file name', async () => {
    const certificate = { certificate: 'voip.pem', key: 'voip.pem' };
    await assert.rejects(startBench({ credentials: { voip: certificate } }), /Pass the text of the files/);
  });

  it('keeps the old credential when the new one is none', async () => {
    const bench = await startBench();
    await bench.register('bob', 'phone');
    assert.throws(() => bench.server.replaceCredential('voip', { ...CREDENTIAL, keyId: 'short' }), /ten capital/);
    assert.equal((await bench.server.dial({ from: ADA, to: 'bob' })).legs[0]?.push?.status, 200);
    await bench.close();
  });

  it('pushes with an ordinary certificate and one of VoIP Services', async () => {
    const bundleId = 'com.example.calls';
    const clock = new TestbedClock();
    const gateway = await startGateway({ clock, journal: new Journal(clock) });
    const { host: address, port, certificateAuthority: ca } = gateway;
    const alert = await gateway.issueCertificate({ bundleId, kinds: ['app'] });
    const voip = await gateway.issueCertificate({ bundleId, kinds: ['voip'] });
    const apns = { address, port, ca, bundleId, credentials: { alert, voip } };
    const server = await startCallServer({ clock, journal: new Journal(clock), apns });
    const device = gateway.device('phone');
    const tokens = {
      alertToken: await device.register(bundleId),
      voipToken: await device.register(`${bundleId}.voip`),
    };
    const headers = { 'content-type': 'application/json' };
    for (const [user, given] of [
      ['bob', tokens],
      ['eve', { ...tokens, voipToken: null }],
    ] as const) {
      const body = JSON.stringify({ bundleId, environment: 'sandbox', ...given });
      await server.inject({ method: 'PUT', url: `/users/${user}/devices/phone`, headers, body });
      const { legs } = await server.dial({ from: ADA, to: user });
      assert.deepEqual([legs[0]?.push?.status, legs[0]?.push?.reason], [200, null], user);
    }
    await server.close();
    await gateway.close();
    clock.close();
  });
});
