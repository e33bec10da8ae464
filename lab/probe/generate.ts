/** Writes the JSON Schema of the probe's wire: `npx tsx lab/probe/generate.ts`. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../packages.ts';
import { wireSchema } from './wire.ts';

const file = join(PACKAGE_ROOT, 'docs', 'reference', 'probe.schema.json');
await writeFile(file, `${JSON.stringify(wireSchema(), null, 2)}\n`);
