/** The end of a run: verdicts, then every report, each written whole; the reports folder is published last. */

import { join, relative } from 'node:path';
import type { TypedValues } from '../../conformance/certificate/typed-values.ts';
import { buildReport, type ConformanceReport, pageOf } from '../../conformance/report.ts';
import { specOf } from '../../conformance/suites.ts';
import type { Verdict } from '../../conformance/verdict.ts';
import { type ReportFile, writeReportFiles } from '../../conformance/writers/report-files.ts';
import { phoneTitle } from '../../conformance/writers/words.ts';
import type { AppManifest } from '../../virtual-iphone/messages.ts';
import { messageOf, UsageError } from '../errors.ts';
import { PACKAGE_ROOT, packageVersion } from '../packages.ts';
import { type AllureOutcome, generateAllureSite } from './allure.ts';
import { describeRun, keepHistory, writeCategories, writeExecutor } from './allure-facts.ts';
import { completeResults } from './allure-results.ts';
import { drivenBy, type RunPlan } from './plan.ts';
import type { RunRecord } from './record.ts';
import type { ReportsFolder } from './reports-folder.ts';
import type { Stopwatch } from './stopwatch.ts';

export interface FinishedRun {
  readonly folder: string;
  readonly report: ConformanceReport;
  /** What the run held that is sensitive by its type; written nowhere. */
  readonly sensitive: TypedValues;
  /** What was written, in the order in which a reader wants it. */
  readonly files: readonly ReportFile[];
  /** What was left out, as sentences. */
  readonly notes: readonly string[];
}

export type Subject = Pick<AppManifest, 'CFBundleDisplayName' | 'CFBundleShortVersionString' | 'CFBundleIdentifier'>;

export interface RunParts {
  readonly plan: RunPlan;
  readonly record: RunRecord;
  readonly folder: ReportsFolder;
  /** What is under test: the app, or a push server with the bundle id that it pushes to. */
  readonly app: Subject;
  readonly stopwatch: Stopwatch;
  /** Address of the pages of requirements on the web. */
  readonly docs?: string;
  /** Ends it before the reports are written; afterwards they stand. */
  readonly signal?: AbortSignal;
}

/** @throws UsageError when a report cannot be written, or the signal's reason. */
export async function finishRun(parts: RunParts): Promise<FinishedRun> {
  const { plan, record, folder, app, stopwatch, signal } = parts;
  const tools = toolVersions(plan);
  const verdicts = record.verdicts();
  const docs: Pick<ConformanceReport, 'docs'> = parts.docs === undefined ? {} : { docs: parts.docs };
  const driver = drivenBy(plan);
  const allure = driver !== 'appium' ? NO_ALLURE : await allureSite(parts, { tools, verdicts, docs });
  signal?.throwIfAborted();
  if (driver === 'appium') stopwatch.lap('Allure site');
  const report = buildReport({
    runId: folder.runId,
    startedAt: stopwatch.startedAt,
    endedAt: Date.now(),
    driver,
    ...(plan.choice.seed === undefined ? {} : { seed: plan.choice.seed }),
    shares: stopwatch.laps,
    tools,
    ...docs,
    app: {
      name: app.CFBundleDisplayName,
      version: app.CFBundleShortVersionString,
      bundleId: app.CFBundleIdentifier,
    },
    ...(plan.choice.profile === undefined ? {} : { profile: plan.choice.profile }),
    ...(plan.claims === undefined ? {} : { claims: plan.claims.claims }),
    catalogue: plan.catalogue,
    phones: record.phones,
    verdicts,
    results: record.results,
    ...(plan.expectedFailures === undefined ? {} : { expectedFailures: plan.expectedFailures }),
  });
  let files: ReportFile[];
  try {
    files = await writeReportFiles(report, folder.path);
    await folder.publish();
  } catch (error) {
    throw new UsageError(
      `The reports in ${folder.path} could not be written: ${messageOf(error)}.`,
      'Free some space or give another folder with --reports.',
    );
  }
  if (allure.kind === 'generated') files.push({ title: 'Allure', path: allure.index });
  return {
    folder: folder.path,
    report,
    sensitive: record.sensitive,
    files,
    notes: allure.kind === 'left-out' ? [`No Allure site: ${allure.reason}.`] : [],
  };
}

/** The results are written by WebdriverIO's reporter. */
const NO_ALLURE: AllureOutcome = {
  kind: 'left-out',
  reason: 'the phones were driven without Appium, which leaves no results for it',
};

interface AllureParts {
  readonly tools: Readonly<Record<string, string>>;
  readonly verdicts: readonly Verdict[];
  readonly docs: Pick<RunParts, 'docs'>;
}

async function allureSite(
  { plan, record, folder, app, stopwatch, signal }: RunParts,
  { tools, verdicts, docs }: AllureParts,
): Promise<AllureOutcome> {
  const at = (name: string) => join(folder.path, name);
  const results = at('allure-results');
  await describeRun(results, {
    app: `${app.CFBundleDisplayName} ${app.CFBundleShortVersionString} (${app.CFBundleIdentifier})`,
    phones: record.phones.map(({ name, ios }) => phoneTitle(name, ios)).join('; '),
    ...tools,
  });
  await completeResults(results, {
    catalogue: plan.catalogue,
    verdicts,
    checks: record.results,
    folder: folder.path,
    fileOf: (requirement) => {
      const area = plan.catalogue.areas.find(({ requirements }) => requirements.some(({ id }) => id === requirement));
      return area === undefined ? undefined : relative(PACKAGE_ROOT, specOf(area));
    },
    pageOf: (requirement) => pageOf(docs, requirement),
  });
  await writeCategories(results);
  await writeExecutor(results, { id: folder.runId, startedAt: stopwatch.startedAt });
  await keepHistory(results, folder.path);
  return generateAllureSite(results, at('allure-report'), signal);
}

/** The suites of the run among them. */
function toolVersions({ catalogue }: RunPlan): Record<string, string> {
  const packages = ['appium', 'appium-xcuitest-driver', 'webdriverio', '@parse/node-apn'];
  return {
    ...Object.fromEntries(catalogue.areas.map(({ suite }) => [suite.name, suite.version])),
    node: process.versions.node,
    ...Object.fromEntries(packages.map((name) => [name, packageVersion(name)])),
  };
}
