/**
 * Where a testbed's identifiers come from. By default from the system; with a seed, the same ones in the same order each
 * time, so that two runs of one walk leave the same journal. Not for keys: what a seed makes is no secret.
 */

import { createHash, randomBytes, randomUUID } from 'node:crypto';

export interface Randomness {
  /** A UUID of version 4, in lower case. */
  uuid(): string;
  bytes(count: number): Buffer;
}

export const SYSTEM_RANDOMNESS: Randomness = { uuid: () => randomUUID(), bytes: (count) => randomBytes(count) };

/**
 * @example
 * seededRandomness(7).uuid() === seededRandomness(7).uuid(); // true
 */
export function seededRandomness(seed: number | string): Randomness {
  let block = 0;
  let rest: Buffer = Buffer.alloc(0);
  const bytes = (count: number): Buffer => {
    const parts = [rest];
    for (let have = rest.length; have < count; have += 32) {
      block += 1;
      parts.push(createHash('sha256').update(`${seed}/${block}`).digest());
    }
    const all = Buffer.concat(parts);
    rest = all.subarray(count);
    return all.subarray(0, count);
  };
  return { bytes, uuid: () => uuidOf(bytes(16)) };
}

/** Version 4 and variant 1 (RFC 9562, section 5.4). */
function uuidOf(random: Buffer): string {
  const bytes = Buffer.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
