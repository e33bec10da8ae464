import { strict as assert } from 'node:assert';
import { startCallServer } from './index.ts';
import { ADA, type Bench, CREDENTIAL, startBench, TOKENS } from './test-support.ts';

describe('the pushes of the call server', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  for (const { credential, token, channel } of [
    { credential: true, token: true, channel: 'voip' },
    { credential: true, token: false, channel: 'alert' },
    { credential: false, token: true, channel: 'alert' },
    { credential: false, token: false, channel: 'alert' },
  ]) {
    it(`rings by ${channel} push with VoIP credential: ${credential}, VoIP token: ${token}`, async () => {
      await bench.register('bob', 'phone', token ? TOKENS : { ...TOKENS, voipToken: null });
      bench.server.setCredentials({ alert: true, voip: credential });
      const call = await bench.server.dial({ from: ADA, to: 'bob' });
      assert.deepEqual(call.legs[0]?.push, { channel, status: 200, reason: null, id: 'a-push-id' });
      assert.deepEqual(
        bench.gateway.seen.map(({ headers }) => headers['apns-push-type']),
        [channel],
      );
    });
  }

  it('sends a VoIP push that is not stored and shows nothing by itself', async () => {
    await bench.register('bob', 'phone');
    const call = await bench.server.dial({ from: ADA, to: 'bob', video: true });
    const [push] = bench.gateway.seen;
    assert.equal(push?.headers[':path'], `/3/device/${TOKENS.voipToken}`);
    assert.equal(push?.headers['apns-topic'], 'com.example.calls.voip');
    assert.equal(push?.headers['apns-priority'], '10');
    assert.equal(push?.headers['apns-expiration'], '0');
    assert.equal(push?.headers['apns-collapse-id'], undefined);
    assert.match(push?.headers.authorization ?? '', /^bearer /);
    assert.deepEqual(push?.payload, { aps: {}, call: { id: call.id, from: ADA, video: true, state: 'ringing' } });
  });

  it('sends an alert push that rings, replaces itself and goes stale with the ring', async () => {
    await bench.register('bob', 'phone', { ...TOKENS, voipToken: null });
    const call = await bench.server.dial({ from: ADA, to: 'bob', video: true });
    const [push] = bench.gateway.seen;
    assert.equal(push?.headers[':path'], `/3/device/${TOKENS.alertToken}`);
    assert.equal(push?.headers['apns-topic'], 'com.example.calls');
    assert.equal(push?.headers['apns-collapse-id'], call.id);
    const ringsFor = Number(push?.headers['apns-expiration']) - call.dialedAt / 1000;
    assert.ok(ringsFor > 44 && ringsFor < 46, `rings for ${ringsFor} s`);
    assert.deepEqual(push?.payload, {
      aps: {
        alert: { title: 'Ada', body: 'Incoming video call' },
        sound: 'ringtone.caf',
        category: 'INCOMING_CALL',
        'mutable-content': 1,
      },
      call: { id: call.id, from: ADA, video: true, state: 'ringing' },
    });
  });

  it('takes an alert away by a background push when the caller cancels', async () => {
    await bench.register('bob', 'phone', { ...TOKENS, voipToken: null });
    const call = await bench.server.dial({ from: ADA, to: 'bob' });
    await bench.server.cancel(call.id);
    const cancel = bench.gateway.seen[1];
    assert.equal(cancel?.headers['apns-push-type'], 'background');
    assert.equal(cancel?.headers['apns-priority'], '5');
    assert.equal(cancel?.headers['apns-topic'], 'com.example.calls');
    assert.deepEqual(cancel?.payload, { aps: { 'content-available': 1 }, cancelled: call.id });
  });

  it('takes an alert away even when the caller cancels while it is on its way', async () => {
    await bench.register('bob', 'phone', { ...TOKENS, voipToken: null });
    let cancelled: Promise<unknown> = Promise.resolve();
    bench.gateway.answer = () => {
      const [call] = bench.server.calls();
      if (call?.state === 'ringing') cancelled = bench.server.cancel(call.id);
      return { status: 200 };
    };
    await bench.server.dial({ from: ADA, to: 'bob' });
    await cancelled;
    assert.deepEqual(
      bench.gateway.seen.map(({ headers }) => headers['apns-push-type']),
      ['alert', 'background'],
    );
  });

  it('never cancels by a VoIP push', async () => {
    await bench.register('bob', 'phone');
    const call = await bench.server.dial({ from: ADA, to: 'bob' });
    await bench.server.cancel(call.id);
    assert.equal(bench.gateway.seen.length, 1);
  });

  it('lets the ring run out on the testbed clock', async () => {
    await bench.register('bob', 'phone', { ...TOKENS, voipToken: null });
    const call = await bench.server.dial({ from: ADA, to: 'bob' });
    await bench.clock.elapse(44_000);
    assert.equal(bench.server.call(call.id)?.state, 'ringing');
    await bench.clock.elapse(1_100);
    assert.deepEqual(bench.told('call.ended'), [{ call: call.id, reason: 'unanswered', by: 'ring-limit' }]);
    assert.equal(bench.gateway.seen.length, 2);
  });

  it('says why it sent nothing', async () => {
    await bench.register('bob', 'phone', { alertToken: null, voipToken: null });
    const call = await bench.server.dial({ from: ADA, to: 'bob' });
    const why = 'no VoIP token from the device; no alert token from the device';
    assert.deepEqual(bench.told('push.skipped'), [{ call: call.id, device: 'phone', why }]);
    assert.equal(call.legs[0]?.push, null);
  });

  for (const { status, reason } of [
    { status: 410, reason: 'Unregistered' },
    { status: 400, reason: 'BadDeviceToken' },
  ]) {
    it(`drops a token that is answered ${status} ${reason}, and only that one`, async () => {
      await bench.register('bob', 'phone');
      bench.gateway.answer = () => ({ status, reason });
      const call = await bench.server.dial({ from: ADA, to: 'bob' });
      assert.equal(call.legs[0]?.push?.reason, reason);
      assert.equal(bench.server.device('bob')?.voipToken, null);
      assert.equal(bench.server.device('bob')?.alertToken, TOKENS.alertToken);
    });
  }

  it('keeps a token that was given anew while the refusal was on its way', async () => {
    await bench.register('bob', 'phone');
    bench.gateway.answer = async () => {
      await bench.register('bob', 'phone', { ...TOKENS, voipToken: 'c3'.repeat(32) });
      return { status: 410, reason: 'Unregistered' };
    };
    await bench.server.dial({ from: ADA, to: 'bob' });
    assert.equal(bench.server.device('bob')?.voipToken, 'c3'.repeat(32));
  });

  it('holds one connection per credential', async () => {
    await bench.register('bob', 'phone');
    await bench.register('eve', 'old-phone', { ...TOKENS, voipToken: null });
    for (const to of ['bob', 'eve', 'bob', 'eve']) await bench.server.dial({ from: ADA, to });
    assert.equal(bench.gateway.connections(), 2);
  });

  it('pushes a call that it does not know', async () => {
    await bench.register('bob', 'phone');
    const { id, pushes } = await bench.server.pushUnknownCall({ from: ADA, to: 'bob' });
    assert.equal(pushes[0]?.status, 200);
    assert.equal(bench.server.call(id), undefined);
  });

  it('pushes any payload to the VoIP token, stored for as long as it is told', async () => {
    await bench.register('bob', 'phone');
    await bench.register('bob', 'old-phone', { ...TOKENS, voipToken: null });
    const pushes = await bench.server.pushPayload('bob', { cancelled: 17 });
    await bench.server.pushPayload('bob', { aps: {} }, 60_000);
    assert.deepEqual(
      pushes.map(({ channel, status }) => [channel, status]),
      [['voip', 200]],
    );
    const [first, second] = bench.gateway.seen;
    assert.deepEqual([first?.payload, first?.headers['apns-expiration']], [{ cancelled: 17 }, '0']);
    assert.deepEqual([second?.payload, Number(second?.headers['apns-expiration']) > 0], [{ aps: {} }, true]);
  });

  it('withholds a token and a credential until reset', async () => {
    await bench.register('bob', 'phone');
    bench.server.withholdToken('bob', 'alert');
    bench.server.setCredentials({ alert: true, voip: false });
    const silent = await bench.server.dial({ from: ADA, to: 'bob' });
    await bench.server.reset();
    const rung = await bench.server.dial({ from: ADA, to: 'bob' });
    assert.deepEqual([silent.legs[0]?.push, rung.legs[0]?.push?.channel], [null, 'voip']);
    assert.deepEqual(bench.server.calls(), [rung]);
  });

  it('writes down a gateway that cannot be reached, and lives on', async () => {
    await bench.register('bob', 'phone');
    await bench.gateway.close();
    const call = await bench.server.dial({ from: ADA, to: 'bob' });
    assert.equal(call.state, 'ringing');
    assert.equal(call.legs[0]?.push?.status, null);
    assert.match(call.legs[0]?.push?.reason ?? '', /ECONNREFUSED/);
  });

  it('does not trust a gateway whose certificate is from elsewhere', async () => {
    const stranger = await startBench({ ca: bench.gateway.ca });
    await stranger.register('bob', 'phone');
    const call = await stranger.server.dial({ from: ADA, to: 'bob' });
    assert.match(call.legs[0]?.push?.reason ?? '', /certificate/);
    assert.equal(stranger.gateway.seen.length, 0);
    await stranger.close();
  });

  it('writes neither tokens nor keys to the journal', async () => {
    await bench.register('bob', 'phone');
    bench.gateway.answer = () => ({ status: 410, reason: 'Unregistered' });
    await bench.server.dial({ from: ADA, to: 'bob' });
    const journal = JSON.stringify(bench.journal.events());
    for (const secret of [TOKENS.alertToken, TOKENS.voipToken, 'PRIVATE KEY', 'bearer']) {
      assert.equal(journal.includes(secret), false);
    }
  });

  it('refuses the name of a key file where the key belongs', async () => {
    const { clock, journal, gateway } = bench;
    const credentials = { voip: { ...CREDENTIAL, key: 'AuthKey_KEYKEYKEY1.p8' } };
    const apns = {
      address: 'localhost',
      port: gateway.port,
      ca: gateway.ca,
      bundleId: 'com.example.calls',
      credentials,
    };
    await assert.rejects(startCallServer({ clock, journal, apns }), /Pass the text of the file, not its name/);
  });
});
