/** securityd's keychain: items by app. They stay when the app is updated and, unless a setting says otherwise, deleted. */

import type { KeychainItemData } from '../../messages.ts';

export class Keychain {
  readonly #items = new Map<string, readonly KeychainItemData[]>();

  /** Items in the app's own access group; groups that apps share are not simulated. */
  of(bundleId: string): readonly KeychainItemData[] {
    return this.#items.get(bundleId) ?? [];
  }

  save(bundleId: string, items: readonly KeychainItemData[]): void {
    this.#items.set(bundleId, items);
  }

  forget(bundleId: string): void {
    this.#items.delete(bundleId);
  }
}
