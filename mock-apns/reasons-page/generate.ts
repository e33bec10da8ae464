/** Writes `docs/reference/reasons.md`; part of `npm run generate`. */

import { writeFile } from 'node:fs/promises';
import { reasonsPage } from './page.ts';

await writeFile(new URL('../../docs/reference/reasons.md', import.meta.url), await reasonsPage());
