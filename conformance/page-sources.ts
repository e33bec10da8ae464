/** Reads what the pages of requirements are made of: catalogue, mutants, and the titles in the spec files. */

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from './catalogue.ts';
import { loadMutants } from './mutants.ts';
import { type PageSources, specTitles } from './requirements-page.ts';

const SPECS = fileURLToPath(new URL('../specs', import.meta.url));

/** @throws {DataFileError} when a data file is wrong */
export async function readPageSources(): Promise<PageSources> {
  const [catalogue, mutants, names] = await Promise.all([
    loadCatalogue(),
    loadMutants(),
    readdir(SPECS, { recursive: true }),
  ]);
  const files = names.filter((name) => name.endsWith('.spec.ts')).toSorted();
  const titles = files.map(async (name) =>
    specTitles(`specs/${name.split(path.sep).join('/')}`, await readFile(path.join(SPECS, name), 'utf8')),
  );
  return { catalogue, mutants, specs: (await Promise.all(titles)).flat() };
}
