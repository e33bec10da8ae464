/** The end of a run: verdicts, then every report, each written whole; the reports folder is published last. */

import { join, relative } from 'node:path';
import { buildReport, type ConformanceReport } from '../../conformance/report.ts';
import { type ReportFile, writeReportFiles } from '../../conformance/writers/report-files.ts';
import type { AppManifest } from '../../virtual-iphone/messages.ts';
import { messageOf, UsageError } from '../errors.ts';
import { PACKAGE_ROOT, packageVersion } from '../packages.ts';
import { describeRun, generateAllureSite, nameSpecFiles } from './allure.ts';
import { type RunPlan, specOf } from './plan.ts';
import type { RunRecord } from './record.ts';
import type { ReportsFolder } from './reports-folder.ts';
import type { Stopwatch } from './stopwatch.ts';

export interface FinishedRun {
  readonly folder: string;
  readonly report: ConformanceReport;
  /** What was written, in the order in which a reader wants it. */
  readonly files: readonly ReportFile[];
  /** What was left out, as sentences. */
  readonly notes: readonly string[];
}

export interface RunParts {
  readonly plan: RunPlan;
  readonly record: RunRecord;
  readonly folder: ReportsFolder;
  readonly app: AppManifest;
  readonly stopwatch: Stopwatch;
  /** Ends it before the reports are written; afterwards they stand. */
  readonly signal?: AbortSignal;
}

/** @throws UsageError when a report cannot be written, or the signal's reason. */
export async function finishRun(parts: RunParts): Promise<FinishedRun> {
  const { plan, record, folder, app, stopwatch, signal } = parts;
  const at = (name: string) => join(folder.path, name);
  const tools = toolVersions();
  await describeRun(at('allure-results'), {
    app: `${app.CFBundleDisplayName} ${app.CFBundleShortVersionString} (${app.CFBundleIdentifier})`,
    phones: record.phones.map(({ name, ios }) => `${name} (iOS ${ios})`).join(', '),
    ...tools,
  });
  await nameSpecFiles(at('allure-results'), (requirement) => {
    const area = plan.catalogue.areas.find(({ requirements }) => requirements.some(({ id }) => id === requirement));
    return area === undefined ? undefined : relative(PACKAGE_ROOT, specOf(area));
  });
  const allure = await generateAllureSite(at('allure-results'), at('allure-report'), signal);
  signal?.throwIfAborted();
  stopwatch.lap('Allure site');
  const report = buildReport({
    runId: folder.runId,
    startedAt: stopwatch.startedAt,
    endedAt: Date.now(),
    shares: stopwatch.laps,
    tools,
    app: {
      name: app.CFBundleDisplayName,
      version: app.CFBundleShortVersionString,
      bundleId: app.CFBundleIdentifier,
    },
    catalogue: plan.catalogue,
    phones: record.phones,
    verdicts: record.verdicts(),
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
    files,
    notes: allure.kind === 'left-out' ? [`No Allure site: ${allure.reason}.`] : [],
  };
}

function toolVersions(): Record<string, string> {
  const packages = ['appium', 'appium-xcuitest-driver', 'webdriverio', '@parse/node-apn'];
  return {
    ringproof: packageVersion(),
    node: process.versions.node,
    ...Object.fromEntries(packages.map((name) => [name, packageVersion(name)])),
  };
}
