/**
 * The checks of a request about a channel or to one, in their order: the first refusal is the answer. Source: Apple,
 * "Sending channel management requests to APNs" and "Sending broadcast push notification requests to APNs". Apple
 * publishes no order; this one follows that of pushes.
 */

import { CHECKS, type CheckContext, type CheckName } from '../judging/checks.ts';
import { bundleIdOf } from '../judging/push-types.ts';
import type { BroadcastRequest } from './broadcast-request.ts';
import type { Channels } from './channels.ts';
import type { BroadcastReason } from './reasons.ts';

export interface BroadcastContext extends CheckContext {
  readonly channels: Channels;
}

type Check = (request: BroadcastRequest, context: BroadcastContext) => BroadcastReason | undefined;

/** 5 KB, one more than an ordinary Live Activity push has. */
const LARGEST_BROADCAST_BYTES = 5120;

/** Apple only says that there is a length. */
const LONGEST_CHANNEL_ID = 64;

const ALLOWED_METHODS = { broadcast: ['POST'], channels: ['POST', 'GET', 'DELETE'], 'all-channels': ['GET'] };

function asForPushes(...names: readonly CheckName[]): Check[] {
  return names.map(
    (name): Check =>
      ({ push }, context) =>
        CHECKS[name].refuses(push, context),
  );
}

function refuse(
  reason: BroadcastReason,
  offends: (request: BroadcastRequest, context: BroadcastContext) => boolean,
): Check {
  return (request, context) => (offends(request, context) ? reason : undefined);
}

const EVERY_REQUEST: readonly Check[] = [
  ...asForPushes('server up'),
  refuse('BadPath', ({ resource }) => resource === undefined),
  refuse(
    'MethodNotAllowed',
    ({ resource, push }) => resource !== undefined && !ALLOWED_METHODS[resource].includes(push.method),
  ),
  ...asForPushes(
    'credential present',
    'connection not wedged',
    'provider token',
    'provider token updates',
    'one team per connection',
    'related keys',
    'no header twice',
  ),
  refuse('TopicDisallowed', ({ resource, bundleId }) => resource === 'broadcast' && bundleIdOf(bundleId) !== bundleId),
  refuse('TopicMismatch', ({ push, bundleId }) => {
    const topics = (push.certificate ?? push.validToken?.key)?.topics;
    return topics !== undefined && !topics.includes(bundleId) && !topics.includes(liveActivityTopic(bundleId));
  }),
  refuse(
    'FeatureNotEnabled',
    ({ bundleId }, { settings: { broadcastApps } }) => broadcastApps !== 'all' && !broadcastApps.includes(bundleId),
  ),
];

const KNOWN_CHANNEL: readonly Check[] = [
  refuse('MissingChannelId', ({ channelId = '' }) => channelId === ''),
  refuse('BadChannelId', ({ channelId = '' }) => channelId.length > LONGEST_CHANNEL_ID || !isBase64(channelId)),
  refuse(
    'ChannelNotRegistered',
    ({ bundleId, channelId = '' }, { channels }) => channels.find(bundleId, channelId) === undefined,
  ),
];

const CREATE: readonly Check[] = [
  refuse('BadRequestPayload', ({ config }) => config === undefined),
  refuse('BadRequestParams', ({ config }) => ![0, 1].some((policy) => policy === config?.['message-storage-policy'])),
  refuse('MissingPushType', ({ config }) => config?.['push-type'] === undefined),
  refuse('InvalidPushType', ({ config }) => !isLiveActivity(config?.['push-type'])),
  refuse('CannotCreateChannelConfig', ({ bundleId }, { channels }) => channels.isFull(bundleId)),
];

const BROADCAST: readonly Check[] = [
  ...asForPushes('expiration', 'priority'),
  refuse('MissingPushType', ({ push }) => push.pushTypeText === undefined),
  refuse('InvalidPushType', ({ push }) => !isLiveActivity(push.pushTypeText)),
  ...KNOWN_CHANNEL,
  refuse(
    'BadExpirationDate',
    ({ push, bundleId, channelId = '' }, { channels }) =>
      Number(push.expiration ?? 0) !== 0 && channels.find(bundleId, channelId)?.storagePolicy === 0,
  ),
  ...asForPushes('payload present'),
  refuse('PayloadTooLarge', ({ push }) => push.body.length > LARGEST_BROADCAST_BYTES),
];

/** The reason to refuse the request, or undefined when no check has anything against it. */
export function refusalOf(request: BroadcastRequest, context: BroadcastContext): BroadcastReason | undefined {
  for (const check of [...EVERY_REQUEST, ...checksOf(request)]) {
    const reason = check(request, context);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** The topic of a broadcast on the phone, as that of any push to a Live Activity. */
export function liveActivityTopic(bundleId: string): string {
  return `${bundleId}.push-type.liveactivity`;
}

function checksOf({ resource, push }: BroadcastRequest): readonly Check[] {
  if (resource === 'broadcast') return BROADCAST;
  if (resource !== 'channels') return [];
  return push.method === 'POST' ? CREATE : KNOWN_CHANNEL;
}

/** In any case: Apple prints `LiveActivity`, `Liveactivity` and `liveactivity`. */
function isLiveActivity(value: unknown): boolean {
  return typeof value === 'string' && value.toLowerCase() === 'liveactivity';
}

function isBase64(value: string): boolean {
  return Buffer.from(value, 'base64').toString('base64') === value;
}
