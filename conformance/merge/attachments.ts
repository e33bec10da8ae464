/** Takes what reports point at along into the folder of the merged one, under the same names. */

import { cp } from 'node:fs/promises';
import path from 'node:path';
import type { LoadedReport } from '../load-report.ts';

/** @returns what could not be taken along, as sentences: it is gone, or outside of its run's folder */
export async function takeAttachments(shards: readonly LoadedReport[], folder: string): Promise<string[]> {
  const missing = await Promise.all(
    shards.map(async ({ report, folder: from, file }) => {
      const names = [...new Set(report.checks.flatMap(({ attachments = [] }) => attachments))];
      const taken = await Promise.all(names.map((name) => take(name, path.resolve(from), path.resolve(folder))));
      const left = names.filter((_, index) => taken[index] === false);
      return left.length === 0 ? [] : [`Not beside ${file}, and missing here too: ${left.join(', ')}.`];
    }),
  );
  return missing.flat();
}

async function take(name: string, from: string, to: string): Promise<boolean> {
  const [source, target] = [path.resolve(from, name), path.resolve(to, name)];
  if (!source.startsWith(from + path.sep) || !target.startsWith(to + path.sep)) return false;
  try {
    await cp(source, target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
