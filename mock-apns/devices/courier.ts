/**
 * Store and forward for one device: accepted pushes go out one after the other while the device is connected, and rest
 * while it is not. A push stays in the courier's keeping until the phone has taken it. Source: Apple, "Viewing the status
 * of push notifications using Metrics and APNs".
 *
 * Limits: pushes to a connected device never overwrite each other, though Apple says that rapid ones can; a push that
 * the device did not take is not tried again before its next connection.
 */

import type { Clock, Journal, Release, Timer } from '../../clock/index.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import { deathOf, findTokenDead } from './dead-token.ts';
import type { Registration } from './device-tokens.ts';
import { type CourierPush, courierPush, DEFAULT_PRIORITY, type Push } from './push.ts';
import { draw } from './random.ts';
import { Storage } from './storage.ts';

/** Hands a push to the phone; resolves when the phone has taken it, rejects when it has not. */
export type Deliver = (push: CourierPush) => Promise<void>;

/** What a fault does to an accepted push: it never arrives, or it arrives twice. */
export type PushFate = 'lose' | 'duplicate';

/** A push on its way to a connected device; the testbed is not quiet until `release` is called. */
interface Outgoing {
  readonly push: Push;
  readonly release: Release;
}

/** Pushes that wait for a moment to come: the end of a power-saving pause, or a lost connection being noticed. */
interface Waiting {
  readonly pushes: Push[];
  readonly end: Timer;
}

/** Pushes that go out once more after the phone took them. */
const twice = new WeakSet<Push>();

export class Courier {
  readonly #deviceId: string;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #settings: GatewaySettings;
  readonly #storage: Storage;
  #deliver: Deliver | undefined;
  /** Pushes whose turn has not come, oldest first. */
  #queue: Outgoing[] = [];
  #inFlight: Outgoing | undefined;
  /** Pushes that may wait while the connected device saves power. */
  #grouped: Waiting | undefined;
  /** What was sent into a broken connection that the gateway still takes for a good one. */
  #unnoticed: Waiting | undefined;
  readonly #foundDead: (registration: Registration) => void;
  #chance: number;

  /** @param foundDead called when APNs finds out that a token is dead */
  constructor(
    deviceId: string,
    clock: Clock,
    journal: Journal,
    settings: GatewaySettings,
    foundDead: (registration: Registration) => void = () => undefined,
  ) {
    this.#foundDead = foundDead;
    this.#deviceId = deviceId;
    this.#clock = clock;
    this.#journal = journal;
    this.#settings = settings;
    this.#chance = settings.deliveryOrder === 'as-sent' ? 0 : settings.deliveryOrder.seed;
    this.#storage = new Storage(clock, settings.storageSlot, (push) =>
      this.#note('push.expired', push, 'its time was over before the device connected'),
    );
  }

  /** Takes charge of an accepted push. Nothing reaches the phone before the caller is done. */
  take(push: Push, fate?: PushFate): void {
    if (fate === 'duplicate') twice.add(push);
    if (fate === 'lose') this.#note('push.lost', push, 'a fault lost it');
    else if (deathOf(push.registration) === 'dead') this.#note('push.discarded', push, 'the device token is dead');
    else if (this.#unnoticed !== undefined) this.#unnoticed.pushes.push(push);
    else if (this.#deliver === undefined) this.#rest(push, 'the device is not connected');
    else if (this.#settings.powerSaving !== 'off' && (push.priority ?? DEFAULT_PRIORITY) < DEFAULT_PRIORITY) {
      this.#group(push, this.#settings.powerSaving.groupMs);
    } else this.#send([...this.#endWait(), push]);
  }

  /**
   * Stored pushes go out first. A second connection takes the place of the first: nothing more is handed to that one, and
   * what it had not taken goes to the new one.
   */
  connect(deliver: Deliver): void {
    const unsent = this.#takeUnsent();
    this.#deliver = deliver;
    const held = this.#endUnnoticed();
    const stored = this.#storage.takeAll().map((push) => this.#outgoing(push));
    const grouped = this.#endWait();
    this.#queue = [...stored, ...unsent.map(({ push }) => this.#outgoing(push))];
    this.#send([...held, ...grouped]);
    for (const { release } of unsent) release();
  }

  get isConnected(): boolean {
    return this.#deliver !== undefined;
  }

  get storedPushes(): number {
    return this.#storage.size;
  }

  disconnect(): void {
    const wasConnected = this.#deliver !== undefined;
    this.#deliver = undefined;
    const unsent = this.#takeUnsent();
    const pushes = [...unsent.map(({ push }) => push), ...this.#endWait()];
    const { lossNoticedAfterMs } = this.#settings;
    if (wasConnected && lossNoticedAfterMs > 0) {
      this.#unnoticed = { pushes, end: this.#clock.setTimeout(() => this.#noticeLoss(), lossNoticedAfterMs) };
    } else {
      for (const push of pushes) this.#rest(push, 'the device disconnected');
    }
    for (const { release } of unsent) release();
  }

  /** Drops the stored and waiting pushes of a topic whose token has died. */
  drop(topic: string): void {
    this.#drop((push) => push.channelId === undefined && push.registration.topic === topic, 'the device token died');
  }

  /** Drops every push that waits; what is in flight arrives. */
  dropAll(because: string): void {
    this.#drop(() => true, because);
  }

  /** Drops the waiting messages of a channel that the device no longer listens to, or that is gone. */
  dropBroadcasts(channelId: string): void {
    this.#drop((push) => push.channelId === channelId, 'the device no longer listens to the channel');
  }

  #drop(isDropped: (push: Push) => boolean, because: string): void {
    const dropped = this.#storage.takeAll(isDropped);
    for (const waiting of [this.#grouped, this.#unnoticed]) {
      if (waiting === undefined) continue;
      dropped.push(...waiting.pushes.filter(isDropped));
      const others = waiting.pushes.filter((push) => !isDropped(push));
      waiting.pushes.splice(0, waiting.pushes.length, ...others);
    }
    this.#queue = this.#queue.filter(({ push, release }) => {
      if (!isDropped(push)) return true;
      dropped.push(push);
      release();
      return false;
    });
    for (const push of dropped) this.#note('push.discarded', push, because);
  }

  /** Lets go of everything; for the end of the gateway. */
  close(): void {
    this.#deliver = undefined;
    for (const { release } of this.#takeUnsent()) release();
    this.#endWait();
    this.#endUnnoticed();
    this.#storage.takeAll();
  }

  /** Source: Apple, "Sending notification requests to APNs": 5 and 1 take power considerations of the device in account. */
  #group(push: Push, groupMs: number): void {
    this.#grouped ??= { pushes: [], end: this.#clock.setTimeout(() => this.#send(this.#endWait()), groupMs) };
    this.#grouped.pushes.push(push);
  }

  #endWait(): Push[] {
    const pushes = this.#grouped?.pushes ?? [];
    this.#grouped?.end.cancel();
    this.#grouped = undefined;
    return pushes;
  }

  #endUnnoticed(): Push[] {
    const pushes = this.#unnoticed?.pushes ?? [];
    this.#unnoticed?.end.cancel();
    this.#unnoticed = undefined;
    return pushes;
  }

  #noticeLoss(): void {
    for (const push of this.#endUnnoticed()) this.#rest(push, 'the device did not come back');
  }

  #takeUnsent(): Outgoing[] {
    const unsent = this.#inFlight === undefined ? this.#queue : [this.#inFlight, ...this.#queue];
    this.#inFlight = undefined;
    this.#queue = [];
    return unsent;
  }

  #outgoing(push: Push): Outgoing {
    const release = this.#clock.busy(`push ${push.id} to device ${this.#deviceId}`);
    // What waits behind a hand-over with a limit must not keep that limit from coming.
    if (this.#inFlight !== undefined && this.#settings.deliveryTimeoutMs !== 'never') release();
    return { push, release };
  }

  #send(pushes: readonly Push[]): void {
    for (const push of pushes) this.#queue.push(this.#outgoing(push));
    setImmediate(() => this.#sendNext());
  }

  #sendNext(): void {
    while (this.#deliver !== undefined && this.#inFlight === undefined) {
      const next = this.#nextInTurn();
      if (next === undefined) return;
      const { push } = next;
      const message = courierPush(push);
      if (push.keptUntil !== undefined && push.keptUntil <= this.#clock.now()) {
        this.#note('push.expired', push, 'its time was over before its turn came');
        next.release();
      } else if (deathOf(push.registration) !== 'alive') {
        this.#reachDeleted(push);
        next.release();
      } else if (message === undefined) {
        this.#note('push.discarded', push, 'the payload is not a JSON object');
        next.release();
      } else {
        this.#inFlight = next;
        void this.#handOver(next, message, this.#deliver);
      }
    }
  }

  #nextInTurn(): Outgoing | undefined {
    if (this.#settings.deliveryOrder === 'as-sent' || this.#queue.length < 2) return this.#queue.shift();
    const { value, next } = draw(this.#chance);
    this.#chance = next;
    return this.#queue.splice(Math.floor(value * this.#queue.length), 1)[0];
  }

  /** The device has deleted the app and discards the push; that is how APNs finds out. */
  #reachDeleted(push: Push): void {
    if (deathOf(push.registration) === 'deleted') {
      findTokenDead(push.registration, this.#clock.now(), this.#settings);
      this.#foundDead(push.registration);
    }
    this.#note('push.discarded', push, 'the app is no longer on the device');
  }

  async #handOver(outgoing: Outgoing, message: CourierPush, deliver: Deliver): Promise<void> {
    const limit = this.#limitHandOver(outgoing);
    try {
      await deliver(message);
      this.#delivered(outgoing);
    } catch (error) {
      this.#returned(outgoing, error instanceof Error ? error.message : String(error));
    }
    limit?.cancel();
    this.#handedOver(outgoing);
  }

  /** Time passes while the phone takes a push only where there is a limit: otherwise it would never be over. */
  #limitHandOver(outgoing: Outgoing): Timer | undefined {
    const { deliveryTimeoutMs } = this.#settings;
    if (deliveryTimeoutMs === 'never') return undefined;
    const limit = this.#clock.setTimeout(() => {
      this.#returned(outgoing, `${deliveryTimeoutMs} ms passed`);
      this.#handedOver(outgoing);
    }, deliveryTimeoutMs);
    for (const { release } of [outgoing, ...this.#queue]) release();
    return limit;
  }

  #returned(outgoing: Outgoing, because: string): void {
    if (this.#inFlight === outgoing) this.#rest(outgoing.push, `the device did not take it: ${because}`);
  }

  #handedOver(outgoing: Outgoing): void {
    if (this.#inFlight !== outgoing) return;
    this.#inFlight = undefined;
    this.#sendNext();
    outgoing.release();
  }

  /** A push that the phone took while the connection broke must not arrive twice. */
  #delivered(outgoing: Outgoing): void {
    const { push } = outgoing;
    if (this.#inFlight !== outgoing && !this.#takeBack(push)) return;
    this.#note('push.delivered', push);
    if (!twice.delete(push)) return;
    if (this.#deliver === undefined) this.#rest(push, 'the device is not connected');
    else {
      this.#queue.unshift(this.#outgoing(push));
      setImmediate(() => this.#sendNext());
    }
  }

  /** @returns whether the push still waited for another attempt. */
  #takeBack(push: Push): boolean {
    const held = this.#unnoticed?.pushes ?? [];
    if (held.includes(push)) return held.splice(held.indexOf(push), 1).length > 0;
    const index = this.#queue.findIndex((outgoing) => outgoing.push === push);
    if (index < 0) return this.#storage.remove(push);
    for (const { release } of this.#queue.splice(index, 1)) release();
    return true;
  }

  #rest(push: Push, because: string): void {
    const { keptUntil } = push;
    if (keptUntil === undefined || keptUntil <= this.#clock.now()) {
      this.#note('push.expired', push, because);
      return;
    }
    const replaced = this.#storage.keep(push, keptUntil);
    if (replaced !== undefined) this.#note('push.discarded', replaced, `push ${push.id} took its place`);
    this.#note('push.stored', push, because);
  }

  #note(kind: `push.${string}`, push: Push, because?: string): void {
    const data = {
      id: push.id,
      topic: push.registration.topic,
      ...(push.channelId === undefined ? {} : { channel: push.channelId }),
      ...(because === undefined ? {} : { because }),
    };
    if (push.channelId === undefined) {
      this.#journal.write('gateway', kind, data, this.#deviceId);
      return;
    }
    const fate = kind.slice('push.'.length);
    this.#journal.write('gateway', `broadcast.${fate}`, data, this.#deviceId);
  }
}
