/**
 * An accepted push: what the request said, and what follows where it said nothing.
 */

import { type JsonObject, readObject } from '../json.ts';
import type { PushRequest } from '../judging/push-request.ts';
import { impliedPushType } from '../judging/push-types.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { Registration } from './device-tokens.ts';

/** A push as the courier hands it to the phone: plain data. */
export interface CourierPush {
  /** The push's `apns-id`. */
  readonly id: string;
  readonly topic: string;
  readonly pushType: string;
  readonly priority: number;
  readonly collapseId?: string;
  /** The channel of a broadcast. */
  readonly channelId?: string;
  /** The JSON body, as sent. The journal shows the same object, so it must not be changed. */
  readonly payload: { readonly [key: string]: unknown };
}

export interface Push {
  readonly id: string;
  readonly registration: Registration;
  /** The channel of a broadcast; absent for a push. */
  readonly channelId?: string;
  /** As the request said, undefined where it said nothing. */
  readonly pushType: string | undefined;
  readonly priority: number | undefined;
  /** Seconds since 1970. */
  readonly expiration: number | undefined;
  readonly collapseId: string | undefined;
  readonly body: Buffer;
  /** Testbed time, milliseconds since 1970, until which the push is kept; undefined: one attempt, never kept. */
  readonly keptUntil: number | undefined;
  /** What {@link payloadOf} has read; undefined before that, null when the body is not a JSON object. */
  payload: JsonObject | null | undefined;
}

/** A push on its way to the process that has the devices, which know their registrations themselves. */
export type ForwardedPush = Omit<Push, 'registration' | 'payload' | 'channelId'> & { readonly token: string };

/** Field by field, as in {@link arrivedPush}: a spread takes several times as long, and this is done for every push. */
export function forwardedPush(push: Push): ForwardedPush {
  const { id, registration, pushType, priority, expiration, collapseId, body, keptUntil } = push;
  return { id, token: registration.token, pushType, priority, expiration, collapseId, body, keptUntil };
}

export function arrivedPush(push: ForwardedPush, registration: Registration): Push {
  const { id, pushType, priority, expiration, collapseId, body, keptUntil } = push;
  return { id, registration, pushType, priority, expiration, collapseId, body, keptUntil, payload: undefined };
}

/** The priority of a push that names none (Apple, "Sending notification requests to APNs"). */
export const DEFAULT_PRIORITY = 10;

/** Makes a push of a request that passed every check and so has a known device token. */
export function acceptedPush(
  request: PushRequest,
  registration: Registration,
  id: string,
  now: number,
  settings: GatewaySettings,
): Push {
  const expiration = request.expiration === undefined ? undefined : Number(request.expiration);
  return {
    id,
    registration,
    pushType: request.pushTypeText,
    priority: request.priority === undefined ? undefined : Number(request.priority),
    expiration,
    collapseId: request.collapseId === undefined ? undefined : textOf(request.collapseId),
    body: request.body,
    keptUntil: keptUntil(expiration, now, settings),
    payload: undefined,
  };
}

/** A date in the past acts as 0 does: one attempt, no storage (forums thread 708937). */
function keptUntil(expiration: number | undefined, now: number, settings: GatewaySettings): number | undefined {
  const longest = now + settings.storageLifetimeMs;
  if (expiration === undefined) return longest;
  return expiration * 1000 <= now ? undefined : Math.min(expiration * 1000, longest);
}

/** The body as JSON, read once; undefined when it is not a JSON object. */
export function payloadOf(push: Push): JsonObject | undefined {
  if (push.payload === undefined) push.payload = readObject(push.body.toString('utf8')) ?? null;
  return push.payload ?? undefined;
}

/** What the phone gets; undefined when the body is not a JSON object, which no phone can take. */
export function courierPush(push: Push): CourierPush | undefined {
  const payload = payloadOf(push);
  if (payload === undefined) return undefined;
  return {
    id: push.id,
    topic: push.registration.topic,
    pushType: push.pushType ?? impliedPushType(push.registration.topic),
    priority: push.priority ?? DEFAULT_PRIORITY,
    ...(push.collapseId === undefined ? {} : { collapseId: push.collapseId }),
    ...(push.channelId === undefined ? {} : { channelId: push.channelId }),
    payload,
  };
}

/** The text of a header value; header values hold one byte per character. */
function textOf(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}
