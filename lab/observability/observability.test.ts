import { strict as assert } from 'node:assert';

import { loadObservability, observabilityOf, viewName } from '../../conformance/observability/observability.ts';
import { rehearsed } from './generate.ts';
import { summedUp } from './summed-up.ts';

/** A rehearsal starts a phone for each kind. */
const LIMIT_MS = 180_000;

describe('A rehearsal', function () {
  this.timeout(LIMIT_MS);

  it('comes to the outcomes that the table says, for each kind of phone', async () => {
    const ids = ['RP-FBK-003'];
    const checks = await rehearsed('iPhone 6s', ids);
    const table = loadObservability();
    for (const { requirement, view, witnesses, why } of summedUp(ids, checks)) {
      const known = observabilityOf(table, { requirement, view, ios: 9 });
      assert.deepEqual(
        { witnesses: known?.witnesses, why: known?.why },
        { witnesses, why },
        `${requirement} on ${view}: run npx tsx lab/observability/generate.ts`,
      );
    }
    assert.ok(checks.some(({ outcome }) => outcome === 'not-observable'));
  });

  it('lets a tester see a call that a process other than SpringBoard shows', async () => {
    const checks = await rehearsed('iPhone 15', ['RP-PSH-010']);
    const byHand = checks.filter(({ view }) => view.kind === 'manual');
    assert.ok(byHand.length > 0);
    for (const { outcome, message } of byHand) assert.equal(outcome, 'not-observable', message);
  });
});

describe('What rehearsals come to', () => {
  const check = (ios: number, kind: 'real' | 'virtual', change: object = {}) => ({
    ios,
    view: { kind, probe: false },
    requirement: 'RP-RNG-001',
    title: 'rings',
    outcome: 'passed' as const,
    witnesses: ['gateway' as const, 'screen' as const],
    ...change,
  });

  it('joins versions of which the same is true', () => {
    const checks = [check(12, 'virtual'), check(15, 'virtual'), check(18, 'virtual', { witnesses: ['screen'] })];
    assert.deepEqual(
      summedUp(['RP-RNG-001'], checks).map(({ ios, witnesses }) => [ios.min, ios.max, witnesses]),
      [
        [12, 15, ['screen', 'gateway']],
        [18, 18, ['screen']],
      ],
    );
  });

  it('says why a requirement cannot be shown, and who sees a part of it all the same', () => {
    const change = { title: 'rings locked', outcome: 'not-observable', message: 'Nobody sees it.', witnesses: [] };
    const hidden = check(18, 'real', change);
    const entry = { requirement: 'RP-RNG-001', view: viewName('real', false), ios: { min: 18, max: 18 } };
    const why = 'Nobody sees it.';
    assert.deepEqual(summedUp(['RP-RNG-001'], [hidden, hidden]), [{ ...entry, why }]);
    assert.deepEqual(summedUp(['RP-RNG-001'], [check(18, 'real'), hidden]), [
      { ...entry, witnesses: ['screen', 'gateway'], why },
    ]);
  });

  it('takes a check that failed for a mistake', () => {
    const failed = check(18, 'real', { outcome: 'failed', message: 'No ring.' });
    assert.throws(() => summedUp(['RP-RNG-001'], [failed]), /RP-RNG-001 “rings” failed on iOS 18 as real: No ring\./);
  });
});
