import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';

import { loadCatalogue } from '../catalogue.ts';
import { loadObservability, observabilityOf } from './observability.ts';
import { observabilityPage } from './observability-page.ts';
import { humanNote } from './witnesses.ts';

describe('The table of what each kind of phone can show', () => {
  const table = loadObservability();

  it('is in the documentation as it is in the data', async () => {
    const page = readFileSync(new URL('../../docs/reference/observability.md', import.meta.url), 'utf8');
    assert.equal(page, observabilityPage(await loadCatalogue(), table), 'run: npm run generate');
  });

  it('names witnesses or a reason in every cell, or both where a part is seen', () => {
    for (const { requirement, view, witnesses, why } of table) {
      assert.ok(witnesses !== undefined || why !== undefined, `${requirement} on ${view}`);
    }
    const answering = observabilityOf(table, { requirement: 'RP-ANS-001', view: 'real', ios: 18 });
    assert.deepEqual([answering?.witnesses?.includes('screen'), answering?.why === undefined], [true, false]);
  });

  it('has the record of the simulated phone for no other kind, and a tester’s word for manual phones only', () => {
    for (const { view, witnesses = [] } of table) {
      assert.equal(witnesses.includes('phone') && view !== 'virtual', false);
      assert.equal(witnesses.includes('human') && view !== 'manual', false);
    }
  });

  it('lets a probe show more, and nothing less', () => {
    for (const { requirement, view, ios, why } of table) {
      if (why !== undefined || (view !== 'real' && view !== 'simulator')) continue;
      const withProbe = observabilityOf(table, { requirement, view: `${view} with probe`, ios: ios.min });
      assert.equal(withProbe?.why, undefined, `${requirement} on ${view}`);
    }
  });

  it('shows everything on virtual phones', () => {
    const hidden = table.filter(({ view, why }) => view === 'virtual' && why !== undefined);
    assert.deepEqual(hidden, []);
  });
});

describe('The note on human evidence', () => {
  it('is absent where no tester was asked', () => {
    assert.equal(humanNote({ checks: [], verdicts: [] }), undefined);
  });
});
