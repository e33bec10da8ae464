/**
 * The broadcast channels of one world: each belongs to an app, has devices that listen to it, and keeps its newest message
 * when it was made to. Source: Apple, "Sending channel management requests to APNs" and "Sending broadcast push
 * notification requests to APNs".
 */

import { randomBytes } from 'node:crypto';

/** 0: a message reaches the devices that are on line. 1: the newest is kept for those that are not. */
export const STORAGE_POLICIES = [0, 1] as const;

export type StoragePolicy = (typeof STORAGE_POLICIES)[number];

/** The longest that a message is kept, in milliseconds of testbed time: 8 hours. */
export const LONGEST_STORAGE_MS = 8 * 60 * 60_000;

/** A broadcast that was accepted. */
export interface Message {
  /** The broadcast's `apns-request-id`. */
  readonly id: string;
  readonly priority: number | undefined;
  /** Seconds since 1970, as the request said. */
  readonly expiration: number | undefined;
  readonly body: Buffer;
  /** Testbed time, milliseconds since 1970, until which it may be kept; undefined: one attempt. */
  readonly keptUntil: number | undefined;
}

export interface Channel {
  /** In base64, as in `apns-channel-id`. */
  readonly id: string;
  readonly bundleId: string;
  readonly storagePolicy: StoragePolicy;
  /** The newest message while it is kept. Read it with {@link storedMessage}, which knows the time. */
  message: Message | undefined;
  /** The id of the newest message that each subscribed device took or is being handed. */
  readonly subscribers: Map<string, string | undefined>;
}

/** No trace shows the size of Apple's; the sample in its documentation has 13 bytes. */
const ID_BYTES = 16;

/** Assumed: Apple says that an id may be too large, and names no size. */
const LONGEST_ID = 64;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Tells whether a text may be the id of a channel, known or not. */
export function isChannelId(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_ID && BASE64.test(text);
}

export class Channels {
  readonly #limit: number;
  readonly #byApp = new Map<string, Map<string, Channel>>();

  /** @param limit most channels that one app may have. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  isFull(bundleId: string): boolean {
    return (this.#byApp.get(bundleId)?.size ?? 0) >= this.#limit;
  }

  /** @throws Error when the app has as many channels as it may. */
  create(bundleId: string, storagePolicy: StoragePolicy): Channel {
    if (this.isFull(bundleId)) {
      throw new Error(
        `No channel was created: ${bundleId} has ${this.#limit}, which is the most that an app may have. Delete one first.`,
      );
    }
    const id = randomBytes(ID_BYTES).toString('base64');
    const channel: Channel = { id, bundleId, storagePolicy, message: undefined, subscribers: new Map() };
    const own = this.#byApp.get(bundleId) ?? new Map<string, Channel>();
    this.#byApp.set(bundleId, own.set(id, channel));
    return channel;
  }

  find(bundleId: string, id: string): Channel | undefined {
    return this.#byApp.get(bundleId)?.get(id);
  }

  /** @returns whether there was such a channel. */
  delete(bundleId: string, id: string): boolean {
    return this.#byApp.get(bundleId)?.delete(id) ?? false;
  }

  /** An app's channels, oldest first. */
  of(bundleId: string): Channel[] {
    return [...(this.#byApp.get(bundleId)?.values() ?? [])];
  }

  /** Those of every app. */
  all(): Channel[] {
    return [...this.#byApp.values()].flatMap((own) => [...own.values()]);
  }
}

/**
 * Until when a message is kept that is accepted `now`, testbed time in milliseconds; undefined when it is not.
 * @param expiration seconds since 1970; undefined for as long as messages are kept at most, 0 and the past for not at all.
 */
export function keptUntil(policy: StoragePolicy, expiration: number | undefined, now: number): number | undefined {
  const longest = now + LONGEST_STORAGE_MS;
  if (policy === 0) return undefined;
  if (expiration === undefined) return longest;
  return expiration * 1000 <= now ? undefined : Math.min(expiration * 1000, longest);
}

/** The message that a channel still has for devices that come on line. */
export function storedMessage({ message }: Channel, now: number): Message | undefined {
  return message?.keptUntil !== undefined && message.keptUntil > now ? message : undefined;
}
