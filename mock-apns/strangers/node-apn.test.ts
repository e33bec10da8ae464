/** @parse/node-apn, which the call server pushes with, too. It tries a push three times more after some refusals. */

import { strict as assert } from 'node:assert';
import apn from '@parse/node-apn';
import { type Gateway, makeCertificates, type ProviderCertificate, type ProviderKey, type Reason } from '../index.ts';
import { APP, PAYLOAD, Stage, type Stranger, TOPIC, tellStories } from './stories.ts';

function call(): apn.Notification {
  const notification = new apn.Notification();
  notification.topic = TOPIC;
  notification.pushType = 'voip';
  notification.expiry = 0;
  notification.rawPayload = PAYLOAD;
  return notification;
}

function provider(gateway: Gateway, own: Pick<apn.ProviderOptions, 'token' | 'cert' | 'key'>): apn.Provider {
  const { host: address, port, certificateAuthority } = gateway;
  return new apn.Provider({ ...own, production: false, address, port, ca: [certificateAuthority] });
}

const withKey = (gateway: Gateway, { key, keyId, teamId }: ProviderKey) =>
  provider(gateway, { token: { key, keyId, teamId } });

const withCertificate = (gateway: Gateway, { certificate: cert, key }: ProviderCertificate) =>
  provider(gateway, { cert, key });

function stranger(client: apn.Provider): Stranger {
  return {
    send: async ({ token, payload }) => {
      const notification = call();
      notification.rawPayload = payload;
      const { failed } = await client.send(notification, token);
      if (failed[0] === undefined) return { status: 200 };
      const { status = 0, response, error } = failed[0];
      const timestamp = response?.timestamp === undefined ? undefined : Number(response.timestamp);
      return { status, reason: response?.reason ?? error?.message, timestamp };
    },
    close: async () => client.shutdown(),
  };
}

/** It tries these once and three times more at once; `ExpiredProviderToken` with a new token each time. */
const TRIED_AGAIN: readonly Reason[] = [
  'ExpiredProviderToken',
  'TooManyProviderTokenUpdates',
  'TooManyRequests',
  'InternalServerError',
  'ServiceUnavailable',
];

describe('node-apn at the gateway', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.close());

  tellStories(
    {
      withKey: (gateway, key) => stranger(withKey(gateway, key)),
      withCertificate: (gateway, own) => stranger(withCertificate(gateway, own)),
      attempts: (reason) => (TRIED_AGAIN.includes(reason) ? 4 : 1),
      tellsTimestamp: true,
      keepsConnection: true,
      instead: { InternalServerError: 'Error 500, stream ended unexpectedly' },
    },
    () => stage,
  );

  it('is given the id of its push, and of five sent together no one is refused', async () => {
    const { gateway, key, token, clock, journal, arrived } = stage;
    const client = withKey(gateway, key);
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.send(call(), token)));
    await clock.quiet();
    await client.shutdown();
    assert.deepEqual(
      answers.flatMap(({ failed }) => failed),
      [],
    );
    const ids = journal.events({ kind: 'push.accepted' }).map(({ data }) => data.id);
    assert.deepEqual(
      new Set(answers.flatMap(({ sent }) => sent.map((answer): unknown => Object(answer)['apns-id']))),
      new Set(ids),
    );
    assert.deepEqual(
      arrived.map(({ id, priority }) => [id, priority]),
      ids.map((id) => [id, 10]),
    );
  });

  it('needs no topic with a certificate for VoIP alone', async () => {
    const { gateway, token, clock, arrived } = stage;
    const client = withCertificate(gateway, await gateway.issueCertificate({ bundleId: APP, kinds: ['voip'] }));
    const withoutTopic = call();
    withoutTopic.topic = '';
    const { failed } = await client.send(withoutTopic, token);
    await clock.quiet();
    await client.shutdown();
    assert.deepEqual(failed, []);
    assert.equal(arrived[0]?.topic, TOPIC);
  });

  it('pushes nothing while it trusts another authority', async () => {
    const { gateway, key, token, journal } = stage;
    const { certificateAuthority } = await makeCertificates();
    const client = withKey({ ...gateway, certificateAuthority }, key);
    const { failed } = await client.send(call(), token);
    await client.shutdown();
    assert.equal(failed.length, 1);
    assert.equal(journal.events({ kind: 'push.accepted' }).length, 0);
  });
});
