/**
 * Requests that draw a refusal, each told by what it differs in from a good VoIP push. For the tests of the checks, and for
 * the page that shows a request for each of Apple's reasons.
 */

import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type CheckName, type Gateway, type Reason, startGateway } from '../index.ts';
import { providerToken, secondsFromNow, type TestRequest } from './provider.ts';

export const APP = 'com.example.phone';
export const VOIP = `${APP}.voip`;

export interface Stage {
  readonly gateway: Gateway;
  readonly authorization: string;
  readonly voipToken: string;
  readonly alertToken: string;
}

/** What a request differs in from a good VoIP push. */
export interface Change {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: string | undefined;
}

export type Case = [
  check: CheckName,
  reason: Reason,
  story: string,
  change: (stage: Stage) => Change | Promise<Change>,
];

/** A change of headers alone; undefined leaves one out. */
export const headers = (changes: Record<string, string | string[] | undefined>) => () => ({ headers: changes });
/** A JSON object of so many bytes. */
export const bytes = (count: number) => JSON.stringify({ pad: 'x'.repeat(count - '{"pad":""}'.length) });

export const CASES: readonly Case[] = [
  ['method', 'MethodNotAllowed', 'GET', () => ({ method: 'GET', body: undefined })],
  ['path', 'BadPath', 'an old API version', ({ voipToken }) => ({ path: `/2/device/${voipToken}` })],
  ['path', 'BadPath', 'something after the token', ({ voipToken }) => ({ path: `/3/device/${voipToken}/x` })],
  ['credential present', 'MissingProviderToken', 'no authorization', headers({ authorization: undefined })],
  ['credential present', 'MissingProviderToken', 'another scheme', headers({ authorization: 'Basic YTpi' })],
  ['provider token', 'InvalidProviderToken', 'a text that is no token', headers({ authorization: 'bearer a.b.c' })],
  [
    'provider token',
    'ExpiredProviderToken',
    'a token issued 61 minutes ago',
    ({ gateway }) => ({
      headers: { authorization: `bearer ${providerToken(gateway.issueKey(), { issuedAt: secondsFromNow(-3660) })}` },
    }),
  ],
  [
    'provider token',
    'BadEnvironmentKeyInToken',
    'a token of a production key',
    ({ gateway }) => ({
      headers: { authorization: `bearer ${providerToken(gateway.issueKey({ environment: 'production' }))}` },
    }),
  ],
  ['no header twice', 'DuplicateHeaders', 'two priorities', headers({ 'apns-priority': ['10', '5'] })],
  ['id', 'BadMessageId', 'an id that is no UUID', headers({ 'apns-id': 'call-1' })],
  ['expiration', 'BadExpirationDate', 'a fraction of a second', headers({ 'apns-expiration': '1700000000.5' })],
  ['expiration', 'BadExpirationDate', 'a negative time', headers({ 'apns-expiration': '-1' })],
  ['priority', 'BadPriority', 'a priority of 7', headers({ 'apns-priority': '7' })],
  [
    'priority',
    'BadPriority',
    'a background push at priority 10',
    headers({ 'apns-push-type': 'background', 'apns-priority': '10' }),
  ],
  ['collapse id', 'BadCollapseId', 'a collapse id of 65 bytes', headers({ 'apns-collapse-id': 'x'.repeat(65) })],
  [
    'collapse id',
    'BadCollapseId',
    'a collapse id of 33 characters of two bytes each',
    headers({ 'apns-collapse-id': Buffer.from('é'.repeat(33), 'utf8').toString('latin1') }),
  ],
  ['push type known', 'InvalidPushType', 'a type that Apple does not have', headers({ 'apns-push-type': 'VoIP' })],
  ['topic present', 'MissingTopic', 'no topic', headers({ 'apns-topic': undefined })],
  ['topic', 'BadTopic', 'a topic with a space', headers({ 'apns-topic': 'com.example phone' })],
  [
    'topic allowed',
    'TopicDisallowed',
    'a key for another topic',
    ({ gateway }) => ({
      headers: { authorization: `bearer ${providerToken(gateway.issueKey({ topics: ['com.example.other'] }))}` },
    }),
  ],
  ['device token present', 'MissingDeviceToken', 'a path without token', () => ({ path: '/3/device/' })],
  ['device token known', 'BadDeviceToken', 'text that is not hex', () => ({ path: '/3/device/my-phone' })],
  ['device token known', 'BadDeviceToken', 'an invented token', () => ({ path: `/3/device/${'ab'.repeat(32)}` })],
  [
    'device token known',
    'BadDeviceToken',
    'a token of the other environment',
    async ({ gateway }) => {
      const clock = new TestbedClock();
      const production = await startGateway({ clock, journal: new Journal(clock), environment: 'production' });
      const token = await production.device('phone-1').register(VOIP);
      await production.close();
      clock.close();
      assert.equal(gateway.environment, 'sandbox');
      return { path: `/3/device/${token}` };
    },
  ],
  [
    'device token active',
    'Unregistered',
    'the token of a deleted app',
    async ({ gateway }) => {
      const token = await gateway.device('phone-2').register(VOIP);
      gateway.device('phone-2').uninstall(APP);
      return { path: `/3/device/${token}` };
    },
  ],
  [
    'device token active',
    'ExpiredToken',
    'a token that died of age',
    async ({ gateway }) => {
      const token = await gateway.device('phone-2').register(VOIP);
      gateway.device('phone-2').expire(VOIP);
      assert.notEqual(await gateway.device('phone-2').register(VOIP), token);
      return { path: `/3/device/${token}` };
    },
  ],
  [
    'device token for topic',
    'DeviceTokenNotForTopic',
    'an ordinary token with the VoIP topic',
    ({ alertToken }) => ({ path: `/3/device/${alertToken}` }),
  ],
  [
    'device token for topic',
    'DeviceTokenNotForTopic',
    'a PushKit token with the bare bundle id',
    headers({ 'apns-topic': APP, 'apns-push-type': 'alert' }),
  ],
  ['device token for topic', 'DeviceTokenNotForTopic', 'a doubled suffix', headers({ 'apns-topic': `${VOIP}.voip` })],
  [
    'push type for topic',
    'InvalidPushType',
    'type alert with a PushKit token and topic',
    headers({ 'apns-push-type': 'alert' }),
  ],
  [
    'push type for topic',
    'InvalidPushType',
    'type voip with the bare bundle id',
    ({ alertToken }) => ({ path: `/3/device/${alertToken}`, headers: { 'apns-topic': APP } }),
  ],
  ['payload present', 'PayloadEmpty', 'no body', () => ({ body: undefined })],
  ['payload size', 'PayloadTooLarge', 'a VoIP payload of 5121 bytes', () => ({ body: bytes(5121) })],
  [
    'payload size',
    'PayloadTooLarge',
    'an alert payload of 4097 bytes',
    ({ alertToken }) => ({
      path: `/3/device/${alertToken}`,
      headers: { 'apns-topic': APP, 'apns-push-type': 'alert' },
      body: bytes(4097),
    }),
  ],
];

/** A gateway that knows phone-1, and what a provider needs to push to it. */
export async function setStage(gateway: Gateway): Promise<Stage> {
  const phone = gateway.device('phone-1');
  return {
    gateway,
    authorization: `bearer ${providerToken(gateway.issueKey())}`,
    voipToken: await phone.register(VOIP),
    alertToken: await phone.register(APP),
  };
}

/** A good VoIP push to phone-1, changed. */
export function pushWith(stage: Stage, change: Change): TestRequest {
  const merged: Record<string, string | string[]> = {};
  const all = { authorization: stage.authorization, 'apns-topic': VOIP, 'apns-push-type': 'voip', ...change.headers };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) merged[name] = value;
  const body = 'body' in change ? change.body : '{"aps":{}}';
  return {
    path: change.path ?? `/3/device/${stage.voipToken}`,
    ...(change.method === undefined ? {} : { method: change.method }),
    headers: merged,
    ...(body === undefined ? {} : { body }),
  };
}
