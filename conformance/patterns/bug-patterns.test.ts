import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Catalogue, loadCatalogue } from '../catalogue.ts';
import { BUG_PATTERNS_FILE, loadBugPatterns } from './bug-patterns.ts';
import { bugPatternsPage } from './bug-patterns-page.ts';

const PAGE = fileURLToPath(new URL('../../docs/reference/bug-patterns.md', import.meta.url));

describe('bug patterns', () => {
  let catalogue: Catalogue;
  let folder = '';
  before(async () => {
    catalogue = await loadCatalogue();
    folder = await mkdtemp(path.join(tmpdir(), 'patterns-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('are in the documentation as they are listed', async () => {
    const page = bugPatternsPage(await loadBugPatterns(catalogue));
    assert.equal(await readFile(PAGE, 'utf8'), page, 'run: npm run generate');
  });

  it('name the line of a requirement that the catalogue does not have', async () => {
    const file = path.join(folder, 'bug-patterns.yaml');
    await writeFile(file, (await readFile(BUG_PATTERNS_FILE, 'utf8')).replace('[RP-REG-010]', '[RP-REG-999]'));
    await assert.rejects(
      loadBugPatterns(catalogue, file),
      /bug-patterns\.yaml:\d+: RP-REG-999 is not in the catalogue/,
    );
  });

  it('have a requirement or a reason, and not both', async () => {
    const file = path.join(folder, 'without.yaml');
    await writeFile(
      file,
      (await readFile(BUG_PATTERNS_FILE, 'utf8')).replace('requirements: [RP-REG-010]', 'requirements: []'),
    );
    await assert.rejects(loadBugPatterns(catalogue, file), /name the requirements that find it, or say in excluded/);
  });
});
