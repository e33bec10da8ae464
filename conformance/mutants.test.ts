/** Judging mutants on made-up runs, and the list's own errors. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Catalogue, loadCatalogue } from './catalogue.ts';
import type { CheckResult } from './check.ts';
import { judgeMutant, killMatrix, loadMutants, type Mutant, oneOfEachArea } from './mutants.ts';
import { samplePhone, sampleResult } from './sample-run.test-data.ts';
import { judge } from './verdict.ts';
import { renderKillMatrix } from './writers/kill-matrix.ts';

const PHONE = samplePhone('new', 'iPhone 15', '18.6');

function mutant(name: string, breaks: string): Mutant {
  return { name, breaks, file: `${name}.ts`, over: 'swift-like', also: [], phone: 'iPhone 15', story: 'A mistake.' };
}

describe('mutant judgement', () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue();
  });

  /** A run in which the named requirements fail and all others pass. */
  const run = (failing: readonly string[], outcome: CheckResult['outcome'] = 'failed') =>
    judge({
      catalogue,
      phones: [PHONE],
      results: catalogue.requirements
        .filter((requirement) => requirement.ios.max === null)
        .map(({ id }) => sampleResult(id, PHONE, failing.includes(id) ? { outcome, message: `${id} broke.` } : {})),
    });

  it('kills a mutant that breaks its requirement and nothing else', () => {
    const judgement = judgeMutant(mutant('forgets-decline', 'RP-END-002'), catalogue, run(['RP-END-002']));
    assert.deepEqual(judgement, { killed: true, unrelated: [], fallen: ['RP-END-002'], reason: 'RP-END-002 broke.' });
  });

  it('lets what depends on the broken requirement fall with it', () => {
    const verdicts = run(['RP-ANS-001', 'RP-ANS-003', 'RP-END-001', 'RP-END-003']);
    assert.equal(judgeMutant(mutant('never-fulfils-answer', 'RP-ANS-001'), catalogue, verdicts).killed, true);
  });

  it('lets a warning kill where evidence caps the verdict', () => {
    const verdicts = run(['RP-RNG-004']);
    assert.equal(judgeMutant(mutant('deaf-when-killed', 'RP-RNG-004'), catalogue, verdicts).killed, true);
  });

  it('lets a mutant survive that no check notices', () => {
    const judgement = judgeMutant(mutant('ignores-cancel', 'RP-END-005'), catalogue, run([]));
    assert.equal(judgement.killed, false);
    assert.equal(judgement.reason, 'RP-END-005 should fall but came to pass.');
  });

  it('lets a mutant survive that brings down something unrelated', () => {
    const judgement = judgeMutant(mutant('ignores-cancel', 'RP-END-005'), catalogue, run(['RP-END-005', 'RP-END-002']));
    assert.deepEqual([judgement.killed, judgement.unrelated], [false, ['RP-END-002']]);
  });

  it('lets a mutant survive that only makes the suite stumble', () => {
    const judgement = judgeMutant(mutant('ignores-cancel', 'RP-END-005'), catalogue, run(['RP-END-005'], 'error'));
    assert.equal(judgement.reason, 'RP-END-005 should fall but came to harness-error.');
  });

  it('shows in a matrix who was killed and what is unproven without a reason', () => {
    const matrix = killMatrix(catalogue, [
      { mutant: mutant('never-fulfils-answer', 'RP-ANS-001'), verdicts: run(['RP-ANS-001', 'RP-ANS-003']) },
      { mutant: mutant('ignores-cancel', 'RP-END-005'), verdicts: run([]) },
    ]);
    assert.deepEqual([matrix.killed, matrix.total], [1, 2]);
    assert.ok(matrix.unproven.some((entry) => entry.requirement === 'RP-END-005' && entry.reason === null));
    const text = renderKillMatrix(matrix, { colour: false, ascii: true });
    assert.ok(text.split('\n').every((line) => line.length <= 100));
    assert.match(text, /never-fulfils-answer +RP-ANS-001 +killed +RP-ANS-003\b/);
    assert.match(text, /ignores-cancel\n {2}RP-END-005 should fall but came to pass\./);
    assert.match(text, /1 of 2 mutants killed\./);
  });
});

describe('list of mutants', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mutants-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('names the line of a name that is used twice', async () => {
    await mkdir(path.join(folder, 'answering'));
    const file = path.join(folder, 'answering', 'mutants.yaml');
    const entry = '- { name: late, file: a.ts, over: app, breaks: RP-STR-001, phone: iPhone 15, story: Late. }\n';
    await writeFile(file, entry + entry);
    await assert.rejects(loadMutants(folder), /mutants\.yaml:2: the name late is used twice/);
  });

  it('gives one of each area', async () => {
    const mutants = await loadMutants();
    const areas = new Set(mutants.map(({ breaks }) => breaks.slice(0, 6)));
    assert.deepEqual(new Set(oneOfEachArea(mutants).map(({ breaks }) => breaks.slice(0, 6))), areas);
    assert.equal(oneOfEachArea(mutants).length, areas.size);
  });
});
