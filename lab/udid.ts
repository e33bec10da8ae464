/** Names of phones as udids, in the form of Apple's. */

import { createHash } from 'node:crypto';

/** The same name gives the same udid, so that report histories of two runs meet. */
export function udidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex').toUpperCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 24)}`;
}
