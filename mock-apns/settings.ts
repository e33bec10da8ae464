/**
 * What Apple leaves undocumented, or documents and then answers otherwise: one named setting each, with its default and
 * the source of that default.
 */

import type { DeviceRateLimit } from './devices/device-rate.ts';
import { type CheckName, WORKING_ORDER } from './judging/checks.ts';

export interface GatewaySettings {
  /**
   * Streams that a connection may have open before its first accepted push. Default 1.
   * Source: Apple, "Sending notification requests to APNs".
   */
  readonly firstStreamLimit: number;
  /**
   * What becomes of streams that a provider opens beyond `firstStreamLimit` before it has acknowledged that limit, as
   * @parse/node-apn does when its first pushes are sent together. Default `serve`. Source: no trace shows what Apple
   * does; node-apn is in wide use and its issues tell of no refusal, though it reports each as a failed push. `refuse`
   * for REFUSED_STREAM, as Apple answers when it lowers the limit later (jchambers/pushy issue 476).
   */
  readonly earlyStreams: 'serve' | 'refuse';
  /**
   * Streams that a connection may have open from its first accepted push on. Default 1000.
   * Source: seen in SETTINGS frames of the sandbox.
   */
  readonly streamLimit: number;
  /**
   * Streams that a connection may have open from a refused push until the next accepted one. Default 1; `unchanged` to
   * leave the limit alone. Status 410 does not count as a refusal, nor does one that is the gateway's own fault (5xx).
   * Source: Apple, "Handling notification responses from APNs" (errors slow a provider down, as SETTINGS tell); the
   * number was seen in jchambers/pushy issues 476 and 732 and openradar 27870881.
   */
  readonly streamLimitAfterRefusal: number | 'unchanged';
  /**
   * Size of a request's headers, in bytes as HTTP/2 counts them (RFC 9113, 6.5.2), above which its stream is reset and
   * nothing of it read or noted. Default 8000. Source: seen in SETTINGS frames; what Apple does beyond is not known.
   */
  readonly headerListLimitBytes: number;
  /**
   * Whether the sandbox adds `apns-unique-id` to refusals, too. Default false. Source: none; assumed. Apple documents
   * the header for what the Push Notifications Console can look up; jchambers/pushy's mock adds it to both.
   */
  readonly uniqueIdOnErrors: boolean;
  /**
   * Age at which a provider token expires, in milliseconds of real time. Default one hour.
   * Source: Apple, "Establishing a token-based connection to APNs".
   */
  readonly providerTokenLifetimeMs: number;
  /**
   * Answer to a provider token issued further in the future than it may live. Default `InvalidProviderToken`.
   * Source: none; assumed. The page only says that `iat` must be within one hour of now.
   */
  readonly futureProviderToken: 'InvalidProviderToken' | 'ExpiredProviderToken';
  /**
   * Least time between two provider tokens of a key, in milliseconds of real time; 0 for none. Default 20 minutes.
   * Source: Apple, "Establishing a token-based connection to APNs".
   */
  readonly providerTokenIntervalMs: number;
  /**
   * Whose provider tokens are counted together. Default `connection`, as documented; `address`, all connections of a
   * source address, is what developers report (forums thread 770438). On loopback every provider has one address.
   */
  readonly providerTokenIntervalPer: 'connection' | 'address';
  /**
   * Whether a connection on which a provider token expired refuses every later token, too. Default true.
   * Source: jchambers/pushy issue 486, and its handler, which closes such a connection.
   */
  readonly wedgedAfterExpiry: boolean;
  /**
   * How the reason for a key of the other environment is spelled. Default as seen on the wire
   * (swift-server-community/APNSwift pull request 229); Apple's page prints `BadEnvironmentKeyIdInToken`.
   */
  readonly environmentKeyReason: 'BadEnvironmentKeyInToken' | 'BadEnvironmentKeyIdInToken';
  /**
   * How long a push without `apns-expiration` is kept, in milliseconds. Default 30 days.
   * Source: Apple, "Viewing the status of push notifications using Metrics and APNs".
   */
  readonly storageLifetimeMs: number;
  /**
   * What shares the one slot in which a push waits for a device: its topic or its whole app. Default `topic`.
   * Source: an Apple engineer in developer forums thread 773486; Apple's page says bundle ID.
   */
  readonly storageSlot: 'topic' | 'bundle';
  /**
   * How long a dead device token still draws 200 (the push is discarded), in milliseconds. Default 0, so that a test
   * sees 410 at once. Source: Apple answers 410 late, on a schedule it does not publish (forums thread 670868).
   */
  readonly deadTokenGraceMs: number;
  /**
   * How many pushes one device token takes within a time before `TooManyRequests`. Default `unlimited`.
   * Source: Apple publishes no threshold, and a test may well push more often than a person is called.
   */
  readonly deviceRate: DeviceRateLimit | 'unlimited';
  /**
   * Time without a request or PING after which a connection is ended with `IdleTimeout`, in milliseconds of testbed
   * time. Default `never`: Apple documents the reason and no time, and elapsed time would cost a test its connections.
   */
  readonly idleTimeoutMs: number | 'never';
  /**
   * Answer to a PushKit token with the bare bundle id as topic. Default `DeviceTokenNotForTopic`, as documented;
   * `TopicDisallowed` was reported in 2017 and 2018 (node-apn/node-apn issue 635).
   */
  readonly voipTokenOnBareTopic: 'DeviceTokenNotForTopic' | 'TopicDisallowed';
  /**
   * Answer to a background push that asks for priority 10. Default `BadPriority`: Apple calls it an error and names no
   * reason. `accept` for what older reports saw.
   */
  readonly backgroundAtPriority10: 'BadPriority' | 'accept';
  /**
   * Whether an error answer has `content-type: application/json`. Default true, as in Apple's sample; two client dumps
   * show none.
   */
  readonly contentTypeOnErrors: boolean;
  /**
   * Order of the request checks: the first that refuses decides. Default {@link WORKING_ORDER}.
   * Source: Apple publishes none; derived from reported answers.
   */
  readonly checkOrder: readonly CheckName[];
}

export const DEFAULT_SETTINGS: GatewaySettings = {
  firstStreamLimit: 1,
  earlyStreams: 'serve',
  streamLimit: 1000,
  streamLimitAfterRefusal: 1,
  headerListLimitBytes: 8000,
  uniqueIdOnErrors: false,
  providerTokenLifetimeMs: 60 * 60_000,
  futureProviderToken: 'InvalidProviderToken',
  providerTokenIntervalMs: 20 * 60_000,
  providerTokenIntervalPer: 'connection',
  wedgedAfterExpiry: true,
  environmentKeyReason: 'BadEnvironmentKeyInToken',
  storageLifetimeMs: 30 * 24 * 60 * 60_000,
  storageSlot: 'topic',
  deadTokenGraceMs: 0,
  deviceRate: 'unlimited',
  idleTimeoutMs: 'never',
  voipTokenOnBareTopic: 'DeviceTokenNotForTopic',
  backgroundAtPriority10: 'BadPriority',
  contentTypeOnErrors: true,
  checkOrder: WORKING_ORDER,
};

/**
 * The settings with defaults where `given` has none.
 * @throws Error when `checkOrder` does not name every check once.
 */
export function completeSettings(given: Partial<GatewaySettings> = {}): GatewaySettings {
  const settings = { ...DEFAULT_SETTINGS, ...given };
  const missing = WORKING_ORDER.filter((name) => !settings.checkOrder.includes(name));
  if (missing.length > 0 || settings.checkOrder.length !== WORKING_ORDER.length) {
    throw new Error(
      `The setting checkOrder names ${settings.checkOrder.length} checks` +
        `${missing.length > 0 ? ` and lacks ${missing.join(', ')}` : ''}; it must name each of the ` +
        `${WORKING_ORDER.length} once. Start from WORKING_ORDER and move names.`,
    );
  }
  return settings;
}
