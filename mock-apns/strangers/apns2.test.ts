/**
 * apns2 for Node.js (AndrewBarba/apns2). It connects to port 443 of its host only, so its pool of connections is made
 * again, of the same class and with the same options, for the gateway's port and authority.
 */

import { strict as assert } from 'node:assert';
import { ApnsClient, ApnsError, Notification, PushType } from 'apns2';
import type { Gateway, ProviderKey } from '../index.ts';
import { PAYLOAD, Stage, type Stranger, TOPIC, tellStories } from './stories.ts';

async function apnsClient(gateway: Gateway, key: ProviderKey): Promise<ApnsClient> {
  const client = new ApnsClient({
    team: key.teamId,
    keyId: key.keyId,
    signingKey: key.key,
    defaultTopic: TOPIC,
    host: gateway.host,
  });
  await client.client.close(); // Never connected.
  const options = { connections: 32, pipelining: 1, allowH2: true, maxConcurrentStreams: 100 };
  const connect = { ca: gateway.certificateAuthority };
  const pool: unknown = Reflect.construct(client.client.constructor, [gateway.url, { ...options, connect }]);
  return Object.assign(client, { client: pool });
}

async function withKey(gateway: Gateway, key: ProviderKey): Promise<Stranger> {
  const client = await apnsClient(gateway, key);
  return {
    send: async ({ token, payload }) => {
      try {
        await client.send(new Notification(token, { type: PushType.voip, data: { ...payload } }));
        return { status: 200 };
      } catch (error) {
        if (!(error instanceof ApnsError)) throw error;
        return { status: error.statusCode, reason: error.reason, timestamp: error.timestamp };
      }
    },
    close: () => client.destroy(),
  };
}

describe('apns2 at the gateway', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.close());

  tellStories({ withKey, attempts: () => 1, tellsTimestamp: true, keepsConnection: true }, () => stage);

  it('carries many pushes at once', async () => {
    const client = await apnsClient(stage.gateway, stage.key);
    const notifications = Array.from(
      { length: 40 },
      () => new Notification(stage.token, { type: PushType.voip, data: PAYLOAD }),
    );
    const answers = await client.sendMany(notifications);
    await client.destroy();
    assert.deepEqual(
      answers.filter((answer) => 'error' in answer),
      [],
    );
  });
});
