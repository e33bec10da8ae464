/** Element ids: UUID text made of an 8-byte accessibility id and the 4-byte pid, little endian, as WebDriverAgent's. */

import { createHash } from 'node:crypto';
import type { ScreenElement } from './snapshot.ts';

const known = new WeakMap<ScreenElement, string>();

/** Same application process and same node key: same id. */
export function elementId(element: ScreenElement): string {
  const cached = known.get(element);
  if (cached !== undefined) return cached;
  const { bundleId, pid } = element.snapshot.options;
  const bytes = Buffer.alloc(16);
  createHash('sha1').update(`${bundleId}\n${element.node.key}`).digest().copy(bytes, 0, 0, 8);
  bytes.writeUInt32LE(pid, 8);
  const hex = bytes.toString('hex').toUpperCase();
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  known.set(element, id);
  return id;
}
