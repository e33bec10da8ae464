/** Reads the dictionaries that the SecItem functions take, and matches them with items. */

import type { KeychainItemData, ProtectedData } from '../../messages.ts';
import { NSData } from '../foundation/ns-data.ts';
import {
  kSecAttrAccessible,
  kSecAttrAccessibleWhenUnlocked,
  kSecAttrAccount,
  kSecAttrServer,
  kSecAttrService,
  kSecClass,
  kSecClassGenericPassword,
  kSecClassInternetPassword,
  kSecValueData,
} from './constants.ts';

/** Keys by Security's constants; data as NSData, the rest as the constants' texts, strings and booleans. */
export type SecDictionary = Readonly<Record<string, string | boolean | NSData>>;

/** Attributes that tell two items of a class apart (Apple, errSecDuplicateItem). */
const PRIMARY_KEY: Readonly<Record<string, readonly string[]>> = {
  [kSecClassGenericPassword]: [kSecAttrService, kSecAttrAccount],
  [kSecClassInternetPassword]: [kSecAttrServer, kSecAttrAccount],
};

/** Which state of the phone each beginning of an accessibility class needs, at the least. */
const READABLE: Readonly<Record<string, readonly ProtectedData[]>> = {
  a: ['unlocked'],
  c: ['unlocked', 'locked'],
  d: ['unlocked', 'locked', 'before-first-unlock'],
};

/** @returns undefined when the class is missing or unknown. */
export function classOf(dictionary: SecDictionary): string | undefined {
  const value = dictionary[kSecClass];
  return typeof value === 'string' && value in PRIMARY_KEY ? value : undefined;
}

/** Attributes of the item or to search by: everything with a four-letter key but the accessibility. */
export function attributesOf(dictionary: SecDictionary): Record<string, string> {
  const attributes = Object.entries(dictionary).filter(
    ([key, value]) => /^[a-z]{4}$/.test(key) && key !== kSecAttrAccessible && typeof value === 'string',
  );
  return Object.fromEntries(attributes) as Record<string, string>;
}

export function accessibilityOf(dictionary: SecDictionary): string | undefined {
  const value = dictionary[kSecAttrAccessible];
  return typeof value === 'string' ? value : undefined;
}

/** Lower-case hex, or undefined when the dictionary has no data. */
export function dataOf(dictionary: SecDictionary): string | undefined {
  const value = dictionary[kSecValueData];
  if (!(value instanceof NSData)) return undefined;
  return Array.from(value.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function newItem(itemClass: string, dictionary: SecDictionary): KeychainItemData {
  return {
    class: itemClass,
    accessible: accessibilityOf(dictionary) ?? kSecAttrAccessibleWhenUnlocked,
    attributes: attributesOf(dictionary),
    data: dataOf(dictionary) ?? '',
  };
}

export function matches(item: KeychainItemData, itemClass: string, query: SecDictionary): boolean {
  const accessible = accessibilityOf(query);
  return (
    item.class === itemClass &&
    (accessible === undefined || accessible === item.accessible) &&
    Object.entries(attributesOf(query)).every(([key, value]) => item.attributes[key] === value)
  );
}

export function isDuplicate(a: KeychainItemData, b: KeychainItemData): boolean {
  const keys = PRIMARY_KEY[a.class] ?? [];
  return a.class === b.class && keys.every((key) => (a.attributes[key] ?? '') === (b.attributes[key] ?? ''));
}

export function isReadable(accessible: string, state: ProtectedData): boolean {
  return READABLE[accessible.slice(0, 1)]?.includes(state) ?? false;
}
