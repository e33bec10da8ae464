/**
 * Property lists on the wire: reads XML and binary, writes XML (every known client reads XML).
 *
 * Top-level values are dictionaries in all protocols of this folder; anything else is a {@link ProtocolError}.
 */

import { build, type PlistValue as LibraryValue, parse } from 'plist';
import { endsWithin } from '../app-process/time-limit.ts';

/** What a plist can hold. A `bigint` is written as an integer (an ECID does not fit a double). */
export type PlistValue = string | number | bigint | boolean | Date | Uint8Array | PlistArray | PlistDict | null;
export type PlistArray = readonly PlistValue[];
export interface PlistDict {
  readonly [key: string]: PlistValue | undefined;
}

/** The peer sent what the protocol does not allow. The connection is closed; the message goes to the log. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

const BINARY_MAGIC = 'bplist00';

/** @throws ProtocolError when the bytes are no property list, or one that is not a dictionary. */
export function decodePlist(bytes: Uint8Array): PlistDict {
  const value = parsed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!isDict(value)) throw new ProtocolError(`expected a property list with a dictionary, got ${describe(bytes)}`);
  return value;
}

export function encodePlist(value: PlistDict): Buffer {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library writes bigint, its types leave it out
  return Buffer.from(build(value as LibraryValue, { pretty: false }), 'utf8');
}

export function isDict(value: PlistValue | undefined): value is PlistDict {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

/** The string under `key`, or `undefined` when there is none or it is something else. */
export function stringAt(dict: PlistDict, key: string): string | undefined {
  const value = dict[key];
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(dict: PlistDict, key: string): number | undefined {
  const value = dict[key];
  return typeof value === 'number' ? value : undefined;
}

/** The strings of the array under `key`; `undefined` when there is no array. */
export function stringsAt(dict: PlistDict, key: string): readonly string[] | undefined {
  const value = dict[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;
}

export function dictAt(dict: PlistDict, key: string): PlistDict {
  const value = dict[key];
  return isDict(value) ? value : {};
}

function parsed(bytes: Buffer): PlistValue {
  try {
    if (bytes.toString('latin1', 0, BINARY_MAGIC.length) === BINARY_MAGIC) return parsedInTime(bytes);
    const text = bytes.toString('utf8').replaceAll('\0', '').trim();
    // The XML parser reports broken documents on standard error before it throws: what is no plist at all stops here.
    if (!text.startsWith('<') || !text.endsWith('</plist>')) throw new Error('neither XML nor binary');
    return text.length > QUICK_BYTES ? parsedInTime(text) : parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProtocolError(`expected a property list, got ${describe(bytes)} (${reason})`, { cause: error });
  }
}

/** XML of this size is read in no time whatever it holds. */
const QUICK_BYTES = 64 * 1024;
const LIMIT_MS = 1_000;

/** A few hundred bytes of binary can stand for a list of billions, and all phones of a lab share one thread. */
function parsedInTime(source: Buffer | string): PlistValue {
  let value: PlistValue | undefined;
  const ended = endsWithin(LIMIT_MS, () => {
    value = parse(source);
  });
  if (!ended || value === undefined) throw new Error(`took longer than ${LIMIT_MS} ms to read`);
  return value;
}

/** Size and the first bytes: enough to tell a stray HTTP request from a broken client, too little to leak a key. */
function describe(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return `${bytes.length} bytes starting with ${JSON.stringify(head)}`;
}
