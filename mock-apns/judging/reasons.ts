/**
 * Every reason that Apple documents for a refused push, with the status it comes with.
 * Source: Apple, "Handling notification responses from APNs". `BadEnvironmentKeyInToken` is the spelling seen on the
 * wire (swift-server-community/APNSwift pull request 229); the page prints `BadEnvironmentKeyIdInToken`.
 * A check names the reasons it can give (`checks.ts`); the rest comes from a connection or from a fault on demand.
 */

interface ReasonEntry {
  readonly status: number;
  /** When the gateway answers it; completes "refused because …". */
  readonly because: string;
}

export const REASONS = {
  BadCollapseId: { status: 400, because: 'apns-collapse-id is longer than 64 bytes' },
  BadDeviceToken: { status: 400, because: 'the device token is malformed, unknown, or of the other environment' },
  BadExpirationDate: { status: 400, because: 'apns-expiration is not a whole number of seconds' },
  BadMessageId: { status: 400, because: 'apns-id is not a UUID' },
  BadPriority: { status: 400, because: 'apns-priority is not 10, 5 or 1, or does not suit the push type' },
  BadTopic: { status: 400, because: 'apns-topic has characters that no topic has' },
  DeviceTokenNotForTopic: { status: 400, because: 'the device token belongs to another topic' },
  DuplicateHeaders: { status: 400, because: 'a header is repeated' },
  IdleTimeout: { status: 400, because: 'the connection was idle for too long' },
  InvalidPushType: { status: 400, because: 'apns-push-type is unknown or does not fit the topic' },
  MissingDeviceToken: { status: 400, because: 'the path ends where the device token should be' },
  MissingTopic: { status: 400, because: 'there is no apns-topic and nothing to take it from' },
  PayloadEmpty: { status: 400, because: 'the request has no body' },
  TopicDisallowed: { status: 400, because: 'the credential may not push to this topic' },
  BadCertificate: { status: 403, because: 'the client certificate is bad' },
  BadCertificateEnvironment: { status: 403, because: 'the client certificate is for the other environment' },
  BadEnvironmentKeyInToken: { status: 403, because: 'the key of the provider token is for the other environment' },
  ExpiredProviderToken: { status: 403, because: 'the provider token was issued more than an hour ago' },
  Forbidden: { status: 403, because: 'the action is not allowed' },
  InvalidProviderToken: {
    status: 403,
    because: 'the provider token is unreadable, of an unknown key, badly signed, or of another team on this connection',
  },
  MissingProviderToken: { status: 403, because: 'there is neither a provider token nor a certificate' },
  UnrelatedKeyIdInToken: { status: 403, because: "the key is not related to the connection's first key" },
  BadPath: { status: 404, because: 'the path is not /3/device/<device token>' },
  MethodNotAllowed: { status: 405, because: 'the method is not POST' },
  ExpiredToken: { status: 410, because: 'the device token has expired' },
  Unregistered: { status: 410, because: 'the device token is no longer active for the topic' },
  PayloadTooLarge: { status: 413, because: 'the payload is over 4096 bytes (VoIP: 5120)' },
  TooManyProviderTokenUpdates: { status: 429, because: 'the provider token changes more often than every 20 minutes' },
  TooManyRequests: { status: 429, because: 'too many pushes went to one device token in a row' },
  InternalServerError: { status: 500, because: 'the server failed' },
  ServiceUnavailable: { status: 503, because: 'the service is not available' },
  Shutdown: { status: 503, because: 'the server is shutting down' },
} as const satisfies Record<string, ReasonEntry>;

export type Reason = keyof typeof REASONS;
