/**
 * securityd's keychain: items by access group. They stay when the app is updated and, unless a setting says otherwise,
 * deleted. A bundle's group is the first of its entitlement keychain-access-groups, else its own (Apple, "Sharing access
 * to keychain items among a collection of apps"); further groups are not simulated.
 */

import type { AppBundle, KeychainItemData } from '../../messages.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';

export class Keychain {
  readonly #runningBoard: RunningBoard;
  readonly #items = new Map<string, readonly KeychainItemData[]>();
  /** Apps and extensions that have read a group, to be told when another one writes. */
  readonly #readers = new Map<string, Set<App>>();

  constructor(runningBoard: RunningBoard) {
    this.#runningBoard = runningBoard;
  }

  /** For a process that starts; it hears of later changes. */
  open(app: App): readonly KeychainItemData[] {
    const group = groupOf(app.bundle);
    const readers = this.#readers.get(group) ?? new Set();
    this.#readers.set(group, readers.add(app));
    return this.#items.get(group) ?? [];
  }

  save(app: App, items: readonly KeychainItemData[]): void {
    const group = groupOf(app.bundle);
    this.#items.set(group, items);
    for (const reader of this.#readers.get(group) ?? []) {
      if (reader !== app) this.#runningBoard.deliver(reader, { kind: 'app.keychain-changed', items });
    }
  }

  /** The app is deleted. @param withItems its items go, too */
  forget(app: App, withItems: boolean): void {
    const group = groupOf(app.bundle);
    if (withItems) this.#items.delete(group);
    for (const reader of this.#readers.get(group) ?? []) {
      if (reader === app || reader.host === app) this.#readers.get(group)?.delete(reader);
    }
  }
}

function groupOf({ manifest }: AppBundle): string {
  const groups = manifest.entitlements['keychain-access-groups'];
  const [first] = Array.isArray(groups) ? groups : [];
  return typeof first === 'string' ? first : manifest.CFBundleIdentifier;
}
