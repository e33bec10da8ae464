/** Ringproof's own folder, and the folders of the npm packages whose programs it starts. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './errors.ts';

/** Where Ringproof itself is installed: Appium's home, and the base of the files it ships. */
export const PACKAGE_ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Folder of an installed package, found as Node finds it but whatever its `exports` hide.
 *
 * @throws UsageError when it is not installed
 */
export function packageFolder(name: string): string {
  for (let folder = PACKAGE_ROOT; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) break;
  }
  throw new UsageError(`The package ${name} is not installed in ${PACKAGE_ROOT}.`, 'Run `npm ci` there first.');
}

/** Version of an installed package, or of Ringproof without a name. */
export function packageVersion(name?: string): string {
  const folder = name === undefined ? PACKAGE_ROOT : packageFolder(name);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}
