/**
 * Users and their devices, as registered and kept in the store. Deliberately not clever: a token that an app leaves
 * bound to a second user or device stays there until APNs refuses it, because such a left-over is what a harness must be
 * able to see.
 */

import type { DeviceRegistration } from './signalling.ts';
import type { Store } from './store/store.ts';

export interface Device extends DeviceRegistration {
  readonly user: string;
  readonly device: string;
}

export type TokenKind = 'alert' | 'voip';

const FIELD = { alert: 'alertToken', voip: 'voipToken' } as const;

export class Directory {
  readonly #store: Store;
  readonly #devices = new Map<string, Map<string, Device>>();
  readonly #withheld = new Map<string, Set<TokenKind>>();

  /** Knows the devices of the store. */
  constructor(store: Store) {
    this.#store = store;
    for (const device of store.devices()) this.#keep(device);
  }

  /** @throws StoreError when it cannot be written; then nothing has changed. So do the other methods that change. */
  set(device: Device): void {
    this.#store.saveDevice(device);
    this.#keep(device);
  }

  #keep(device: Device): void {
    const devices = this.#devices.get(device.user) ?? new Map<string, Device>();
    // Taken out first so that the device registered last is also last in order.
    devices.delete(device.device);
    devices.set(device.device, device);
    this.#devices.set(device.user, devices);
  }

  /** Whether there was such a device. */
  remove(user: string, device: string): boolean {
    if (this.#devices.get(user)?.has(device) !== true) return false;
    this.#store.removeDevice(user, device);
    return this.#devices.get(user)?.delete(device) ?? false;
  }

  users(): string[] {
    return [...this.#devices].filter(([, devices]) => devices.size > 0).map(([user]) => user);
  }

  /** Oldest registration first. */
  devices(user: string): Device[] {
    return [...(this.#devices.get(user)?.values() ?? [])].map((device) => this.#seen(device));
  }

  get(user: string, device: string): Device | undefined {
    const entry = this.#devices.get(user)?.get(device);
    return entry === undefined ? undefined : this.#seen(entry);
  }

  /** Hides one kind of token of a user, as if the app had never given it, until {@link restoreTokens}. */
  withholdToken(user: string, kind: TokenKind): void {
    this.#withheld.set(user, (this.#withheld.get(user) ?? new Set()).add(kind));
  }

  restoreTokens(): void {
    this.#withheld.clear();
  }

  /**
   * Drops a dead token wherever it is bound: a phone that two users share has it under both. The same token in the
   * other environment is another one, and a device that has given a new token meanwhile keeps that.
   */
  dropToken(kind: TokenKind, token: string, environment: Device['environment']): Device[] {
    const bound = [...this.#devices.values()]
      .flatMap((devices) => [...devices.values()])
      .filter((entry) => entry[FIELD[kind]] === token && entry.environment === environment);
    for (const entry of bound) {
      const without = { ...entry, [FIELD[kind]]: null };
      this.#store.saveTokens(without);
      this.#devices.get(entry.user)?.set(entry.device, without);
    }
    return bound;
  }

  #seen(device: Device): Device {
    if (!this.#withheld.has(device.user)) return device;
    const hidden = [...(this.#withheld.get(device.user) ?? [])].map((kind) => [FIELD[kind], null]);
    return { ...device, ...Object.fromEntries(hidden) };
  }
}
