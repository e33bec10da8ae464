/**
 * Store and forward for one device: accepted pushes go out one after the other while the device is connected, and rest
 * while it is not. Source: Apple, "Viewing the status of push notifications using Metrics and APNs".
 *
 * Limits: pushes to a connected device never overwrite each other, though Apple says that rapid ones can; a push that
 * the device did not take is not tried again before its next connection.
 */

import type { Clock, Journal, Release, Timer } from '../../clock/index.ts';
import { bundleIdOf } from '../judging/push-types.ts';
import type { GatewaySettings } from '../settings.ts';
import { type CourierPush, courierPush, type Push } from './push.ts';

/** Hands a push to the phone; resolves when the phone has taken it, rejects when it has not. */
export type Deliver = (push: CourierPush) => Promise<void>;

/** What a fault does to an accepted push: it never arrives, or it arrives twice. */
export type PushFate = 'lose' | 'duplicate';

/** A push on its way to a connected device; the testbed is not quiet until `release` is called. */
interface Outgoing {
  readonly push: Push;
  readonly release: Release;
}

interface Resting {
  readonly push: Push;
  readonly expiry: Timer;
}

export class Courier {
  readonly #deviceId: string;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #settings: GatewaySettings;
  #deliver: Deliver | undefined;
  /** Pushes whose turn has not come, oldest first. */
  #queue: Outgoing[] = [];
  #inFlight: Outgoing | undefined;
  /** One push per slot, in the order of arrival. */
  readonly #stored = new Map<string, Resting>();
  /** Pushes that go out once more after the phone took them. */
  readonly #twice = new WeakSet<Push>();

  constructor(deviceId: string, clock: Clock, journal: Journal, settings: GatewaySettings) {
    this.#deviceId = deviceId;
    this.#clock = clock;
    this.#journal = journal;
    this.#settings = settings;
  }

  /** Takes charge of an accepted push. Nothing reaches the phone before the caller is done. */
  take(push: Push, fate?: PushFate): void {
    if (fate === 'duplicate') this.#twice.add(push);
    if (fate === 'lose') this.#note('push.lost', push, 'a fault lost it');
    else if (push.registration.inactiveSince !== undefined) this.#note('push.discarded', push, 'the device token is dead');
    else if (this.#deliver === undefined) this.#rest(push, 'the device is not connected');
    else this.#send([push]);
  }

  /** Stored pushes go out first. A second connection takes the place of the first. */
  connect(deliver: Deliver): void {
    this.#deliver = deliver;
    const stored = [...this.#stored.values()];
    this.#stored.clear();
    for (const { expiry } of stored) expiry.cancel();
    this.#send(stored.map(({ push }) => push));
  }

  disconnect(): void {
    this.#deliver = undefined;
    const unsent = this.#inFlight === undefined ? this.#queue : [this.#inFlight, ...this.#queue];
    this.#inFlight = undefined;
    this.#queue = [];
    for (const { push, release } of unsent) {
      this.#rest(push, 'the device disconnected');
      release();
    }
  }

  /** Drops the stored and waiting pushes of a topic whose token has died. */
  drop(topic: string): void {
    for (const [slot, { push, expiry }] of this.#stored) {
      if (push.registration.topic !== topic) continue;
      expiry.cancel();
      this.#stored.delete(slot);
      this.#note('push.discarded', push, 'the device token died');
    }
    this.#queue = this.#queue.filter(({ push, release }) => {
      if (push.registration.topic !== topic) return true;
      this.#note('push.discarded', push, 'the device token died');
      release();
      return false;
    });
  }

  /** Lets go of everything; for the end of the gateway. */
  close(): void {
    this.#deliver = undefined;
    for (const { release } of this.#queue) release();
    this.#inFlight?.release();
    for (const { expiry } of this.#stored.values()) expiry.cancel();
    this.#queue = [];
    this.#inFlight = undefined;
    this.#stored.clear();
  }

  #send(pushes: readonly Push[]): void {
    for (const push of pushes) {
      this.#queue.push({ push, release: this.#announce(push) });
    }
    setImmediate(() => this.#sendNext());
  }

  #announce(push: Push): Release {
    return this.#clock.busy(`push ${push.id} to device ${this.#deviceId}`);
  }

  #sendNext(): void {
    while (this.#deliver !== undefined && this.#inFlight === undefined) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      const message = courierPush(next.push);
      if (message === undefined) {
        this.#note('push.discarded', next.push, 'the payload is not a JSON object');
        next.release();
      } else if (next.push.keptUntil !== undefined && next.push.keptUntil <= this.#clock.now()) {
        this.#note('push.expired', next.push, 'its time was over before its turn came');
        next.release();
      } else {
        this.#inFlight = next;
        void this.#handOver(next, message, this.#deliver);
      }
    }
  }

  async #handOver(outgoing: Outgoing, message: CourierPush, deliver: Deliver): Promise<void> {
    const { push } = outgoing;
    try {
      await deliver(message);
      this.#delivered(outgoing);
    } catch (error) {
      if (this.#inFlight === outgoing) {
        this.#rest(push, `the device did not take it: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (this.#inFlight !== outgoing) return;
    this.#inFlight = undefined;
    this.#sendNext();
    outgoing.release();
  }

  /** A push that the phone took while the connection broke must not arrive twice. */
  #delivered(outgoing: Outgoing): void {
    const { push } = outgoing;
    if (this.#inFlight !== outgoing) {
      const slot = this.#slotOf(push);
      const resting = this.#stored.get(slot);
      if (resting?.push !== push) return;
      resting.expiry.cancel();
      this.#stored.delete(slot);
    }
    this.#note('push.delivered', push);
    if (!this.#twice.delete(push)) return;
    if (this.#deliver === undefined) this.#rest(push, 'the device is not connected');
    else this.#queue.unshift({ push, release: this.#announce(push) });
  }

  #rest(push: Push, because: string): void {
    const { keptUntil } = push;
    const now = this.#clock.now();
    if (keptUntil === undefined || keptUntil <= now) {
      this.#note('push.expired', push, because);
      return;
    }
    const slot = this.#slotOf(push);
    const replaced = this.#stored.get(slot);
    if (replaced !== undefined) {
      replaced.expiry.cancel();
      this.#stored.delete(slot);
      this.#note('push.discarded', replaced.push, `push ${push.id} took its place`);
    }
    const expiry = this.#clock.setTimeout(() => {
      this.#stored.delete(slot);
      this.#note('push.expired', push, 'its time was over before the device connected');
    }, keptUntil - now);
    this.#stored.set(slot, { push, expiry });
    this.#note('push.stored', push, because);
  }

  #slotOf(push: Push): string {
    const { topic } = push.registration;
    return this.#settings.storageSlot === 'bundle' ? bundleIdOf(topic) : topic;
  }

  #note(kind: string, push: Push, because?: string): void {
    const data = { id: push.id, topic: push.registration.topic, ...(because === undefined ? {} : { because }) };
    this.#journal.write('gateway', kind, data, this.#deviceId);
  }
}
