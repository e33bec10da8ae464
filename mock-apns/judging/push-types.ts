/**
 * What Apple's push types demand of topic and size.
 * Source: Apple, "Sending notification requests to APNs". The page drops the leading dot of the Live Activity suffix and
 * prints the complication suffix with a stray letter; the dotted forms are those of earlier editions and of
 * "Troubleshooting push notifications".
 */

/** What follows the bundle id in the topics of a push type; `alert` and `background` go to the bare bundle id. */
const TOPIC_SUFFIXES = [
  ['voip', '.voip'],
  ['complication', '.complication'],
  ['fileprovider', '.pushkit.fileprovider'],
  ['location', '.location-query'],
  ['pushtotalk', '.voip-ptt'],
  ['liveactivity', '.push-type.liveactivity'],
  ['controls', '.push-type.controls'],
  ['widgets', '.push-type.widgets'],
] as const;

/** Topics of `mdm` have no bundle id but the name of the MDM push certificate. */
const MDM_TOPIC_PREFIX = 'com.apple.mgmt.';

export type PushType = 'alert' | 'background' | 'mdm' | (typeof TOPIC_SUFFIXES)[number][0];

/** Which token a topic has: PushKit's for VoIP, else an ordinary one. */
export type TokenKind = 'voip' | 'alert';

const PUSH_TYPES: ReadonlySet<string> = new Set([
  'alert',
  'background',
  'mdm',
  ...TOPIC_SUFFIXES.map(([type]) => type),
]);

export function isPushType(value: string): value is PushType {
  return PUSH_TYPES.has(value);
}

/** Tells whether a push of `type` may go to `topic`. */
export function fitsTopic(type: PushType, topic: string): boolean {
  const implied = impliedPushType(topic);
  return type === 'background' ? implied === 'alert' : type === implied;
}

/** The push type that a topic stands for when the provider names none (`alert` for a bare bundle id). */
export function impliedPushType(topic: string): PushType {
  if (topic.startsWith(MDM_TOPIC_PREFIX)) return 'mdm';
  return suffixOf(topic)?.[0] ?? 'alert';
}

/** The bundle id inside a topic. */
export function bundleIdOf(topic: string): string {
  return topic.slice(0, topic.length - (suffixOf(topic)?.[1].length ?? 0));
}

export function tokenKindOf(topic: string): TokenKind {
  return impliedPushType(topic) === 'voip' ? 'voip' : 'alert';
}

/** The largest payload of any push, in bytes. */
export const LARGEST_PAYLOAD_BYTES = 5120;

/** The largest payload that `topic` takes, in bytes. */
export function payloadLimitBytes(topic: string): number {
  return tokenKindOf(topic) === 'voip' ? LARGEST_PAYLOAD_BYTES : 4096;
}

function suffixOf(topic: string): (typeof TOPIC_SUFFIXES)[number] | undefined {
  return TOPIC_SUFFIXES.find(([, suffix]) => topic.endsWith(suffix));
}
