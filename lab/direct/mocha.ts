/**
 * Runs spec files with Mocha, the very one that WebdriverIO runs them with. Files are loaded anew for each phone, since
 * they define their checks while they are loaded.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type Mocha from 'mocha';
import { packageFolder } from '../packages.ts';

const MochaOfWebdriverIO = createRequire(join(packageFolder('@wdio/mocha-framework'), 'package.json'))(
  'mocha',
) as typeof Mocha;

/**
 * @param limitMs real time that a check may take before it is given up
 * @returns how many checks did not pass
 * @throws whatever a spec file throws while it is loaded; no check has run then
 */
export async function runSpecs(files: readonly string[], phone: string, limitMs: number): Promise<number> {
  // The reporter that prints nothing: checks report themselves.
  const reporter = MochaOfWebdriverIO.reporters.Base;
  const mocha = new MochaOfWebdriverIO({ ui: 'bdd', timeout: limitMs, reporter });
  for (const file of files) {
    // Puts `describe` and `it` into the global scope.
    mocha.suite.emit('pre-require', globalThis, file, mocha);
    await import(`${pathToFileURL(file).href}?phone=${encodeURIComponent(phone)}`);
  }
  try {
    return await new Promise<number>((resolve) => mocha.run(resolve));
  } finally {
    mocha.dispose();
  }
}
