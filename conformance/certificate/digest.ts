/** Digests as in-toto names them (spec/v1/digest_set.md): of a file, and of a set of files by name. */

import { createHash } from 'node:crypto';

/** `sha256` of bytes, in hex. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * in-toto's `dirHash`, in hex: the digest of a listing as `sha256sum` prints it, names in the order of their bytes. So
 * anybody can compute it: `find . -type f | cut -c3- | LC_ALL=C sort | xargs sha256sum | sha256sum`.
 *
 * @param files contents by name
 */
export function dirHash(files: ReadonlyMap<string, Uint8Array>): string {
  const names = [...files.keys()].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const listing = names.map((name) => `${sha256(files.get(name) ?? new Uint8Array())}  ${name}\n`);
  return sha256(listing.join(''));
}
