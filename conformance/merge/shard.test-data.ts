/** Runs for tests of merging: some of the catalogue on some phones, all passed unless told otherwise. */

import path from 'node:path';
import { appliesTo, type Catalogue } from '../catalogue.ts';
import type { CheckResult, PhoneRef } from '../check.ts';
import type { LoadedReport } from '../load-report.ts';
import { buildReport, type ConformanceReport } from '../report.ts';
import { samplePhone, sampleResult } from '../sample-run.test-data.ts';
import { type ExpectedFailure, type JudgeInput, judge } from '../verdict.ts';

export const OLD = samplePhone('old', 'iPhone 6', '9.3');
export const MID = samplePhone('middle', 'iPhone 7', '15.8');
export const NEW = samplePhone('new', 'iPhone 15', '18.6');

export interface ShardSettings {
  /** Name of the run's folder, and id of the run. */
  readonly name: string;
  readonly phones: readonly PhoneRef[];
  /** Beginnings of ids; none means all. */
  readonly only?: readonly string[];
  /** Of some results, by `RP-ANS-001 new`; null for none. */
  readonly results?: Readonly<Record<string, Partial<CheckResult> | null>>;
  readonly notApplicable?: JudgeInput['notApplicable'];
  readonly expectedFailures?: readonly ExpectedFailure[];
  readonly report?: Partial<ConformanceReport>;
}

export function shardOf(catalogue: Catalogue, settings: ShardSettings): LoadedReport {
  const { name, phones, only = [''], results: special = {}, notApplicable = [], expectedFailures } = settings;
  const selected = catalogue.requirements.filter(({ id }) => only.some((word) => id.startsWith(word)));
  const results = phones.flatMap((phone) =>
    selected
      .filter((requirement) => appliesTo(requirement, Number.parseInt(phone.ios, 10)))
      .filter(({ id }) => !notApplicable.some((each) => each.requirement === id))
      .flatMap(({ id }) => {
        const change = special[`${id} ${phone.name}`];
        return change === null ? [] : [sampleResult(id, phone, { measurements: { ring: 40 }, ...change })];
      }),
  );
  const expected = expectedFailures === undefined ? {} : { expectedFailures };
  const ids = selected.map(({ id }) => id);
  const report = buildReport({
    runId: `run-${name}`,
    startedAt: 1000,
    endedAt: 3000,
    driver: 'appium',
    shares: [{ name: 'Specs', ms: 1500 }],
    tools: { ringproof: '0.1.0', node: '20.20.2' },
    app: { name: 'Calls', version: '1.0', bundleId: 'com.example.calls' },
    catalogue,
    phones,
    verdicts: judge({ catalogue, phones, results, selected: ids, notApplicable, ...expected }),
    results,
    ...expected,
  });
  const file = path.join(name, 'conformance.json');
  return { report: { ...report, ...settings.report }, file, folder: name, name };
}
