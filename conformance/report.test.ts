/** The report as an object: its sums, its distributions and its published definition. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { loadCatalogue } from './catalogue.ts';
import { buildReport, reportJsonSchema, reportSchema } from './report.ts';
import { samplePhone, sampleReport, sampleResult } from './sample-run.test-data.ts';

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((a, b) => a + b, 0);
}

describe('conformance report', () => {
  it('is what its own schema describes, also after a trip through JSON', async () => {
    const report = await sampleReport();
    assert.deepEqual(reportSchema.parse(JSON.parse(JSON.stringify(report))), report);
  });

  it('counts every verdict once', async () => {
    const { totals } = await sampleReport();
    assert.equal(totals.verdicts, totals.requirements * totals.phones);
    assert.equal(sum(totals.byVerdict), totals.verdicts);
    assert.equal(sum(totals.byCounts), totals.verdicts);
  });

  it('names exit code and outcome together', async () => {
    const { exitCode, outcome } = await sampleReport();
    assert.deepEqual({ exitCode, outcome }, { exitCode: 1, outcome: 'not met' });
  });

  it('draws distributions over passed checks only, in all and per phone', async () => {
    const phone = samplePhone('a', 'iPhone 15', '18.6');
    const took = (ring: number, outcome: 'passed' | 'failed' = 'passed') =>
      sampleResult('RP-RNG-002', phone, { outcome, measurements: { ring } });
    const report = buildReport({
      runId: 'r',
      startedAt: 0,
      endedAt: 1,
      driver: 'appium',
      shares: [],
      tools: {},
      app: { name: 'a', version: '1', bundleId: 'b' },
      catalogue: await loadCatalogue(),
      phones: [phone],
      verdicts: [],
      results: [...Array.from({ length: 20 }, (_, index) => took(20 - index)), took(9999, 'failed')],
    });
    const spread = { name: 'ring', count: 20, minMs: 1, p50Ms: 10, p90Ms: 18, p95Ms: 19, maxMs: 20 };
    assert.deepEqual(report.timings, [
      { ...spread, phone: null },
      { ...spread, phone: 'a' },
    ]);
  });

  it('is published with the definition that the code uses', async () => {
    const published = await readFile(new URL('./conformance.schema.json', import.meta.url), 'utf8');
    assert.deepEqual(
      JSON.parse(published),
      JSON.parse(reportJsonSchema()),
      'run: npx tsx conformance/generate.ts && npm run format',
    );
  });
});
