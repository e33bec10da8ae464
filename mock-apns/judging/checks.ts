/**
 * The checks that a push must pass, one rule each, and the order in which they are made.
 * Source of the rules, unless a check says otherwise: Apple, "Sending notification requests to APNs" and "Handling
 * notification responses from APNs".
 */

import { mayFollow } from '../credentials/provider-keys.ts';
import type { DeviceRate } from '../devices/device-rate.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import { isApnsId } from './apns-id.ts';
import type { ConnectionState } from './connection-state.ts';
import type { PushRequest } from './push-request.ts';
import { fitsTopic, impliedPushType, payloadLimitBytes } from './push-types.ts';
import type { Reason } from './reasons.ts';

/** What a check may look at beside the request. */
export interface CheckContext {
  readonly settings: GatewaySettings;
  /** Testbed time, milliseconds since 1970. */
  readonly now: number;
  readonly connection: Readonly<ConnectionState>;
  readonly deviceRate: DeviceRate;
  /** Whether the gateway is being closed. */
  readonly isShuttingDown: boolean;
}

export interface Check {
  /** The reasons that the check can give. */
  readonly reasons: readonly Reason[];
  /** The reason to refuse the push, or undefined when this check has nothing against it. */
  refuses(push: PushRequest, context: CheckContext): Reason | undefined;
}

/** A check with one reason, refusing when `offends` says so. */
function refuse(reason: Reason, offends: (push: PushRequest, context: CheckContext) => boolean): Check {
  return { reasons: [reason], refuses: (push, context) => (offends(push, context) ? reason : undefined) };
}

/** 64 bytes; header values hold one byte per character. */
const LONGEST_COLLAPSE_ID = 64;

export const CHECKS = {
  'server up': refuse('Shutdown', (_push, { isShuttingDown }) => isShuttingDown),

  method: refuse('MethodNotAllowed', ({ method }) => method !== 'POST'),

  path: refuse('BadPath', ({ token }) => token === undefined || token.includes('/')),

  'credential present': refuse(
    'MissingProviderToken',
    ({ certificate, credential }) => certificate === undefined && credential === undefined,
  ),

  /** Not documented; jchambers/pushy closes a connection whose token has expired, since nothing else helps. */
  'connection not wedged': refuse('ExpiredProviderToken', (_push, { connection }) => connection.isWedged),

  'provider token': {
    reasons: ['InvalidProviderToken', 'ExpiredProviderToken', 'BadEnvironmentKeyInToken'],
    refuses: ({ credential }) => (credential !== undefined && 'refused' in credential ? credential.refused : undefined),
  },

  'provider token updates': refuse(
    'TooManyProviderTokenUpdates',
    ({ validToken }, { connection }) =>
      validToken !== undefined && connection.tokensInUse.isTooSoon(validToken.key.keyId, validToken.token),
  ),

  /** The reason is undocumented; it is the one that providers report (jchambers/pushy 437, AndrewBarba/apns2 90). */
  'one team per connection': refuse(
    'InvalidProviderToken',
    ({ validToken }, { connection: { firstKey } }) =>
      firstKey !== undefined && validToken !== undefined && validToken.key.teamId !== firstKey.teamId,
  ),

  'related keys': refuse(
    'UnrelatedKeyIdInToken',
    ({ validToken }, { connection: { firstKey } }) =>
      firstKey !== undefined && validToken !== undefined && !mayFollow(firstKey, validToken.key),
  ),

  'no header twice': refuse('DuplicateHeaders', ({ hasDuplicates }) => hasDuplicates),

  id: refuse('BadMessageId', ({ id }) => id !== undefined && !isApnsId(id)),

  /** A date in the past is fine (forums thread 708937), a fraction is not (parse-server issue 4558). */
  expiration: refuse(
    'BadExpirationDate',
    ({ expiration }) => expiration !== undefined && !/^\d{1,15}$/.test(expiration),
  ),

  priority: refuse(
    'BadPriority',
    ({ priority, pushType }, { settings }) =>
      priority !== undefined &&
      (!['10', '5', '1'].includes(priority) ||
        (pushType === 'background' && priority === '10' && settings.backgroundAtPriority10 === 'BadPriority')),
  ),

  'collapse id': refuse('BadCollapseId', ({ collapseId }) => (collapseId?.length ?? 0) > LONGEST_COLLAPSE_ID),

  'push type known': refuse(
    'InvalidPushType',
    ({ pushTypeText, pushType }) => pushTypeText !== undefined && pushType === undefined,
  ),

  'topic present': refuse('MissingTopic', ({ topic }) => topic === undefined || topic === ''),

  topic: refuse('BadTopic', ({ topic }) => topic !== undefined && !/^[\w.-]*$/.test(topic)),

  'topic allowed': refuse(
    'TopicDisallowed',
    ({ certificate, validToken, topic }) =>
      topic !== undefined && (certificate ?? validToken?.key)?.topics?.includes(topic) === false,
  ),

  'device token present': refuse('MissingDeviceToken', ({ token }) => token === ''),

  'device token known': refuse('BadDeviceToken', ({ registration }) => registration === undefined),

  'device token active': {
    reasons: ['Unregistered', 'ExpiredToken'],
    refuses({ registration }, { now }) {
      if (registration?.refusedFrom === undefined || registration.refusedFrom > now) return undefined;
      return registration.isExpired ? 'ExpiredToken' : 'Unregistered';
    },
  },

  'device token for topic': {
    reasons: ['DeviceTokenNotForTopic', 'TopicDisallowed'],
    refuses({ registration, topic }, { settings }) {
      if (registration === undefined || topic === undefined || registration.topic === topic) return undefined;
      const isVoipOnBareTopic = registration.kind === 'voip' && impliedPushType(topic) === 'alert';
      return isVoipOnBareTopic ? settings.voipTokenOnBareTopic : 'DeviceTokenNotForTopic';
    },
  },

  /** APNs enforces this since 2019 (sideshow/apns2 149). A push without a type is taken whatever the topic. */
  'push type for topic': refuse(
    'InvalidPushType',
    ({ pushType, topic }) => pushType !== undefined && topic !== undefined && !fitsTopic(pushType, topic),
  ),

  'payload present': refuse('PayloadEmpty', ({ body }) => body.length === 0),

  'payload size': refuse('PayloadTooLarge', ({ body, topic }) => body.length > payloadLimitBytes(topic ?? '')),

  'device rate': refuse(
    'TooManyRequests',
    ({ registration }, { deviceRate, now }) => registration !== undefined && deviceRate.isOver(registration.token, now),
  ),
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof CHECKS;

/**
 * The order in which a push is checked: the first refusal is the answer. Apple publishes none. Reported answers show
 * that the credential comes before topic and device token, the device token's existence before its topic, and that
 * before the push type; the rest is assumed.
 */
export const WORKING_ORDER: readonly CheckName[] = [
  'server up',
  'method',
  'path',
  'credential present',
  'connection not wedged',
  'provider token',
  'provider token updates',
  'one team per connection',
  'related keys',
  'no header twice',
  'id',
  'expiration',
  'priority',
  'collapse id',
  'push type known',
  'topic present',
  'topic',
  'topic allowed',
  'device token present',
  'device token known',
  'device token active',
  'device token for topic',
  'push type for topic',
  'payload present',
  'payload size',
  'device rate',
];

/** The latest order and its checks, since looking each up by name takes longer than making most. */
let inOrder: { readonly order: readonly CheckName[]; readonly checks: readonly Check[] } = { order: [], checks: [] };

function checksIn(order: readonly CheckName[]): readonly Check[] {
  if (inOrder.order !== order) inOrder = { order, checks: order.map((name) => CHECKS[name]) };
  return inOrder.checks;
}

/** The first reason, in the order of `settings`, to refuse `push`. */
export function firstRefusal(push: PushRequest, context: CheckContext): Reason | undefined {
  for (const check of checksIn(context.settings.checkOrder)) {
    const reason = check.refuses(push, context);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
