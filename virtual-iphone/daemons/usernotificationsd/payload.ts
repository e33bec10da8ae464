/** Reads the `aps` dictionary of an ordinary push (Apple, "Generating a remote notification"). */

import type { NotificationData } from '../../messages.ts';
import type { ReceivedPush } from '../apsd/received-push.ts';

export interface PushContent {
  /** What to show; undefined when there is neither title nor body. */
  readonly notification: NotificationData | undefined;
  readonly badge: number | undefined;
  readonly contentAvailable: boolean;
  /** A service extension may change what is shown. */
  readonly mutableContent: boolean;
}

type Plain = Readonly<Record<string, unknown>>;

/** `id` is the request identifier: the collapse id where the version knows it, else the push's own. */
export function readPush(push: ReceivedPush, id: string): PushContent {
  const aps = dictionary(push.payload['aps']);
  const { title, body } = alertOf(aps['alert']);
  const sound = soundOf(aps['sound']);
  const category = text(aps['category']);
  const notification: NotificationData = {
    id,
    title,
    body,
    ...(sound === '' ? {} : { sound }),
    ...(category === '' ? {} : { category }),
    userInfo: push.payload,
    remote: true,
  };
  const badge = aps['badge'];
  return {
    notification: title === '' && body === '' ? undefined : notification,
    badge: typeof badge === 'number' ? badge : undefined,
    contentAvailable: aps['content-available'] === 1,
    mutableContent: aps['mutable-content'] === 1,
  };
}

/** `alert` is a string (the body) or a dictionary. A localized text is shown by its key, since bundles have no strings. */
function alertOf(alert: unknown): { title: string; body: string } {
  if (typeof alert === 'string') return { title: '', body: alert };
  const dict = dictionary(alert);
  return {
    title: text(dict['title']) || localized(dict['title-loc-key'], dict['title-loc-args']),
    body: text(dict['body']) || localized(dict['loc-key'], dict['loc-args']),
  };
}

function localized(key: unknown, args: unknown): string {
  const values = Array.isArray(args) ? args.map(text) : [];
  return text(key).replaceAll('%@', () => values.shift() ?? '');
}

/** `sound` is a file name or, for critical alerts, a dictionary with `name`. */
function soundOf(sound: unknown): string {
  return text(sound) || text(dictionary(sound)['name']);
}

function dictionary(value: unknown): Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
