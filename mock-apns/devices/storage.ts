/**
 * Where the pushes of one device rest until it connects: one per slot, each until its time is over. Source: Apple,
 * "Viewing the status of push notifications using Metrics and APNs".
 */

import type { Clock, Timer } from '../../clock/index.ts';
import { bundleIdOf } from '../judging/push-types.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { Push } from './push.ts';

interface Resting {
  readonly push: Push;
  readonly expiry: Timer;
}

export class Storage {
  readonly #clock: Clock;
  readonly #slotKind: GatewaySettings['storageSlot'];
  readonly #expired: (push: Push) => void;
  /** One push per slot, in the order of arrival. */
  readonly #resting = new Map<string, Resting>();

  /** @param expired called when the time of a stored push is over */
  constructor(clock: Clock, slotKind: GatewaySettings['storageSlot'], expired: (push: Push) => void) {
    this.#clock = clock;
    this.#slotKind = slotKind;
    this.#expired = expired;
  }

  /** Keeps a push until `keptUntil`, testbed time. @returns the push whose place it took. */
  keep(push: Push, keptUntil: number): Push | undefined {
    const slot = this.#slotOf(push);
    const replaced = this.#resting.get(slot)?.push;
    this.#remove(slot);
    const expiry = this.#clock.setTimeout(() => {
      this.#resting.delete(slot);
      this.#expired(push);
    }, keptUntil - this.#clock.now());
    this.#resting.set(slot, { push, expiry });
    return replaced;
  }

  get size(): number {
    return this.#resting.size;
  }

  /** Takes this very push out. @returns whether it was there. */
  remove(push: Push): boolean {
    const slot = this.#slotOf(push);
    return this.#resting.get(slot)?.push === push && this.#remove(slot);
  }

  /** Takes all pushes out, or those that are wanted, in the order of arrival. */
  takeAll(isWanted: (push: Push) => boolean = () => true): Push[] {
    const taken: Push[] = [];
    for (const [slot, { push }] of this.#resting) {
      if (!isWanted(push)) continue;
      taken.push(push);
      this.#remove(slot);
    }
    return taken;
  }

  #remove(slot: string): boolean {
    this.#resting.get(slot)?.expiry.cancel();
    return this.#resting.delete(slot);
  }

  #slotOf({ registration: { topic }, channelId, collapseId = '' }: Push): string {
    if (channelId !== undefined) return `${topic} ${channelId}`;
    if (this.#slotKind === 'bundle') return bundleIdOf(topic);
    return this.#slotKind === 'collapse-id' ? `${topic} ${collapseId}` : topic;
  }
}
