/** The page of requirements in the documentation is the catalogue of today. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { loadCatalogue } from './catalogue.ts';
import { requirementsPage } from './requirements-page.ts';

describe('requirements page', () => {
  it('is generated from the catalogue as it is now', async () => {
    const page = await readFile(new URL('../docs/reference/requirements.md', import.meta.url), 'utf8');
    assert.equal(page, requirementsPage(await loadCatalogue()), 'run: npx tsx conformance/generate.ts');
  });
});
