/** @parse/node-apn at broadcast channels: it manages them over a connection of its own, and broadcasts over that of pushes. */

import { strict as assert } from 'node:assert';
import apn from '@parse/node-apn';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type CourierPush, type Gateway, type GatewaySettings, startGateway } from '../index.ts';

const APP = 'com.example.app';
const UNKNOWN = Buffer.from('no such channel').toString('base64');
const ID = '0F3A11C2-9D5E-4C61-8A77-3F2D6F1B9E04';

interface Told {
  readonly payload?: object;
  readonly channelId?: string;
  readonly pushType?: string;
  readonly expiry?: number;
}

function notification({ payload = {}, channelId, pushType, expiry }: Told = {}): apn.Notification {
  const made = new apn.Notification();
  made.payload = payload;
  made.requestId = ID;
  if (channelId !== undefined) made.channelId = channelId;
  if (pushType !== undefined) made.pushType = pushType as apn.NotificationPushType;
  if (expiry !== undefined) made.expiry = expiry;
  return made;
}

describe('node-apn at broadcast channels', () => {
  let clock: TestbedClock;
  let journal: Journal;
  let gateway: Gateway;
  let client: apn.Provider;

  const open = async (settings: Partial<GatewaySettings> = {}) => {
    gateway = await startGateway({ clock, journal, settings, broadcast: true });
    const { host: address, port, managePort, certificateAuthority } = gateway;
    const { key, keyId, teamId } = gateway.issueKey();
    client = new apn.Provider({
      token: { key, keyId, teamId },
      production: false,
      address,
      port,
      manageChannelsAddress: address,
      manageChannelsPort: managePort ?? 0,
      ca: [certificateAuthority],
    });
  };
  const shut = async () => {
    await client.shutdown();
    await gateway.close();
  };
  beforeEach(async () => {
    clock = new TestbedClock();
    journal = new Journal(clock);
    await open();
  });
  afterEach(async () => {
    await shut();
    clock.close();
  });

  const create = async (policy = 1): Promise<string> => {
    const wanted = notification({ payload: { 'message-storage-policy': policy } });
    const { sent, failed } = await client.manageChannels(wanted, APP, 'create');
    assert.deepEqual(failed, []);
    return String(sent[0]?.['apns-channel-id']);
  };
  const refusal = ({ failed }: Awaited<ReturnType<apn.Provider['broadcast']>>) => [
    failed[0]?.status,
    failed[0]?.response?.reason ?? failed[0]?.error?.message,
  ];

  it('makes, reads, lists and deletes them', async () => {
    const channelId = await create();
    const read = await client.manageChannels(notification({ channelId }), APP, 'read');
    assert.deepEqual(read, {
      sent: [{ bundleId: APP, 'apns-request-id': ID, 'message-storage-policy': 1, 'push-type': 'LiveActivity' }],
      failed: [],
    });
    const list = async () => (await client.manageChannels(notification(), APP, 'readAll')).sent[0]?.channels;
    assert.deepEqual(await list(), [channelId]);
    const deleted = await client.manageChannels(notification({ channelId }), APP, 'delete');
    assert.deepEqual(deleted, { sent: [{ bundleId: APP, 'apns-request-id': ID }], failed: [] });
    assert.deepEqual(await list(), []);
  });

  it('broadcasts to the phones that listen', async () => {
    const channelId = await create();
    const arrived: CourierPush[] = [];
    const phone = gateway.device('phone-1');
    phone.connect(async (push) => void arrived.push(push));
    phone.subscribe(APP, channelId);
    const message = notification({ payload: { score: 1 }, channelId, pushType: 'liveactivity', expiry: 0 });
    const { sent, failed } = await client.broadcast(message, APP);
    await clock.quiet();
    assert.deepEqual([sent, failed], [[{ bundleId: APP, 'apns-request-id': ID }], []]);
    assert.deepEqual(
      arrived.map(({ id, payload }) => [id, payload['score']]),
      [[ID, 1]],
    );
  });

  const REFUSED: readonly [reason: string, settings: Partial<GatewaySettings>, broadcast: Told][] = [
    ['MissingChannelId', {}, { pushType: 'liveactivity' }],
    ['BadChannelId', {}, { pushType: 'liveactivity', channelId: 'channel 1' }],
    ['ChannelNotRegistered', {}, { pushType: 'liveactivity', channelId: UNKNOWN }],
    ['MissingPushType', {}, { channelId: UNKNOWN }],
    ['InvalidPushType', {}, { pushType: 'alert', channelId: UNKNOWN }],
    ['FeatureNotEnabled', { broadcastApps: [] }, { pushType: 'liveactivity', channelId: UNKNOWN }],
  ];
  for (const [reason, settings, told] of REFUSED) {
    it(`is told ${reason} of a broadcast`, async () => {
      await shut();
      await open(settings);
      const message = notification({ payload: { score: 1 }, expiry: 0, ...told });
      assert.deepEqual(refusal(await client.broadcast(message, APP)), [400, reason]);
    });
  }

  it('is told BadExpirationDate where a channel stores nothing', async () => {
    const channelId = await create(0);
    const message = notification({ payload: { score: 1 }, channelId, pushType: 'liveactivity', expiry: 4_000_000_000 });
    assert.deepEqual(refusal(await client.broadcast(message, APP)), [400, 'BadExpirationDate']);
  });

  const NOT_MADE: readonly [reason: string, settings: Partial<GatewaySettings>, payload: object][] = [
    ['BadRequestParams', {}, { 'message-storage-policy': 2 }],
    ['InvalidPushType', {}, { 'message-storage-policy': 1, 'push-type': 'alert' }],
    ['CannotCreateChannelConfig', { channelLimit: 0 }, { 'message-storage-policy': 1 }],
  ];
  for (const [reason, settings, payload] of NOT_MADE) {
    it(`is told ${reason} of a channel to be made`, async () => {
      await shut();
      await open(settings);
      assert.deepEqual(refusal(await client.manageChannels(notification({ payload }), APP, 'create')), [400, reason]);
    });
  }

  it('is told TopicMismatch by status 403, and tries "Service Unavailable" three times more', async () => {
    const { key, keyId, teamId } = gateway.issueKey({ topics: ['com.example.other'] });
    const { host: address, port, managePort, certificateAuthority } = gateway;
    const ports = { address, port, manageChannelsAddress: address, manageChannelsPort: managePort ?? 0 };
    const other = new apn.Provider({ token: { key, keyId, teamId }, ...ports, ca: [certificateAuthority] });
    assert.deepEqual(refusal(await other.manageChannels(notification(), APP, 'readAll')), [403, 'TopicMismatch']);
    await other.shutdown();
    gateway.failNext({ reason: 'ServiceUnavailable', times: 4 });
    const { failed } = await client.manageChannels(notification(), APP, 'readAll');
    assert.equal(failed.length, 1);
    const told = journal.events({ kind: 'channel.rejected' }).map(({ data }) => data.reason);
    assert.deepEqual(told, ['TopicMismatch', ...Array.from({ length: 4 }, () => 'Service Unavailable')]);
  });
});
