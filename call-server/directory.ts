/**
 * Users and their devices, as registered. Deliberately not clever: a token that an app leaves bound to a second user or
 * device stays there, because such a left-over is what a harness must be able to see.
 */

import type { DeviceRegistration } from './signalling.ts';

export interface Device extends DeviceRegistration {
  readonly user: string;
  readonly device: string;
}

export type TokenKind = 'alert' | 'voip';

const FIELD = { alert: 'alertToken', voip: 'voipToken' } as const;

export class Directory {
  readonly #devices = new Map<string, Map<string, Device>>();
  readonly #withheld = new Map<string, Set<TokenKind>>();

  set(device: Device): void {
    const devices = this.#devices.get(device.user) ?? new Map<string, Device>();
    // Taken out first so that the device registered last is also last in order.
    devices.delete(device.device);
    devices.set(device.device, device);
    this.#devices.set(device.user, devices);
  }

  /** Whether there was such a device. */
  remove(user: string, device: string): boolean {
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

  /** Drops the token from the device, unless the device has given another one since. Says whether it did. */
  dropToken(user: string, device: string, kind: TokenKind, token: string): boolean {
    const entry = this.#devices.get(user)?.get(device);
    if (entry === undefined || entry[FIELD[kind]] !== token) return false;
    this.#devices.get(user)?.set(device, { ...entry, [FIELD[kind]]: null });
    return true;
  }

  #seen(device: Device): Device {
    const hidden = [...(this.#withheld.get(device.user) ?? [])].map((kind) => [FIELD[kind], null]);
    return { ...device, ...Object.fromEntries(hidden) };
  }
}
