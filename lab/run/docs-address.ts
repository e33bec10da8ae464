/** Where on the web the page of each requirement is, for reports that are read on another machine. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { PACKAGE_ROOT } from '../packages.ts';

const PAGES = 'docs/reference/requirements';

/** What the package says of itself. */
export interface Described {
  readonly repository?: string | { readonly url: string };
}

/**
 * `RINGPROOF_DOCS`, or else the pages in the package's repository on GitHub or GitLab; undefined without either.
 *
 * @throws UsageError when the variable is no https address
 */
export function docsAddress(
  given: string | undefined = process.env['RINGPROOF_DOCS'],
  described: Described = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as Described,
): string | undefined {
  if (given !== undefined && given !== '') {
    if (URL.canParse(given) && new URL(given).protocol === 'https:') return given.replace(/\/+$/, '');
    throw new UsageError(
      `RINGPROOF_DOCS is "${given}", which is no https address.`,
      `Give the address below which the pages of ${PAGES} are, or unset it.`,
    );
  }
  const { repository } = described;
  const url = typeof repository === 'object' ? repository.url : repository;
  const [, host, path] = /(github\.com|gitlab\.com)[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url ?? '') ?? [];
  if (host === undefined || path === undefined) return undefined;
  return `https://${host}/${path}${host === 'gitlab.com' ? '/-' : ''}/blob/main/${PAGES}`;
}
