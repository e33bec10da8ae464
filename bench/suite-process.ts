/** `ringproof run` as a process: how long it took, what its report says, and whose the CPU time was. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConformanceReport, reportSchema } from '../conformance/report.ts';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { ProcessTree } from './process-tree.ts';

/** Whose work a process does. The workers of WebdriverIO run our specs, and are counted as WebdriverIO. */
export const OWNERS = ['Ringproof', 'Appium', 'WebdriverIO', 'Allure'] as const;
export type Owner = (typeof OWNERS)[number];

export interface SuiteProcess {
  readonly wallMs: number;
  readonly report: ConformanceReport;
  readonly tree: ProcessTree<Owner>;
}

/** @param options further options of `ringproof run`. @throws Error when the run ends other than with exit code 0. */
export async function runSuiteProcess(...options: readonly string[]): Promise<SuiteProcess> {
  const reports = await mkdtemp(join(tmpdir(), 'ringproof-bench-'));
  const begin = performance.now();
  const child = spawn(join(PACKAGE_ROOT, 'cli', 'ringproof.js'), ['run', '--reports', reports, ...options], {
    cwd: PACKAGE_ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const tree = new ProcessTree<Owner>(child.pid ?? 0, 'Ringproof', ownerOf);
  const [code] = (await once(child, 'exit')) as [number | null];
  const wallMs = performance.now() - begin;
  tree.stop();
  if (code !== 0) throw new Error(`ringproof run ended with exit code ${code}; its reports are in ${reports}.`);
  const report = reportSchema.parse(JSON.parse(await readFile(join(reports, 'latest', 'conformance.json'), 'utf8')));
  await rm(reports, { recursive: true, force: true });
  return { wallMs, report, tree };
}

function ownerOf(commandLine: string): Owner | undefined {
  if (/appium\/index\.js/.test(commandLine)) return 'Appium';
  if (/wdio\.js|pooled-worker/.test(commandLine)) return 'WebdriverIO';
  if (/allure/i.test(commandLine)) return 'Allure';
  return undefined;
}
