/**
 * What Apple leaves undocumented, or documents and then answers otherwise: one named setting each, with its default, its
 * allowed values and the source of the default. The page of settings and the schema of the config file are made of this
 * table.
 */

import type { DeviceRateLimit } from '../devices/device-rate.ts';
import { TOKEN_BYTES } from '../devices/fixed-token.ts';
import { type CheckName, WORKING_ORDER } from '../judging/checks.ts';
import { nearest } from './nearest.ts';
import {
  type Allowed,
  either,
  listOf,
  milliseconds,
  oneOf,
  orderOf,
  record,
  wholeNumber,
  yesNo,
} from './setting-values.ts';

export interface Setting<Value> {
  readonly default: Value;
  readonly allowed: Allowed<Value>;
  /** What it decides, with units. */
  readonly what: string;
  /** Where the default comes from; begins with "None" when nothing but our assumption backs it. */
  readonly source: string;
}

function setting<Value>(
  allowed: Allowed<Value>,
  byDefault: NoInfer<Value>,
  what: string,
  source: string,
): Setting<Value> {
  return { allowed, default: byDefault, what, source };
}

/** All but the order of the checks, whose names are only known where the checks are, and these look at settings. */
const SCALARS = {
  firstStreamLimit: setting(
    wholeNumber('streams', 1),
    1,
    'Streams that a connection may have open before its first accepted push.',
    'Apple, "Sending notification requests to APNs".',
  ),
  earlyStreams: setting(
    oneOf('serve', 'refuse'),
    'serve',
    'What becomes of streams that a provider opens beyond `firstStreamLimit` before it has acknowledged that limit, as ' +
      '@parse/node-apn does when its first pushes are sent together. `refuse` for REFUSED_STREAM, as Apple answers when ' +
      'it lowers the limit later (jchambers/pushy issue 476).',
    'None: no trace shows what Apple does; node-apn is in wide use and its issues tell of no refusal, though it reports ' +
      'each as a failed push.',
  ),
  streamLimit: setting(
    wholeNumber('streams', 1),
    1000,
    'Streams that a connection may have open from its first accepted push on.',
    'Seen in SETTINGS frames of the sandbox.',
  ),
  streamLimitAfterRefusal: setting(
    either(wholeNumber('streams', 1), oneOf('unchanged')),
    1,
    'Streams that a connection may have open from a refused push until the next accepted one; `unchanged` to leave the ' +
      "limit alone. Status 410 does not count as a refusal, nor does one that is the gateway's own fault (5xx).",
    'Apple, "Handling notification responses from APNs" (errors slow a provider down, as SETTINGS tell); the number was ' +
      'seen in jchambers/pushy issues 476 and 732 and openradar 27870881.',
  ),
  headerListLimitBytes: setting(
    wholeNumber('bytes', 1),
    8000,
    "Size of a request's headers, in bytes as HTTP/2 counts them (RFC 9113, 6.5.2), above which its stream is reset and " +
      'nothing of it read or noted.',
    'Seen in SETTINGS frames; what Apple does beyond is not known.',
  ),
  uniqueIdOnErrors: setting(
    yesNo,
    false,
    'Whether the sandbox adds `apns-unique-id` to refusals, too.',
    'None; assumed. Apple documents the header for what the Push Notifications Console can look up; the mock of ' +
      'jchambers/pushy adds it to both.',
  ),
  providerTokenLifetimeMs: setting(
    milliseconds,
    60 * 60_000,
    'Age at which a provider token expires, in milliseconds of real time. One hour.',
    'Apple, "Establishing a token-based connection to APNs".',
  ),
  futureProviderToken: setting(
    oneOf('InvalidProviderToken', 'ExpiredProviderToken'),
    'InvalidProviderToken',
    'Answer to a provider token issued further in the future than it may live.',
    'None; assumed. The page only says that `iat` must be within one hour of now.',
  ),
  providerTokenIntervalMs: setting(
    milliseconds,
    20 * 60_000,
    'Least time between two provider tokens of a key, in milliseconds of real time; 0 for none. 20 minutes.',
    'Apple, "Establishing a token-based connection to APNs".',
  ),
  providerTokenIntervalPer: setting(
    oneOf('connection', 'address'),
    'connection',
    'Whose provider tokens are counted together. `address` for all connections of a source address, which is what ' +
      'developers report (forums thread 770438). On loopback every provider has one address.',
    'Apple, "Establishing a token-based connection to APNs".',
  ),
  wedgedAfterExpiry: setting(
    yesNo,
    true,
    'Whether a connection on which a provider token expired refuses every later token, too.',
    'jchambers/pushy issue 486, and its handler, which closes such a connection.',
  ),
  environmentKeyReason: setting(
    oneOf('BadEnvironmentKeyInToken', 'BadEnvironmentKeyIdInToken'),
    'BadEnvironmentKeyInToken',
    'How the reason for a key of the other environment is spelled.',
    "As seen on the wire (swift-server-community/APNSwift pull request 229); Apple's page prints " +
      '`BadEnvironmentKeyIdInToken`.',
  ),
  storageLifetimeMs: setting(
    milliseconds,
    30 * 24 * 60 * 60_000,
    'How long a push without `apns-expiration` is kept, in milliseconds. 30 days.',
    'Apple, "Viewing the status of push notifications using Metrics and APNs".',
  ),
  storageSlot: setting(
    oneOf('topic', 'bundle', 'collapse-id'),
    'topic',
    'What shares the one slot in which a push waits for a device: its topic or its whole app. `collapse-id` for topic ' +
      'and `apns-collapse-id` together, so that a push replaces only a stored one of its own; those without share one.',
    "An Apple engineer in developer forums thread 773486; Apple's page says bundle ID.",
  ),
  deviceTokenBytes: setting(
    wholeNumber('bytes', ...TOKEN_BYTES),
    32,
    'Length of the device tokens that are issued, in bytes. 54 and 80 were seen on devices, 80 in the Simulator.',
    'The common length; Apple warns against counting on it.',
  ),
  deadTokenMode: setting(
    oneOf('strict', 'fuzzy'),
    'strict',
    'When the token of a deleted app draws 410: `strict` at once, so that a test sees it; `fuzzy` a while (see ' +
      '`deadTokenFuzz`) after a push reached the device, which discards it. Tokens that a lab kills or rotates are ' +
      'always strict.',
    'None for `strict`. `fuzzy` is what Apple engineers describe (forums thread 670868).',
  ),
  deadTokenFuzz: setting(
    record({ seed: wholeNumber('seed', 0), withinMs: milliseconds }),
    { seed: 1, withinMs: 24 * 60 * 60_000 },
    'How long after a device discarded a push of a deleted app 410 begins, at most, in milliseconds of testbed time; the ' +
      'seed draws the time. For `deadTokenMode: fuzzy`.',
    'None: Apple publishes no schedule (forums thread 670868).',
  ),
  deadTokenGraceMs: setting(
    milliseconds,
    0,
    'How long a token that is known to be dead still draws 200 (the push is discarded), in milliseconds. 0, so that a ' +
      'test sees 410 at once. Not for tokens that `deadTokenMode: fuzzy` found dead.',
    'Apple answers 410 late, on a schedule it does not publish (forums thread 670868).',
  ),
  powerSaving: setting(
    either(oneOf('off'), record<{ readonly groupMs: number }>({ groupMs: milliseconds })),
    'off',
    'Whether pushes of priority 5 and 1 wait for a connected device and go out together, such as `{ groupMs: 60000 }`: ' +
      'at most so many milliseconds of testbed time later, or along with the next push of priority 10.',
    'Apple, "Sending notification requests to APNs", says that they may be grouped; the time is not published.',
  ),
  lossNoticedAfterMs: setting(
    milliseconds,
    0,
    'How long the gateway takes a device that went off line for connected, in milliseconds of testbed time: pushes are ' +
      'held, those with `apns-expiration` 0 too, and delivered if it comes back; otherwise stored or expired.',
    'None for 0, so that a test sees storage at once. 20 to 30 s were seen with flight mode.',
  ),
  deliveryOrder: setting(
    either(oneOf('as-sent'), record<{ readonly seed: number }>({ seed: wholeNumber('seed', 0) })),
    'as-sent',
    'In which order pushes arrive that wait for a device together. `{ seed: 7 }` for a random order that the seed repeats.',
    'None: Apple guarantees no order; as sent is the one that a test can name.',
  ),
  deliveryTimeoutMs: setting(
    either(oneOf('never'), milliseconds),
    'never',
    'Time after which a push that a connected device does not take returns to storage, in milliseconds of testbed time. ' +
      'When set, time may pass while a device takes a push, which otherwise holds the testbed up.',
    'None; assumed.',
  ),
  deviceRate: setting(
    either(record<DeviceRateLimit>({ pushes: wholeNumber('pushes', 0), withinMs: milliseconds }), oneOf('unlimited')),
    'unlimited',
    'How many pushes one device token takes within a time before `TooManyRequests`, such as ' +
      '`{ pushes: 3, withinMs: 60000 }`.',
    'None: Apple publishes no threshold, and a test may well push more often than a person is called.',
  ),
  idleTimeoutMs: setting(
    either(milliseconds, oneOf('never')),
    'never',
    'Time without a request or PING after which a connection is ended with `IdleTimeout`, in milliseconds of testbed ' +
      'time.',
    'None: Apple documents the reason and no time, and elapsed time would cost a test its connections.',
  ),
  voipTokenOnBareTopic: setting(
    oneOf('DeviceTokenNotForTopic', 'TopicDisallowed'),
    'DeviceTokenNotForTopic',
    'Answer to a PushKit token with the bare bundle id as topic.',
    'As documented by Apple; `TopicDisallowed` was reported in 2017 and 2018 (node-apn/node-apn issue 635).',
  ),
  backgroundAtPriority10: setting(
    oneOf('BadPriority', 'accept'),
    'BadPriority',
    'Answer to a background push that asks for priority 10. `accept` for what older reports saw.',
    'Apple calls it an error and names no reason.',
  ),
  broadcastApps: setting(
    either(oneOf('all'), listOf('bundle ids')),
    'all',
    'Bundle ids of the apps that are set up for broadcasts, such as `["com.example.app"]`; the others draw ' +
      '`FeatureNotEnabled`.',
    'None for `all`, so that a test needs no setup; with Apple it is a capability of the app.',
  ),
  channelLimit: setting(
    wholeNumber('channels', 0),
    10_000,
    'Broadcast channels that an app may have in each environment before `CannotCreateChannelConfig`.',
    'Apple, "Sending channel management requests to APNs".',
  ),
  contentTypeOnErrors: setting(
    yesNo,
    true,
    'Whether an error answer has `content-type: application/json`.',
    "Apple's sample; two client dumps show none.",
  ),
};

/** The values of a gateway's {@link SETTINGS}. */
export interface GatewaySettings extends Values<typeof SCALARS> {
  readonly checkOrder: readonly CheckName[];
}

/** The type of each value is that of its row. */
type Values<Table> = { readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never };

export const SETTINGS: { readonly [Name in keyof GatewaySettings]: Setting<GatewaySettings[Name]> } = {
  ...SCALARS,
  checkOrder: setting<readonly CheckName[]>(
    orderOf(WORKING_ORDER, 'checks', 'WORKING_ORDER'),
    WORKING_ORDER,
    'Order of the request checks: the first that refuses decides.',
    'None: Apple publishes no order; derived from reported answers.',
  ),
};

export const DEFAULT_SETTINGS = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { default: byDefault }]) => [name, byDefault]),
) as unknown as GatewaySettings;

/**
 * The settings with defaults where `given` has none.
 * @throws Error when there is no setting of a name, or a value is not allowed; it says what is.
 */
export function completeSettings(given: Partial<GatewaySettings> = {}): GatewaySettings {
  for (const [name, value] of Object.entries(given)) {
    const problem = settingProblem(name, value);
    if (problem !== undefined) throw new Error(`${problem}.`);
  }
  return { ...DEFAULT_SETTINGS, ...given };
}

/** What is wrong with a setting from outside, as a sentence without its full stop. */
export function settingProblem(name: string, value: unknown): string | undefined {
  const known: Readonly<Record<string, Setting<unknown>>> = SETTINGS;
  const allowed = Object.hasOwn(known, name) ? known[name]?.allowed : undefined;
  if (allowed === undefined) {
    const meant = nearest(name, Object.keys(known));
    const advice =
      meant === undefined ? `the settings are ${Object.keys(known).join(', ')}` : `perhaps ${meant} is meant`;
    return `There is no setting ${name}; ${advice}`;
  }
  if (allowed.accepts(value)) return undefined;
  const explained = allowed.explain?.(value) ?? `must be ${allowed.told}; found ${JSON.stringify(value)}`;
  return `The setting ${name} ${explained}`;
}
