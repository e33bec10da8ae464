/** The reports that a run and a merge of runs have in common, each written whole. */

import path from 'node:path';
import { maskSecrets } from '../certificate/secrets.ts';
import { REPORT_FILE } from '../load-report.ts';
import type { ConformanceReport } from '../report.ts';
import { writeHtml } from './html.ts';
import { writeJson } from './json.ts';
import { writeJunit } from './junit.ts';
import { writeMarkdown } from './markdown.ts';

/** What was written; in a list in the order in which a reader wants it. */
export interface ReportFile {
  readonly title: string;
  readonly path: string;
}

export async function writeReportFiles(run: ConformanceReport, folder: string): Promise<ReportFile[]> {
  const report = maskSecrets(run);
  const matrix = { title: 'Matrix', path: path.join(folder, 'conformance.html') };
  const data = { title: 'Data', path: path.join(folder, REPORT_FILE) };
  const junit = { title: 'JUnit', path: path.join(folder, 'junit.xml') };
  const summary = { title: 'Summary', path: path.join(folder, 'summary.md') };
  await Promise.all([
    writeHtml(report, matrix.path),
    writeJson(report, data.path),
    writeJunit(report, junit.path),
    writeMarkdown(report, summary.path),
  ]);
  return [matrix, data, junit, summary];
}
