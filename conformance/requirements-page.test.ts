/** The pages of requirements in the documentation are the catalogue of today, none more and none less. */

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { readPageSources } from './page-sources.ts';
import { type PageSources, requirementPages, requirementsIndex, specTitles } from './requirements-page.ts';

const DOCS = new URL('../docs/reference/', import.meta.url);
const HOW = 'run: npm run generate';

describe('pages of requirements', () => {
  let sources: PageSources;
  before(async () => {
    sources = await readPageSources();
  });

  it('are listed in an index, as the catalogue is now', async () => {
    assert.equal(await readFile(new URL('requirements.md', DOCS), 'utf8'), requirementsIndex(sources), HOW);
  });

  it('are there for each requirement, as the catalogue is now, and for no other', async () => {
    const pages = requirementPages(sources);
    assert.deepEqual((await readdir(new URL('requirements/', DOCS))).toSorted(), [...pages.keys()].toSorted(), HOW);
    for (const [name, page] of pages) {
      assert.equal(await readFile(new URL(`requirements/${name}`, DOCS), 'utf8'), page, `${name}: ${HOW}`);
    }
  });

  it('name the checks of the spec files, however their titles are quoted', () => {
    const text = `requirement('RP-ANS-001', 'connects', async () => {});
      requirement(
        'RP-ANS-002',
        "shows the caller's name", async () => {});
      requirement.inEveryState('RP-ANS-003', 'it\\'s over', check);
      requirement.afterInstall('RP-REG-001', 'registers', check);`;
    assert.deepEqual(
      specTitles('specs/a.spec.ts', text).map(({ requirement, title }) => `${requirement} ${title}`),
      [
        'RP-ANS-001 connects',
        "RP-ANS-002 shows the caller's name",
        "RP-ANS-003 it's over, in each of the states above",
        'RP-REG-001 registers',
      ],
    );
  });

  it('tell the story of each mutant that a requirement names', () => {
    const [mutant] = sources.mutants;
    assert.ok(mutant);
    const page = requirementPages(sources).get(`${mutant.breaks}.md`) ?? '';
    assert.ok(page.includes(`- \`${mutant.name}\` (${mutant.phone}): `), page);
  });
});
