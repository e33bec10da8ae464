/** Security: the keychain, passwords only. */
export * from './constants.ts';
export type { SecDictionary } from './item-query.ts';
export {
  type OSStatus,
  type Reference,
  SecItemAdd,
  SecItemCopyMatching,
  SecItemDelete,
  SecItemUpdate,
  type SecResult,
} from './sec-item.ts';
