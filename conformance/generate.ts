/**
 * Writes what is generated from the catalogue and the report's definition. Run it after a change of either:
 * `npx tsx conformance/generate.ts && npm run format`.
 */

import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { claimsJsonSchema } from './claims/claims-file.ts';
import { loadCorrectApps } from './correct-apps.ts';
import { killMatrixPage } from './kill-matrix-page.ts';
import { loadMutants } from './mutants.ts';
import { loadObservability } from './observability/observability.ts';
import { observabilityPage } from './observability/observability-page.ts';
import { readPageSources } from './page-sources.ts';
import { loadBugPatterns } from './patterns/bug-patterns.ts';
import { bugPatternsPage } from './patterns/bug-patterns-page.ts';
import { reportJsonSchema } from './report.ts';
import { requirementPages, requirementsIndex } from './requirements-page.ts';
import { writeWhole } from './writers/write-whole.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

await writeWhole(here('./conformance.schema.json'), reportJsonSchema());
await writeWhole(here('./claims/claims.schema.json'), claimsJsonSchema());

const sources = await readPageSources();
const pages = requirementPages(sources);
const folder = here('../docs/reference/requirements');
await writeWhole(here('../docs/reference/requirements.md'), requirementsIndex(sources));
for (const [name, page] of pages) await writeWhole(`${folder}/${name}`, page);
// A page whose requirement is gone would still be linked to, and be wrong.
for (const name of await readdir(folder)) if (!pages.has(name)) await rm(`${folder}/${name}`);

await writeWhole(here('../docs/reference/observability.md'), observabilityPage(sources.catalogue, loadObservability()));

const brokenPushServers = await loadMutants(here('../fixtures/push-servers'));
const correctApps = await loadCorrectApps();
await writeWhole(
  here('../docs/reference/kill-matrix.md'),
  killMatrixPage({ ...sources, brokenPushServers, correctApps }),
);
await writeWhole(here('../docs/reference/bug-patterns.md'), bugPatternsPage(await loadBugPatterns(sources.catalogue)));
