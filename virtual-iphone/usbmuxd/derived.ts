/** What a virtual phone's factory would have burnt in: stable per UDID, so that two runs report the same phone. */

import { createHash } from 'node:crypto';

/** 8 hex digits (chip), a dash, 16 hex digits (ECID): the form since the iPhone XS, used here for all models. */
const UDID = /^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{16})$/;

/** Of a simulator, which a virtual phone may be to another lab. */
const UUID = /^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;

/** The ECID: the end of the UDID. `undefined` when the text is no UDID of these forms. */
export function ecidOf(udid: string): bigint | undefined {
  const ecid = UDID.exec(udid)?.[1] ?? (UUID.test(udid) ? udid.replaceAll('-', '').slice(-16) : undefined);
  return ecid === undefined ? undefined : BigInt(`0x${ecid}`);
}

/** No vowels and no look-alikes, as in Apple's serial numbers. */
const SERIAL_LETTERS = 'CDFGHJKLMNPQRTVWXY0123456789';

export function serialNumberOf(udid: string): string {
  const digest = digestOf('serial', udid);
  return Array.from(digest.subarray(0, 12), (byte) => SERIAL_LETTERS[byte % SERIAL_LETTERS.length]).join('');
}

/** Locally administered, unicast: such an address belongs to no maker's hardware. */
export function macAddressOf(udid: string, radio: 'wifi' | 'bluetooth'): string {
  const digest = digestOf(radio, udid);
  digest[0] = ((digest[0] ?? 0) & 0xfc) | 0x02;
  return Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Upper-case UUID for a named thing of the phone, such as an app's data container. */
export function uuidOf(udid: string, what: string): string {
  const digest = digestOf(what, udid);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x40;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16).toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** 32 bytes that unlock nothing; clients only carry them around. */
export function escrowBagOf(udid: string): Buffer {
  return digestOf('escrow bag', udid);
}

function digestOf(what: string, udid: string): Buffer {
  return createHash('sha256').update(`${what}\0${udid}`).digest();
}
