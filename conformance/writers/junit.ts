/**
 * The report for CI servers: one test suite per phone, one test case per requirement. JUnit knows four results, so a
 * verdict is told twice: as the nearest of the four, and in words. What counts as incomplete is an error, so that a CI
 * server that reads only this file cannot take it for green.
 */

import { createRequire } from 'node:module';
import type { Builder, TestCase } from 'junit-report-builder';
import type { CheckResult } from '../check.ts';
import { checksByCell } from '../checks-by-cell.ts';
import { witnessesOf } from '../observability/witnesses.ts';
import { DEFAULT_PROFILE } from '../profiles/profiles.ts';
import { type ConformanceReport, pageOf } from '../report.ts';
import type { Verdict } from '../verdict.ts';
import { writeWhole } from './write-whole.ts';

// The package is CommonJS whose exports are the builder itself, while its types describe an ES module default export.
const junit: Builder = createRequire(import.meta.url)('junit-report-builder');

export function renderJunit(report: ConformanceReport): string {
  const builder = junit.newBuilder().name(`Ringproof ${clean(report.app.name)} ${clean(report.app.version)}`);
  const checksOf = checksByCell(report.checks);
  const requirements = new Map(report.requirements.map((requirement) => [requirement.id, requirement]));
  for (const phone of new Set([...report.phones, ...report.verdicts].map(nameOfPhone))) {
    const known = report.phones.find((each) => each.name === phone);
    const suite = builder.testSuite().name(clean(phone)).timestamp(new Date(report.run.startedAt));
    suite.property('run', clean(report.run.id)).property('driver', report.run.driver);
    suite.property('profile', report.profile ?? DEFAULT_PROFILE);
    if (known !== undefined) {
      for (const key of ['model', 'ios', 'udid', 'language', 'kind'] as const) suite.property(key, clean(known[key]));
    }
    for (const verdict of report.verdicts.filter((each) => each.phone === phone)) {
      const checks = checksOf(verdict);
      const title = requirements.get(verdict.requirement)?.title ?? 'not in the catalogue';
      const test = suite
        .testCase()
        .className(clean(phone))
        .name(clean(`${verdict.requirement} ${title}`))
        .time(checks.reduce((sum, check) => sum + check.durationMs, 0) / 1000);
      test.property('requirement', clean(verdict.requirement)).property('verdict', verdict.verdict);
      const seenBy = witnessesOf(checks, verdict);
      if (seenBy.length > 0) test.property('witnesses', seenBy.join(' '));
      const page = pageOf(report, verdict.requirement);
      if (page !== undefined) test.property('page', clean(page));
      conclude(test, verdict);
      test.standardOutput(clean([`verdict: ${verdict.verdict}`, verdict.reason, ...checks.map(line)].join('\n')));
    }
  }
  return builder.build();
}

export async function writeJunit(report: ConformanceReport, file: string): Promise<void> {
  await writeWhole(file, renderJunit(report));
}

function conclude(test: TestCase, verdict: Verdict): void {
  const reason = clean(verdict.reason);
  switch (verdict.counts) {
    case 'not-met':
      test.failure(reason, verdict.verdict);
      break;
    case 'harness':
    case 'incomplete':
      test.error(reason, verdict.verdict);
      break;
    case 'out':
      test.skipped();
      break;
    default:
  }
}

function nameOfPhone(of: { readonly name: string } | { readonly phone: string }): string {
  return 'name' in of ? of.name : of.phone;
}

function line(check: CheckResult): string {
  const message = check.message === undefined ? '' : `: ${check.message}`;
  return `attempt ${check.attempt} ${check.outcome}, ${Math.round(check.durationMs)} ms: ${check.title}${message}`;
}

/** XML 1.0 has no way to write control characters or half a surrogate pair, escaped or not. */
function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '\uFFFD');
}
