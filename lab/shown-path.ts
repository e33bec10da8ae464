/** How a path is shown in messages: relative to where the user stands, when that is shorter to read. */

import { relative } from 'node:path';

export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
