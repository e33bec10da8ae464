/** A push in node-apn's words, and what node-apn says of it in ours. */

import type apn from '@parse/node-apn';
import type { ProviderRequest } from '../judging/push-request.ts';

/** What the other side said; or why it said nothing. */
export type Exchange =
  | {
      readonly status: number;
      /** Undefined with 200. Apple's, whether listed in `REASONS` or not. */
      readonly reason: string | undefined;
      /** Milliseconds since 1970 by the other side's clock; with status 410. */
      readonly timestamp: number | undefined;
      readonly apnsId: string | undefined;
      readonly uniqueId: string | undefined;
    }
  | { readonly because: string };

/** Header → property of node-apn's notification. The topic is not here, as a certificate can imply it. */
const TEXTS = { 'apns-id': 'id', 'apns-collapse-id': 'collapseId', 'apns-push-type': 'pushType' };
const NUMBERS = { 'apns-priority': 'priority', 'apns-expiration': 'expiry' };

/**
 * Fills `notification` with the request: headers that were not sent stay away (node-apn adds a priority of its own), and
 * the body goes out byte for byte, since `compiled` is what node-apn writes and it takes a Buffer as it is.
 */
export function fillNotification(
  notification: apn.Notification,
  request: ProviderRequest,
  topic: string | undefined,
): apn.Notification {
  const texts = Object.entries(TEXTS).map(([header, property]) => [property, valueIn(request, header)]);
  const numbers = Object.entries(NUMBERS).map(([header, property]) => [property, numberIn(request, header)]);
  return Object.assign(notification, Object.fromEntries([...texts, ...numbers]), { topic, compiled: request.body });
}

/** What decides how a push is delivered, for the journal; null where a header was not sent. */
export function headersIn(request: ProviderRequest): {
  readonly pushType: string | null;
  readonly priority: number | null;
  readonly expiration: number | null;
} {
  return {
    pushType: valueIn(request, 'apns-push-type') ?? null,
    priority: numberIn(request, 'apns-priority') ?? null,
    expiration: numberIn(request, 'apns-expiration') ?? null,
  };
}

function valueIn({ rawHeaders }: ProviderRequest, name: string): string | undefined {
  const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && text === name);
  return at === -1 ? undefined : rawHeaders[at + 1];
}

function numberIn(request: ProviderRequest, name: string): number | undefined {
  const value = valueIn(request, name);
  return value === undefined ? undefined : Number(value);
}

/** Reads what node-apn says of one push to one device token. */
export function readExchange({ sent, failed }: { readonly sent: unknown[]; readonly failed: unknown[] }): Exchange {
  const [failure] = failed;
  const said: Record<string, unknown> = Object(failure ?? sent[0]);
  const ids = { apnsId: textIn(said, 'apns-id'), uniqueId: textIn(said, 'apns-unique-id') };
  if (failure === undefined) return { status: 200, reason: undefined, timestamp: undefined, ...ids };
  const { status } = said;
  const response: Record<string, unknown> = Object(said.response);
  const error = said.error instanceof Error ? said.error.message : undefined;
  // Of these two answers node-apn keeps only an error of its own.
  const kept = { 403: 'ExpiredProviderToken', 500: 'InternalServerError' }[Number(status)];
  const reason = textIn(response, 'reason') ?? kept;
  if (typeof status !== 'number' || reason === undefined) return { because: error ?? 'no answer' };
  const timestamp = typeof response.timestamp === 'number' ? response.timestamp : undefined;
  return { status, reason, timestamp, ...ids };
}

function textIn(said: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = said[name];
  return typeof value === 'string' ? value : undefined;
}
