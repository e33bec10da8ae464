/**
 * `apns-id`: the name of a push, given by the provider or made up by APNs.
 */

import { randomFillSync } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Tells whether a provider may use `value` as `apns-id`: 8-4-4-4-12 hex digits, either case. */
export function isApnsId(value: string): boolean {
  return UUID.test(value);
}

const ID_BYTES = 16;

/** Random bytes for the next ids: the system is asked once for many, since a call costs more than the rest of an id. */
const RANDOM = Buffer.alloc(256 * ID_BYTES);
let used = RANDOM.length;

/**
 * An id as APNs makes them: upper case and random throughout. Version and variant digits are random too, since none of
 * nine ids that Apple handed out (published traces and issues) is a valid RFC 4122 UUID.
 */
export function makeApnsId(): string {
  if (used === RANDOM.length) {
    randomFillSync(RANDOM);
    used = 0;
  }
  const hex = RANDOM.toString('hex', used, used + ID_BYTES).toUpperCase();
  used += ID_BYTES;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
