/** Writes the page about mutants and walks. */

import { writeFile } from 'node:fs/promises';
import { proofsPage } from './proofs-page.ts';

await writeFile(new URL('../../docs/reference/proofs.md', import.meta.url), proofsPage());
