/**
 * The broadcast channels of one world: each belongs to an app and has devices that listen to it. Source: Apple, "Sending
 * channel management requests to APNs".
 */

import { randomBytes } from 'node:crypto';

/** 0: a message reaches the devices that are on line. 1: the newest is kept for those that are not. */
export type StoragePolicy = 0 | 1;

export interface Channel {
  /** In base64, as in `apns-channel-id`. */
  readonly id: string;
  readonly bundleId: string;
  readonly storagePolicy: StoragePolicy;
  /** Ids of the devices that listen. */
  readonly subscribers: Set<string>;
}

/** No trace shows the size of Apple's; the sample in its documentation has 13 bytes. */
const ID_BYTES = 16;

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

  /** Ask {@link isFull} first. */
  create(bundleId: string, storagePolicy: StoragePolicy): Channel {
    const channel = {
      id: randomBytes(ID_BYTES).toString('base64'),
      bundleId,
      storagePolicy,
      subscribers: new Set<string>(),
    };
    const own = this.#byApp.get(bundleId) ?? new Map<string, Channel>();
    this.#byApp.set(bundleId, own.set(channel.id, channel));
    return channel;
  }

  find(bundleId: string, id: string): Channel | undefined {
    return this.#byApp.get(bundleId)?.get(id);
  }

  delete({ bundleId, id }: Channel): void {
    this.#byApp.get(bundleId)?.delete(id);
  }

  /** The ids of an app's channels, oldest first. */
  list(bundleId: string): string[] {
    return [...(this.#byApp.get(bundleId)?.keys() ?? [])];
  }
}
