/** The end of a run: verdicts, then every report, each written whole; the reports folder is published last. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildReport, type ConformanceReport } from '../../conformance/report.ts';
import { writeHtml } from '../../conformance/writers/html.ts';
import { writeJson } from '../../conformance/writers/json.ts';
import { writeJunit } from '../../conformance/writers/junit.ts';
import type { AppManifest } from '../../virtual-iphone/messages.ts';
import { messageOf, UsageError } from '../errors.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { generateAllureSite } from './allure.ts';
import type { RunPlan } from './plan.ts';
import type { RunRecord } from './record.ts';
import type { ReportsFolder } from './reports-folder.ts';
import type { Stopwatch } from './stopwatch.ts';

export interface FinishedRun {
  readonly report: ConformanceReport;
  /** What was written, in the order in which a reader wants it. */
  readonly files: readonly { readonly title: string; readonly path: string }[];
  /** What was left out, as sentences. */
  readonly notes: readonly string[];
}

export interface RunParts {
  readonly plan: RunPlan;
  readonly record: RunRecord;
  readonly folder: ReportsFolder;
  readonly app: AppManifest;
  readonly stopwatch: Stopwatch;
}

/** @throws UsageError when a report cannot be written. */
export async function finishRun(parts: RunParts): Promise<FinishedRun> {
  const { plan, record, folder, app, stopwatch } = parts;
  const at = (name: string) => join(folder.path, name);
  const allure = await generateAllureSite(at('allure-results'), at('allure-report'));
  stopwatch.lap('Allure site');
  const report = buildReport({
    runId: folder.runId,
    startedAt: stopwatch.startedAt,
    endedAt: Date.now(),
    shares: stopwatch.laps,
    tools: toolVersions(),
    app: {
      name: app.CFBundleDisplayName,
      version: app.CFBundleShortVersionString,
      bundleId: app.CFBundleIdentifier,
    },
    catalogue: plan.catalogue,
    phones: record.phones,
    verdicts: record.verdicts(),
    results: record.results,
  });
  const files = [
    { title: 'Matrix', path: at('conformance.html') },
    { title: 'Data', path: at('conformance.json') },
    { title: 'JUnit', path: at('junit.xml') },
  ];
  try {
    await Promise.all([
      writeHtml(report, at('conformance.html')),
      writeJson(report, at('conformance.json')),
      writeJunit(report, at('junit.xml')),
    ]);
    await folder.publish();
  } catch (error) {
    throw new UsageError(
      `The reports in ${folder.path} could not be written: ${messageOf(error)}.`,
      'Free some space or give another folder with --reports.',
    );
  }
  if (allure.kind === 'generated') files.push({ title: 'Allure', path: allure.index });
  return { report, files, notes: allure.kind === 'left-out' ? [`No Allure site: ${allure.reason}.`] : [] };
}

function toolVersions(): Record<string, string> {
  const require = createRequire(join(PACKAGE_ROOT, 'package.json'));
  const version = (name: string) => (require(`${name}/package.json`) as { version: string }).version;
  return {
    ringproof: (require('./package.json') as { version: string }).version,
    node: process.versions.node,
    appium: version('appium'),
    'appium-xcuitest-driver': version('appium-xcuitest-driver'),
    webdriverio: version('webdriverio'),
    '@parse/node-apn': version('@parse/node-apn'),
  };
}
