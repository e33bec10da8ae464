import { strict as assert } from 'node:assert';
import type { ConformanceReport } from '../report.ts';
import { sampleReport } from '../sample-run.test-data.ts';
import { renderHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderMatrix } from './matrix.ts';

describe('timings and profile', () => {
  let report: ConformanceReport;
  before(async () => {
    const one = { name: 'ringMs', title: 'Time to ring', limitMs: 2000, count: 20, medianMs: 300, maxMs: 6000 };
    const spread = { name: 'ringMs', count: 20, minMs: 100, p50Ms: 300, p90Ms: 500, maxMs: 6000 };
    report = {
      ...(await sampleReport()),
      timings: [
        { ...spread, phone: 'quick', p95Ms: 800 },
        { ...spread, phone: 'slow', p95Ms: 5000 },
      ],
      profile: 'core',
      timingVerdicts: [
        { ...one, phone: 'quick', verdict: 'within', p95Ms: 800 },
        { ...one, phone: 'slow', verdict: 'over', p95Ms: 5000 },
        { ...one, phone: 'idle', verdict: 'not-measured', count: 0, medianMs: null, p95Ms: null, maxMs: null },
      ],
    };
  });

  it('are a row per phone that measured, in HTML and in Markdown', () => {
    const markdown = renderMarkdown(report);
    assert.match(markdown, /\| Time to ring \| slow \| over \| 2\.0 s \| 300 ms \| 5\.0 s \| 6\.0 s \| 20 \|/);
    assert.doesNotMatch(markdown, /\| idle \|/);
    const page = renderHtml(report);
    assert.match(page, /<td class="on-phone">quick<\/td><td><span class="v good">/);
    assert.match(page, /<td class="on-phone">slow<\/td><td><span class="v bad">/);
  });

  it('are a line of the slowest phone on the terminal', () => {
    const text = renderMatrix(report, { colour: false });
    assert.match(text, /Time to ring +over +95 % 5\.0 s of 2\.0 s at most, median 300 ms, greatest 6\.0 s\n +slow\n/);
    assert.doesNotMatch(text, /, quick$/m);
  });

  it('name the profile everywhere, which is full where the report has none', () => {
    assert.match(renderMatrix(report, { colour: false }), /, profile core, run /);
    assert.match(renderHtml(report), /<dt>Profile<\/dt><dd>core</);
    assert.match(renderMarkdown(report), /profile core,/);
    assert.match(renderJunit(report), /name="profile" value="core"/);
    const { profile: _, ...whole } = report;
    assert.match(renderJunit(whole), /name="profile" value="full"/);
  });
});
