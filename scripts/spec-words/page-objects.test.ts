import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lab/packages.ts';
import { pageObjects } from './page-objects.ts';
import { specWordsPage } from './spec-words-page.ts';

describe('What specs are written with', () => {
  const objects = pageObjects(join(PACKAGE_ROOT, 'specs', 'support', 'index.ts'));

  it('is read whole: each export has words', () => {
    assert.deepEqual(
      objects.filter(({ words }) => words.length === 0).map(({ name }) => name),
      [],
    );
  });

  it('has the page objects within others, and functions with what hangs on them', () => {
    const calls = objects.flatMap(({ words }) => words.map(({ call }) => call));
    for (const beginning of [
      'phone.callScreen.appears(call',
      'requirement(id',
      'requirement.inEveryState(',
      'elapse(',
    ]) {
      assert.ok(
        calls.some((call) => call.startsWith(beginning)),
        beginning,
      );
    }
  });

  it('knows every method that a spec of this package calls', () => {
    const known = new Set(objects.flatMap(({ words }) => words.map(({ call }) => call.split('(')[0])));
    const area = readFileSync(join(PACKAGE_ROOT, 'specs', 'ending', 'ending.spec.ts'), 'utf8');
    const called = [...area.matchAll(/await ((?:phone|caller|callKit|callServer|gateway)(?:\.\w+)+)\(/g)];
    assert.ok(called.length > 10);
    for (const [, call] of called) assert.ok(known.has(call), call);
  });

  it('has a page that is current', () => {
    const page = readFileSync(join(PACKAGE_ROOT, 'docs', 'reference', 'spec-words.md'), 'utf8');
    assert.equal(page, specWordsPage(), 'Run npm run generate.');
  });
});
