/**
 * Rehearses every phone of the default lab in every view and writes what that shows to
 * `conformance/observability/observability.json`. It takes minutes: `npx tsx lab/observability/generate.ts`, then
 * `npm run generate` for the page.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '../../conformance/catalogue.ts';
import type { Observability } from '../../conformance/observability/observability.ts';
import { writeWhole } from '../../conformance/writers/write-whole.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { readInventory } from '../inventory.ts';
import { type Rehearsed, summedUp } from './summed-up.ts';

const FILE = fileURLToPath(new URL('../../conformance/observability/observability.json', import.meta.url));
const REHEARSE = fileURLToPath(new URL('./rehearse.ts', import.meta.url));

/** In a process of its own. @param only beginnings of ids; none means all */
export async function rehearsed(phone: string, only: readonly string[] = []): Promise<Rehearsed[]> {
  const args = ['--import', 'tsx', REHEARSE, DEFAULT_LAB_FILE, phone, ...only];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The rehearsal of "${phone}" ended with exit code ${code}.`);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Rehearsed);
}

async function generate(): Promise<void> {
  const [{ phones }, catalogue] = await Promise.all([readInventory(DEFAULT_LAB_FILE), loadCatalogue()]);
  const all: Rehearsed[] = [];
  for (const { name } of phones) all.push(...(await rehearsed(name)));
  const table: Observability = summedUp(
    catalogue.requirements.map(({ id }) => id),
    all,
  );
  await writeWhole(FILE, `${JSON.stringify(table, undefined, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate();
