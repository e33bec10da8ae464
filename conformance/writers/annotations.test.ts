/** Findings as CI servers read them, and the Markdown summary. */

import assert from 'node:assert/strict';
import type { ConformanceReport } from '../report.ts';
import { sampleReport } from '../sample-run.test-data.ts';
import { githubAnnotations, gitlabCodeQuality } from './annotations.ts';
import { renderMarkdown } from './markdown.ts';

describe('findings for CI servers', () => {
  let report: ConformanceReport;
  beforeEach(async () => {
    report = await sampleReport();
  });

  const withReason = (reason: string) => ({
    ...report,
    verdicts: report.verdicts.map((verdict) => (verdict.verdict === 'fail' ? { ...verdict, reason } : verdict)),
  });

  it('are one command a line on GitHub, on the given file, with the outcome last', () => {
    const lines = githubAnnotations(report, 'labs/mine.yaml').trimEnd().split('\n');
    assert.ok(lines.some((line) => line.startsWith('::error file=labs/mine.yaml,title=fail RP-ANS-001 Answering')));
    assert.ok(lines.every((line) => /^::(error|warning|notice) /.test(line)));
    assert.match(
      lines.at(-1) ?? '',
      /^::notice file=labs\/mine\.yaml,title=Ringproof%3A not met::|^::notice title=Ringproof%3A not met::/,
    );
  });

  it('cannot smuggle in a command of their own', () => {
    const text = githubAnnotations(withReason('no call\n::set-output name=a::b\r\n100 %'));
    assert.ok(text.includes('no call%0A::set-output name=a::b%0D%0A100 %25'));
    assert.doesNotMatch(text, /^::set-output/m);
  });

  it('are ten errors at most on GitHub, the last of which counts the rest', () => {
    const [verdict] = report.verdicts.filter((each) => each.verdict === 'fail');
    assert.ok(verdict);
    const verdicts = Array.from({ length: 30 }, (_, index) => ({ ...verdict, reason: `reason ${index}` }));
    const errors = githubAnnotations({ ...report, verdicts })
      .split('\n')
      .filter((line) => line.startsWith('::error'));
    assert.equal(errors.length, 10);
    assert.equal(errors.at(-1), '::error title=Ringproof::21 more findings are in the report.');
  });

  it('are issues with a fingerprint each on GitLab', () => {
    const issues = JSON.parse(gitlabCodeQuality(report, 'lab.yaml')) as Record<string, unknown>[];
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
    const issue = issues.find(({ check_name }) => check_name === 'RP-ANS-001');
    assert.deepEqual(issue?.['location'], { path: 'lab.yaml', lines: { begin: 1 } });
    assert.equal(issue['severity'], 'critical');
  });

  it('link to the page of their requirement in the summary, and stay text there', () => {
    const page = renderMarkdown({ ...withReason('<script> | `@team` #1'), docs: 'https://example.com/pages' });
    assert.ok(page.includes('[RP-ANS-001](<https://example.com/pages/RP-ANS-001.md>)'));
    assert.ok(page.includes('&lt;script&gt; \\| \\`@&#8203;team\\` \\#1'), page);
    assert.match(page, /^## ❌ Lantern Talk 4\.2\.0 \(1187\): not met\n/);
  });
});
