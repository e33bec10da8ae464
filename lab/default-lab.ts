/** The lab that runs when no other is named: its own module, since the command line shows its path before anything runs. */

import { join } from 'node:path';
import { PACKAGE_ROOT } from './packages.ts';

export const DEFAULT_LAB_FILE = join(PACKAGE_ROOT, 'fixtures', 'labs', 'default.yaml');
