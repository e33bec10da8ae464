/**
 * Requests about broadcast channels, and to them, that draw a refusal; each told by what it differs in from a good one. For
 * the tests of the checks, and for the page that shows a request for each reason.
 */

import { strict as assert } from 'node:assert';
import type { BroadcastReason } from '../broadcast/reasons.ts';
import type { Gateway, GatewaySettings } from '../index.ts';
import { providerToken, secondsFromNow, type TestAnswer, TestProvider, type TestRequest } from './provider.ts';

export const APP = 'com.example.app';
export const CHANNELS = `/1/apps/${APP}/channels`;
export const SEND = `/4/broadcasts/apps/${APP}`;

/** What every channel here is made with, unless a case says otherwise. */
export const config = (policy: unknown = 1, pushType: unknown = 'LiveActivity') =>
  JSON.stringify({ 'message-storage-policy': policy, 'push-type': pushType });

/** A provider with a good token at both ports. */
export class Broadcaster {
  readonly authorization: string;
  readonly #pushes: TestProvider;
  readonly #manage: TestProvider;

  constructor(gateway: Gateway) {
    this.authorization = `bearer ${providerToken(gateway.issueKey())}`;
    this.#pushes = new TestProvider(gateway);
    this.#manage = new TestProvider({ ...gateway, url: String(gateway.manageUrl) });
  }

  /** To the port for channels. */
  manage(method: string, path: string, headers: TestRequest['headers'] = {}, body?: string): Promise<TestAnswer> {
    const all = { authorization: this.authorization, ...headers };
    return this.#manage.send({ method, path, headers: all, ...(body === undefined ? {} : { body }) });
  }

  /** Asks for the app's channels, with a token of its own. */
  list(token: string): Promise<TestAnswer> {
    return this.manage('GET', `/1/apps/${APP}/all-channels`, { authorization: `bearer ${token}` });
  }

  /** To the port for pushes. */
  send(request: TestRequest): Promise<TestAnswer> {
    return this.#pushes.send(request);
  }

  /** Makes a channel. @returns its id */
  async create(policy: 0 | 1 = 1, path = CHANNELS): Promise<string> {
    const { status, headers, body } = await this.manage('POST', path, {}, config(policy));
    assert.equal(status, 201, JSON.stringify(body));
    return String(headers['apns-channel-id']);
  }

  /** A good broadcast with other headers (undefined leaves one out), path or body. */
  broadcast(
    channelId: string,
    headers: Readonly<Record<string, string | string[] | undefined>> = {},
    { path = SEND, body = '{"aps":{"event":"update"}}', method = 'POST' }: Partial<TestRequest> = {},
  ): Promise<TestAnswer> {
    const all = {
      authorization: this.authorization,
      'apns-channel-id': channelId,
      'apns-push-type': 'liveactivity',
      'apns-priority': '10',
      'apns-expiration': '0',
      ...headers,
    };
    const sent = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return this.send({ method, path, headers: Object.fromEntries(sent), ...(method === 'GET' ? {} : { body }) });
  }

  close(): void {
    this.#pushes.close();
    this.#manage.close();
  }
}

export interface BroadcastCase {
  readonly reason: BroadcastReason;
  /** What the provider does; completes "Drawn by …". */
  readonly told: string;
  readonly settings?: Partial<GatewaySettings>;
  readonly draw: (provider: Broadcaster, gateway: Gateway) => Promise<TestAnswer>;
}

const UNKNOWN = Buffer.from('no such channel').toString('base64');
const byHeader = (
  reason: BroadcastReason,
  told: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): BroadcastCase => ({
  reason,
  told: `a broadcast with ${told}`,
  draw: async (provider) => provider.broadcast(await provider.create(), headers),
});
const byConfig = (reason: BroadcastReason, told: string, body: string): BroadcastCase => ({
  reason,
  told: `a channel to be made with ${told}`,
  draw: (provider) => provider.manage('POST', CHANNELS, {}, body),
});

export const BROADCAST_CASES: readonly BroadcastCase[] = [
  byHeader('BadChannelId', 'a channel id that is no base64', { 'apns-channel-id': 'channel 1' }),
  byHeader('BadChannelId', 'a channel id of 68 characters', { 'apns-channel-id': 'QUFB'.repeat(17) }),
  byConfig('BadRequestParams', 'message-storage-policy 2', config(2)),
  byConfig('BadRequestParams', 'no message-storage-policy', '{"push-type":"LiveActivity"}'),
  byConfig('BadRequestPayload', 'a body that is no JSON object', '[]'),
  {
    reason: 'CannotCreateChannelConfig',
    told: 'one channel more than an app may have (setting `channelLimit`)',
    settings: { channelLimit: 1 },
    draw: async (provider) => {
      await provider.create();
      return provider.manage('POST', CHANNELS, {}, config());
    },
  },
  byHeader('ChannelNotRegistered', 'an unknown channel id', { 'apns-channel-id': UNKNOWN }),
  {
    reason: 'ChannelNotRegistered',
    told: 'a channel to be deleted twice',
    draw: async (provider) => {
      const channel = { 'apns-channel-id': await provider.create() };
      await provider.manage('DELETE', CHANNELS, channel);
      return provider.manage('DELETE', CHANNELS, channel);
    },
  },
  {
    reason: 'FeatureNotEnabled',
    told: 'a list of the channels of an app that is not set up (setting `broadcastApps`)',
    settings: { broadcastApps: ['com.example.other'] },
    draw: (provider) => provider.manage('GET', `/1/apps/${APP}/all-channels`),
  },
  byHeader('MissingChannelId', 'no apns-channel-id', { 'apns-channel-id': undefined }),
  { reason: 'MissingChannelId', told: 'a channel to be read without its id', draw: (it) => it.manage('GET', CHANNELS) },
  byHeader('MissingPushType', 'no apns-push-type', { 'apns-push-type': undefined }),
  byConfig('MissingPushType', 'no push-type', '{"message-storage-policy":1}'),
  {
    reason: 'TopicMismatch',
    told: 'a token whose key is for another app',
    draw: (provider, gateway) => {
      const key = gateway.issueKey({ topics: ['com.example.other'] });
      return provider.list(providerToken(key));
    },
  },
  {
    reason: 'BadExpirationDate',
    told: 'a broadcast that is to be stored, to a channel that stores nothing',
    draw: async (provider) => provider.broadcast(await provider.create(0), { 'apns-expiration': '4000000000' }),
  },
  byHeader('InvalidPushType', 'another push type', { 'apns-push-type': 'alert' }),
  byConfig('InvalidPushType', 'another push type', config(1, 'alert')),
  {
    reason: 'TopicDisallowed',
    told: 'a broadcast to a path with a topic in place of the bundle id',
    draw: (provider) => provider.broadcast(UNKNOWN, {}, { path: `${SEND}.push-type.liveactivity` }),
  },
  byHeader('BadPriority', 'priority 7', { 'apns-priority': '7' }),
  byHeader('MissingProviderToken', 'no provider token', { authorization: undefined }),
  byHeader('InvalidProviderToken', 'a text that is no token', { authorization: 'bearer a.b.c' }),
  {
    reason: 'ExpiredProviderToken',
    told: 'a token issued 61 minutes ago, at the port for channels',
    draw: (provider, gateway) => provider.list(providerToken(gateway.issueKey(), { issuedAt: secondsFromNow(-3660) })),
  },
  {
    reason: 'BadEnvironmentKeyInToken',
    told: 'a token of a production key, at the port for channels',
    draw: (provider, gateway) => provider.list(providerToken(gateway.issueKey({ environment: 'production' }))),
  },
  {
    reason: 'TooManyProviderTokenUpdates',
    told: 'a second token of one key at the port for channels, within 20 minutes of the first',
    draw: async (provider, gateway) => {
      const key = gateway.issueKey();
      await provider.list(providerToken(key, { issuedAt: secondsFromNow(-60) }));
      return provider.list(providerToken(key));
    },
  },
  {
    reason: 'UnrelatedKeyIdInToken',
    told: 'a token of a key with topics, at the port for channels, after one of a key with other topics',
    draw: async (provider, gateway) => {
      await provider.list(providerToken(gateway.issueKey({ topics: [APP] })));
      return provider.list(providerToken(gateway.issueKey({ topics: [APP, 'com.example.other'] })));
    },
  },
  byHeader('DuplicateHeaders', 'two channel ids', { 'apns-channel-id': [UNKNOWN, UNKNOWN] }),
  {
    reason: 'PayloadEmpty',
    told: 'a broadcast without a body',
    draw: async (provider) => provider.broadcast(await provider.create(), {}, { body: '' }),
  },
  {
    reason: 'PayloadTooLarge',
    told: 'a broadcast of more than 5120 bytes',
    draw: async (provider) =>
      provider.broadcast(await provider.create(), {}, { body: `{"pad":"${'x'.repeat(5120)}"}` }),
  },
  {
    reason: 'MethodNotAllowed',
    told: 'a broadcast by GET',
    draw: (it) => it.broadcast(UNKNOWN, {}, { method: 'GET' }),
  },
  { reason: 'MethodNotAllowed', told: 'PUT to a channel', draw: (it) => it.manage('PUT', CHANNELS) },
  { reason: 'BadPath', told: 'another path at the port for channels', draw: (it) => it.manage('GET', '/3/device/00') },
  {
    reason: 'InvalidProviderToken',
    told: 'a token of another team at the port for channels, after one of the first',
    draw: async (provider, gateway) => {
      await provider.list(providerToken(gateway.issueKey()));
      return provider.list(providerToken(gateway.issueKey({ teamId: 'OTHERTEAM0' })));
    },
  },
  byHeader('BadExpirationDate', 'a fraction of a second as expiration', { 'apns-expiration': '4000000000.5' }),
  {
    reason: 'ExpiredProviderToken',
    told: 'a good token at the port for channels, after one that has expired',
    draw: async (provider, gateway) => {
      const key = gateway.issueKey();
      await provider.list(providerToken(key, { issuedAt: secondsFromNow(-3660) }));
      return provider.list(providerToken(key));
    },
  },
  {
    reason: 'ServiceUnavailable',
    told: 'a fault; the reason is printed in two words',
    draw: (provider, gateway) => {
      gateway.failNext({ reason: 'ServiceUnavailable' });
      return provider.manage('GET', `/1/apps/${APP}/all-channels`);
    },
  },
];
