/**
 * Writes what is generated from the catalogue and the report's definition. Run it after a change of either:
 * `npx tsx conformance/generate.ts && npm run format`.
 */

import { fileURLToPath } from 'node:url';
import { loadCatalogue } from './catalogue.ts';
import { reportJsonSchema } from './report.ts';
import { requirementsPage } from './requirements-page.ts';
import { writeWhole } from './writers/write-whole.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

await writeWhole(here('./conformance.schema.json'), reportJsonSchema());
await writeWhole(here('../docs/reference/requirements.md'), requirementsPage(await loadCatalogue()));
