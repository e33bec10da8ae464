/** Writes the JSON schema of call scripts, for editors: `npx tsx call-server/scripts/generate.ts && npm run format`. */

import { writeFile } from 'node:fs/promises';
import { scriptJsonSchema } from './script.ts';

await writeFile(new URL('./script.schema.json', import.meta.url), scriptJsonSchema());
