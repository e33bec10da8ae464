/**
 * The reasons that only broadcasts and the management of their channels draw; the others are those of pushes
 * (`judging/reasons.ts`). Source: Apple, "Handling error responses from Apple Push Notification service".
 */

import { REASONS, type Reason } from '../judging/reasons.ts';

export const BROADCAST_REASONS = {
  BadChannelId: { status: 400, because: 'apns-channel-id is not base64, or too long' },
  BadRequestParams: { status: 400, because: 'message-storage-policy is missing, or neither 0 nor 1' },
  BadRequestPayload: { status: 400, because: 'the body of a request for a channel is not a JSON object' },
  CannotCreateChannelConfig: { status: 400, because: 'the app has as many channels as it may have' },
  ChannelNotRegistered: { status: 400, because: 'the app has no such channel in this environment' },
  FeatureNotEnabled: { status: 400, because: 'the app is not set up for broadcasts' },
  MissingChannelId: { status: 400, because: 'there is no apns-channel-id' },
  MissingPushType: { status: 400, because: 'apns-push-type is missing, or push-type where a channel is created' },
  TopicMismatch: { status: 403, because: 'the credential is not for this app' },
} as const;

export type BroadcastReason = keyof typeof BROADCAST_REASONS | Reason;

export function statusOf(reason: BroadcastReason): number {
  return { ...REASONS, ...BROADCAST_REASONS }[reason].status;
}

/** When it is answered; completes "refused because …". */
export function whyOf(reason: BroadcastReason): string {
  return OWN_WORDS[reason] ?? { ...REASONS, ...BROADCAST_REASONS }[reason].because;
}

/** Where a reason stands for something else than it does for a push. */
const OWN_WORDS: { readonly [reason in BroadcastReason]?: string } = {
  BadExpirationDate: 'the broadcast has an expiration other than 0, and the channel stores nothing',
  BadPath: 'the path is none of those for channels',
  InvalidPushType: 'the push type is not that of Live Activities',
  MethodNotAllowed: 'the method is not one of those for the path',
  PayloadTooLarge: 'the payload is over 5120 bytes',
  TopicDisallowed: 'the path has a topic in place of a bundle id',
};

/** How a reason is spelled here: Apple's page for broadcasts prints this one in two words. */
export function spelled(reason: BroadcastReason): string {
  return reason === 'ServiceUnavailable' ? 'Service Unavailable' : reason;
}
