/** The suites that a lab file adds to Ringproof's own, fit to be run by this Ringproof. */

import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readSuite, type Suite } from '../../conformance/suites.ts';
import { UsageError } from '../errors.ts';
import type { Inventory } from '../inventory.ts';
import { PACKAGE_ROOT } from '../packages.ts';

/** What the spec files of a suite import: `import { caller, phone, requirement } from 'ringproof/specs'`. */
const WRITTEN_WITH = 'ringproof/specs';

/** @throws InputError for a folder that is no suite. @throws UsageError for suites that cannot run together, or here */
export async function addedSuites({ suites }: Pick<Inventory, 'suites'>): Promise<readonly Suite[]> {
  const added = await Promise.all(suites.map(readSuite));
  for (const [index, suite] of added.entries()) {
    const twin = added.slice(0, index).find(({ prefix }) => prefix === suite.prefix);
    if (twin !== undefined) {
      throw new UsageError(
        `Two suites have the prefix ${suite.prefix}: ${twin.name} in ${twin.folder} and ${suite.name} in ${suite.folder}.`,
        'Give each a prefix of its own, or list the suite once.',
      );
    }
    refuseOtherRingproof(suite);
  }
  return added;
}

/** Its checks would be declared to a Ringproof that nobody runs. */
function refuseOtherRingproof({ name, folder }: Suite): void {
  const own = join(PACKAGE_ROOT, 'specs', 'support', 'index.ts');
  let found: string;
  try {
    found = realpathSync(createRequire(join(folder, 'package.json')).resolve(WRITTEN_WITH));
  } catch {
    throw new UsageError(
      `The suite ${name} in ${folder} does not find ${WRITTEN_WITH}, which its spec files import.`,
      'Install ringproof there, and run the one that is installed there: npx ringproof run.',
    );
  }
  if (found !== realpathSync(own)) {
    throw new UsageError(
      `The suite ${name} in ${folder} has another Ringproof: ${found}, and this one is in ${PACKAGE_ROOT}.`,
      'Run the one that is installed there: npx ringproof run in its folder.',
    );
  }
}
