/** The page of facts is what its tables say, and the tests that they name are there. */

import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { FACT_SECTIONS, factsPage } from './page.ts';

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const facts = FACT_SECTIONS.flatMap((section) => section.facts);

/** Titles of the tests in a file; what a template fills in becomes `…`. */
function titlesIn(file: string): ReadonlySet<string> {
  const titles = [...textOf(`../${file}`).matchAll(/\bit\(\s*(?:'((?:\\.|[^'\\])*)'|`((?:\\.|[^`\\])*)`)/g)];
  return new Set(titles.map(([, plain, template]) => plain ?? (template ?? '').replace(/\$\{[^}]*\}/g, '…')));
}

describe('The facts behind the virtual iPhone', () => {
  it('name tests that exist', () => {
    const known = new Map<string, ReadonlySet<string>>();
    const wrong = facts.flatMap(({ id, tests }) =>
      tests
        .filter(([file, title]) => {
          const titles = known.get(file) ?? titlesIn(file);
          known.set(file, titles);
          return !titles.has(title);
        })
        .map(([file, title]) => `${id}: ${file} has no test "${title}"`),
    );
    assert.deepEqual(wrong, []);
  });

  it('are on their page as it is generated', () => {
    const page = textOf('../../docs/reference/phone-facts.md');
    assert.equal(page, factsPage(), 'The page is stale. Run: npx tsx virtual-iphone/generate.ts');
  });

  it('have ids of their own', () => {
    const ids = facts.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });

  it('call nothing built without a test that has one', () => {
    const both = facts.filter(({ tests, built }) => tests.length > 0 && built === true);
    assert.deepEqual(both, []);
  });
});
