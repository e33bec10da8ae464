/**
 * The SecItem functions: the items of the bundle's access group, kept by the phone also when the app is deleted. An item whose class needs
 * more than the phone's state allows answers errSecInteractionNotAllowed (Apple, "Restricting keychain item
 * accessibility"); deleting needs no key.
 */

import type { KeychainItemData } from '../../messages.ts';
import { launch, on, send } from '../bridge.ts';
import { dataFromHex, type NSData } from '../foundation/ns-data.ts';
import { protectedData } from '../protected-data.ts';
import {
  errSecDuplicateItem,
  errSecInteractionNotAllowed,
  errSecItemNotFound,
  errSecParam,
  errSecSuccess,
  kSecAttrAccessible,
  kSecClass,
  kSecMatchLimit,
  kSecMatchLimitAll,
  kSecReturnAttributes,
  kSecReturnData,
  kSecValueData,
} from './constants.ts';
import {
  accessibilityOf,
  attributesOf,
  classOf,
  dataOf,
  isDuplicate,
  isReadable,
  matches,
  newItem,
  type SecDictionary,
} from './item-query.ts';

export type OSStatus = number;
/** NSData, attributes, or a list of either, by what the query asks to have returned. */
export type SecResult = NSData | SecDictionary | readonly (NSData | SecDictionary)[];
/** A C out-parameter. */
export interface Reference {
  value?: SecResult;
}

let items: readonly KeychainItemData[] = launch.keychain;

on('app.keychain-changed', ({ items: changed }) => {
  items = changed;
});

export function SecItemAdd(attributes: SecDictionary, result: Reference | null): OSStatus {
  const itemClass = classOf(attributes);
  if (itemClass === undefined) return errSecParam;
  const item = newItem(itemClass, attributes);
  if (items.some((other) => isDuplicate(item, other))) return errSecDuplicateItem;
  if (!isReadable(item.accessible, protectedData())) return errSecInteractionNotAllowed;
  save([...items, item]);
  return answer([item], attributes, result);
}

export function SecItemCopyMatching(query: SecDictionary, result: Reference | null): OSStatus {
  const found = find(query);
  if (typeof found === 'number') return found;
  const readable = found.filter(({ accessible }) => isReadable(accessible, protectedData()));
  return readable.length === 0 ? errSecInteractionNotAllowed : answer(readable, query, result);
}

export function SecItemUpdate(query: SecDictionary, attributesToUpdate: SecDictionary): OSStatus {
  const found = find(query);
  if (typeof found === 'number') return found;
  const accessible = accessibilityOf(attributesToUpdate);
  const classes = [...found.map((item) => item.accessible), ...(accessible === undefined ? [] : [accessible])];
  if (!classes.every((each) => isReadable(each, protectedData()))) return errSecInteractionNotAllowed;
  const data = dataOf(attributesToUpdate);
  const changed = found.map((item) => ({
    ...item,
    ...(accessible === undefined ? {} : { accessible }),
    ...(data === undefined ? {} : { data }),
    attributes: { ...item.attributes, ...attributesOf(attributesToUpdate) },
  }));
  const others = items.filter((item) => !found.includes(item));
  if (changed.some((item) => others.some((other) => isDuplicate(item, other)))) return errSecDuplicateItem;
  save([...others, ...changed]);
  return errSecSuccess;
}

export function SecItemDelete(query: SecDictionary): OSStatus {
  const found = find(query);
  if (typeof found === 'number') return found;
  save(items.filter((item) => !found.includes(item)));
  return errSecSuccess;
}

/** All items that match, or why there are none. */
function find(query: SecDictionary): readonly KeychainItemData[] | OSStatus {
  const itemClass = classOf(query);
  if (itemClass === undefined) return errSecParam;
  const found = items.filter((item) => matches(item, itemClass, query));
  return found.length === 0 ? errSecItemNotFound : found;
}

function save(next: readonly KeychainItemData[]): void {
  items = next;
  send({ kind: 'app.keychain', items });
}

function answer(found: readonly KeychainItemData[], query: SecDictionary, result: Reference | null): OSStatus {
  const wanted = query[kSecReturnData] === true || query[kSecReturnAttributes] === true;
  if (result === null || !wanted) return errSecSuccess;
  const shown = found.map((item) => shape(item, query));
  const [first] = shown;
  if (query[kSecMatchLimit] === kSecMatchLimitAll) result.value = shown;
  else if (first !== undefined) result.value = first;
  return errSecSuccess;
}

function shape(item: KeychainItemData, query: SecDictionary): NSData | SecDictionary {
  const data = dataFromHex(item.data);
  if (query[kSecReturnAttributes] !== true) return data;
  return {
    ...item.attributes,
    [kSecClass]: item.class,
    [kSecAttrAccessible]: item.accessible,
    ...(query[kSecReturnData] === true ? { [kSecValueData]: data } : {}),
  };
}
