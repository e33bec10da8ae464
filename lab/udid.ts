/** Names of phones as udids, in the form of Apple's. */

import { createHash } from 'node:crypto';

/** The same name gives the same udid, so that report histories of two runs meet. */
export function udidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex').toUpperCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 24)}`;
}

/** Of a phone that the lab simulates: the one that its lab file gives it, or else that of its name. */
export function udidOfVirtual({
  name,
  udid = udidOf(name),
}: {
  readonly name: string;
  readonly udid?: string;
}): string {
  return udid;
}
