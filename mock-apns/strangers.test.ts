/** Clients that we did not write judge the gateway. */

import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import apn from '@parse/node-apn';
import { Journal, TestbedClock } from '../clock/index.ts';
import { type CourierPush, type Gateway, type ProviderKey, startGateway } from './index.ts';
import { providerToken, TestProvider } from './testing/provider.ts';

const APP = 'com.example.phone';
const TOPIC = `${APP}.voip`;
const PAYLOAD = { aps: {}, call: { id: '2f1b7c9e-58c2-4a6e-9a53-0d9a4c1c7f10' } };

function call(): apn.Notification {
  const notification = new apn.Notification();
  notification.topic = TOPIC;
  notification.pushType = 'voip';
  notification.expiry = 0;
  notification.rawPayload = PAYLOAD;
  return notification;
}

describe('strangers at the gateway', () => {
  const clock = new TestbedClock();
  let journal: Journal;
  let gateway: Gateway;
  let key: ProviderKey;
  let token: string;
  let arrived: CourierPush[];

  beforeEach(async () => {
    journal = new Journal(clock);
    gateway = await startGateway({ clock, journal });
    key = gateway.issueKey({ topics: [TOPIC] });
    token = await gateway.device('phone-1').register(TOPIC);
    arrived = [];
    gateway.device('phone-1').connect(async (push) => {
      arrived.push(push);
    });
  });
  afterEach(() => gateway.close());
  after(() => clock.close());

  function nodeApn(ca: string): apn.Provider {
    return new apn.Provider({
      token: { key: key.key, keyId: key.keyId, teamId: key.teamId },
      address: gateway.host,
      port: gateway.port,
      ca: [ca],
    });
  }

  it('carries a VoIP push of node-apn to the phone', async () => {
    const provider = nodeApn(gateway.certificateAuthority);
    const { sent, failed } = await provider.send(call(), token);
    await clock.quiet();
    await provider.shutdown();
    assert.deepEqual(failed, []);
    const [accepted] = journal.events({ kind: 'push.accepted' });
    assert.deepEqual(
      sent.map((answer) => [answer.device, Object(answer)['apns-id']]),
      [[token, accepted?.data.id]],
    );
    assert.deepEqual(arrived, [
      { id: accepted?.data.id, topic: TOPIC, pushType: 'voip', priority: 10, payload: PAYLOAD },
    ]);
  });

  it('serves the first pushes of node-apn when they are sent together', async () => {
    const provider = nodeApn(gateway.certificateAuthority);
    const answers = await Promise.all(Array.from({ length: 5 }, () => provider.send(call(), token)));
    await clock.quiet();
    await provider.shutdown();
    assert.deepEqual(
      answers.flatMap(({ failed }) => failed),
      [],
    );
    assert.equal(arrived.length, 5);
  });

  it('carries a VoIP push of node-apn with a certificate, which needs no topic for a VoIP Services one', async () => {
    const { certificate, key: privateKey } = await gateway.issueCertificate({ bundleId: APP, kinds: ['voip'] });
    const provider = new apn.Provider({
      cert: certificate,
      key: privateKey,
      production: false,
      address: gateway.host,
      port: gateway.port,
      ca: [gateway.certificateAuthority],
    });
    const withoutTopic = call();
    withoutTopic.topic = '';
    const answers = [await provider.send(call(), token), await provider.send(withoutTopic, token)];
    await clock.quiet();
    await provider.shutdown();
    assert.deepEqual(
      answers.flatMap(({ failed }) => failed),
      [],
    );
    assert.deepEqual(
      arrived.map(({ topic }) => topic),
      [TOPIC, TOPIC],
    );
  });

  it('tells node-apn why it refuses, with the time from which a token is dead', async () => {
    const provider = nodeApn(gateway.certificateAuthority);
    const dead = token;
    const before = clock.now();
    await gateway.device('phone-1').rotate(TOPIC);
    const { failed } = await provider.send(call(), dead);
    await provider.shutdown();
    assert.equal(failed.length, 1);
    assert.equal(failed[0]?.status, 410);
    assert.equal(failed[0]?.response?.reason, 'Unregistered');
    const timestamp = Number(Object(failed[0]?.response).timestamp);
    assert.ok(timestamp >= before && timestamp <= clock.now());
  });

  it('gets no push from node-apn that trusts another authority', async () => {
    const other = await startGateway({ clock, journal: new Journal(clock) });
    const provider = nodeApn(other.certificateAuthority);
    const { failed } = await provider.send(call(), token);
    await provider.shutdown();
    await other.close();
    assert.equal(failed.length, 1);
    assert.equal(journal.events({ kind: 'push.accepted' }).length, 0);
  });

  it('serves a client that speaks HTTP/2 without ALPN', async () => {
    const provider = new TestProvider(gateway, { alpn: false });
    const answer = await provider.send({
      path: `/3/device/${token}`,
      headers: { authorization: `bearer ${providerToken(key)}`, 'apns-topic': TOPIC },
      body: JSON.stringify(PAYLOAD),
    });
    provider.close();
    assert.equal(answer.status, 200);
    assert.equal(journal.events({ kind: 'connection.opened' })[0]?.data.alpn, null);
  });

  it('serves curl', async function () {
    const version = spawnSync('curl', ['--version'], { encoding: 'utf8' });
    if (version.error !== undefined || !version.stdout.includes('HTTP2')) this.skip();
    const folder = await mkdtemp(join(tmpdir(), 'ringproof-'));
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, gateway.certificateAuthority);
    const headers = [`authorization: bearer ${providerToken(key, { encoding: 'der' })}`, `apns-topic: ${TOPIC}`];
    const curl = spawn('curl', [
      '--silent',
      '--include',
      '--http2',
      '--cacert',
      authority,
      ...headers.flatMap((header) => ['--header', header]),
      '--data',
      JSON.stringify(PAYLOAD),
      `${gateway.url}/3/device/${token}`,
    ]);
    const output = await text(curl.stdout);
    await rm(folder, { recursive: true });
    assert.match(output, /^HTTP\/2 200 \r\napns-id: [0-9A-F-]{36}\r\napns-unique-id: [0-9a-f-]{36}\r\n\r\n$/);
  });
});
