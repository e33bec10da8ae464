/**
 * A device as the gateway sees it: its courier link and what can happen to its tokens.
 */

import type { Clock } from '../../clock/index.ts';
import { bundleIdOf, type TokenKind } from '../judging/push-types.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import { Courier, type Deliver, type PushFate } from './courier.ts';
import { deleteToken, retireToken, reviveToken } from './dead-token.ts';
import { type DeviceTokens, maskToken, type Registration } from './device-tokens.ts';
import type { Push } from './push.ts';

/** The phone's standing connection to APNs, as the phone uses it. */
export interface CourierLink {
  /** Registers a topic (a bundle id, or `<bundle id>.voip`) and answers its device token in lower-case hex. */
  register(topic: string): Promise<string>;
  /** The topic's token dies (when: setting `deadTokenMode`); registering the topic again brings the same token back to life. */
  unregister(topic: string): void;
  /**
   * Opens the connection. Stored pushes arrive first. `deliver` resolves when the phone has taken the push; a push that
   * it did not take returns to storage. A second connection takes the place of the first.
   */
  connect(deliver: Deliver): void;
  /** Closes the connection (flight mode); pushes are stored from now on, or after `lossNoticedAfterMs`. */
  disconnect(): void;
}

/** A topic that a device has registered. */
export interface DeviceRegistration {
  readonly topic: string;
  /** In lower-case hex. */
  readonly token: string;
  readonly kind: TokenKind;
}

export interface RegisterOptions {
  /** In hex of either case, 8 to 1024 bytes. */
  readonly token?: string;
}

/** The courier link, and what a lab does to a device's tokens behind the phone's back. */
export interface DeviceLink extends CourierLink {
  readonly deviceId: string;
  /**
   * As {@link CourierLink.register}; with `token`, the topic gets this one in place of one that is issued, so that a
   * provider's fixtures work. Rejects with an Error when that is no device token, stands for something else, or the topic
   * has another.
   * @example await gateway.device('phone-1').register('com.example.app', { token: 'ab'.repeat(32) });
   */
  register(topic: string, options?: RegisterOptions): Promise<string>;
  /**
   * Gives the topic a new token, as after a restore from backup; the old one is dead. Resolves with the new token.
   * Rejects with an Error when the topic is not registered.
   */
  rotate(topic: string): Promise<string>;
  /** Kills the topic's token for good; the next {@link CourierLink.register} answers a new one. */
  invalidate(topic: string): void;
  /** Lets the topic's token die of age: it draws `ExpiredToken`. The next register answers a new one. */
  expire(topic: string): void;
  /**
   * Kills the tokens of all topics of an app and ends its subscriptions, as when the app is deleted; see the setting
   * `deadTokenMode`.
   */
  uninstall(bundleId: string): void;
  /**
   * Lets the device listen to a broadcast channel (base64) of an app, from now on. Throws an Error when the app has no such
   * channel, or the gateway none at all (option `broadcast`).
   */
  subscribe(bundleId: string, channelId: string): void;
  /** Ends that; what waits of the channel for the device is discarded. */
  unsubscribe(bundleId: string, channelId: string): void;
  /** Its topics with their tokens, oldest first. */
  registrations(): readonly DeviceRegistration[];
  /** Whether its connection is open. */
  readonly isConnected: boolean;
  /** Pushes that rest until it connects. */
  readonly storedPushes: number;
}

/** The gateway's channels, as a device uses them. */
export interface Subscriptions {
  subscribe(deviceId: string, bundleId: string, channelId: string): void;
  unsubscribe(deviceId: string, bundleId: string, channelId: string): void;
  /** From every channel of the app. */
  unsubscribeAll(deviceId: string, bundleId: string): void;
}

export class Device implements DeviceLink {
  readonly deviceId: string;
  readonly #tokens: DeviceTokens;
  readonly #courier: Courier;
  readonly #clock: Clock;
  readonly #settings: GatewaySettings;
  readonly #subscriptions: Subscriptions | undefined;
  readonly #registrations = new Map<string, Registration>();

  /** @param subscriptions undefined when the gateway has no broadcast channels */
  constructor(
    deviceId: string,
    tokens: DeviceTokens,
    courier: Courier,
    clock: Clock,
    settings: GatewaySettings,
    subscriptions?: Subscriptions,
  ) {
    this.#subscriptions = subscriptions;
    this.deviceId = deviceId;
    this.#tokens = tokens;
    this.#courier = courier;
    this.#clock = clock;
    this.#settings = settings;
  }

  async register(topic: string, { token }: RegisterOptions = {}): Promise<string> {
    const known = this.#registrations.get(topic);
    if (known !== undefined && token !== undefined && known.token !== token.toLowerCase()) {
      throw new Error(
        `The token ${maskToken(token)} was not given to device ${this.deviceId} for the topic '${topic}': it has ` +
          `${maskToken(known.token)} already. Invalidate that first, or register without a token.`,
      );
    }
    const registration =
      known ??
      (token === undefined ? this.#tokens.issue(this.deviceId, topic) : this.#tokens.take(token, this.deviceId, topic));
    if (known !== undefined) {
      reviveToken(known);
      this.#tokens.changed(known);
    }
    this.#registrations.set(topic, registration);
    return registration.token;
  }

  unregister(topic: string): void {
    const registration = this.#registrations.get(topic);
    if (registration === undefined) return;
    const isKnown = deleteToken(registration, this.#clock.now(), this.#settings);
    this.#tokens.changed(registration);
    if (isKnown) this.#courier.drop(topic);
  }

  async rotate(topic: string): Promise<string> {
    if (!this.#registrations.has(topic)) {
      const known = [...this.#registrations.keys()].join(', ') || 'none';
      throw new Error(
        `No token was rotated: device ${this.deviceId} has not registered the topic '${topic}'. ` +
          `Registered: ${known}. Let the phone register it first.`,
      );
    }
    this.invalidate(topic);
    return this.register(topic);
  }

  invalidate(topic: string): void {
    const registration = this.#registrations.get(topic);
    if (registration === undefined) return;
    retireToken(registration, this.#clock.now(), this.#settings);
    this.#tokens.changed(registration);
    this.#courier.drop(topic);
    this.#registrations.delete(topic);
  }

  expire(topic: string): void {
    const registration = this.#registrations.get(topic);
    if (registration !== undefined) registration.isExpired = true;
    this.invalidate(topic);
  }

  uninstall(bundleId: string): void {
    for (const topic of this.#registrations.keys()) {
      if (bundleIdOf(topic) !== bundleId) continue;
      this.unregister(topic);
      this.#registrations.delete(topic);
    }
    this.#subscriptions?.unsubscribeAll(this.deviceId, bundleId);
  }

  registrations(): readonly DeviceRegistration[] {
    return [...this.#registrations.values()].map(({ topic, token, kind }) => ({ topic, token, kind }));
  }

  get isConnected(): boolean {
    return this.#courier.isConnected;
  }

  get storedPushes(): number {
    return this.#courier.storedPushes;
  }

  subscribe(bundleId: string, channelId: string): void {
    if (this.#subscriptions === undefined) {
      throw new Error(
        `Device ${this.deviceId} did not subscribe to the channel ${channelId}: this gateway has no broadcast channels. ` +
          'Start it with the option broadcast.',
      );
    }
    this.#subscriptions.subscribe(this.deviceId, bundleId, channelId);
  }

  unsubscribe(bundleId: string, channelId: string): void {
    this.#subscriptions?.unsubscribe(this.deviceId, bundleId, channelId);
  }

  connect(deliver: Deliver): void {
    this.#courier.connect(deliver);
  }

  disconnect(): void {
    this.#courier.disconnect();
  }

  /** Takes charge of an accepted push for this device. */
  take(push: Push, fate?: PushFate): void {
    this.#courier.take(push, fate);
  }

  /** Drops every push that has not reached the device. */
  dropPushes(): void {
    this.#courier.dropAll('the gateway was reset');
  }

  /** Drops what waits of a channel. */
  dropBroadcasts(channelId: string): void {
    this.#courier.dropBroadcasts(channelId);
  }

  close(): void {
    this.#courier.close();
  }
}
