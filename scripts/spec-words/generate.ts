/** Writes the page about what specs are written with. */

import { writeFile } from 'node:fs/promises';
import { specWordsPage } from './spec-words-page.ts';

await writeFile(new URL('../../docs/reference/spec-words.md', import.meta.url), specWordsPage());
