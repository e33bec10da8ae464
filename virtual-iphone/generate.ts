/** Writes what is made of the tables of facts. */

import { writeFile } from 'node:fs/promises';
import { factsPage } from './facts/page.ts';

await writeFile(new URL('../docs/reference/phone-facts.md', import.meta.url), factsPage());
