/** The report as JSON, as `conformance.schema.json` describes it. */

import type { ConformanceReport } from '../report.ts';
import { writeWhole } from './write-whole.ts';

export function renderJson(report: ConformanceReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

export async function writeJson(report: ConformanceReport, file: string): Promise<void> {
  await writeWhole(file, renderJson(report));
}
