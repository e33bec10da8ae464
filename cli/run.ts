/** `ringproof run`: the main job. */

import { resolve } from 'node:path';
import { BASELINE_FILE } from '../conformance/baseline/baseline.ts';
import { UsageError } from '../lab/errors.ts';
import { fixBaselineFile } from './fix-baseline.ts';
import { summaryOf } from './summary.ts';
import { print, watchedRun } from './watched-run.ts';

export interface RunCommand {
  readonly lab: string;
  readonly phone: readonly string[];
  readonly only: readonly string[];
  readonly reports: string;
  readonly controlPort?: number;
  readonly appiumPort?: number;
  /** True without a name: the usual one. */
  readonly baseline?: string | true;
  readonly fix?: boolean;
}

/** @returns the exit code. @throws UsageError, InputError, HarnessError or Interrupted */
export async function run(command: RunCommand): Promise<number> {
  const baseline = command.baseline === true ? BASELINE_FILE : command.baseline;
  if (command.fix === true && baseline === undefined) {
    throw new UsageError('--fix has no baseline to rewrite.', 'Give one with --baseline, or leave --fix out.');
  }
  const choice = { labFile: command.lab, phones: command.phone, only: command.only };
  const finished = await watchedRun({
    choice: baseline === undefined ? choice : { ...choice, baseline },
    reports: resolve(command.reports),
    ...ports(command),
  });
  print(summaryOf(finished));
  if (command.fix === true && baseline !== undefined) {
    print(await fixBaselineFile(baseline, finished.report, command.lab));
  }
  return finished.report.exitCode;
}

export function ports(command: Pick<RunCommand, 'controlPort' | 'appiumPort'>) {
  return {
    ...(command.controlPort === undefined ? {} : { controlPort: command.controlPort }),
    ...(command.appiumPort === undefined ? {} : { appiumPort: command.appiumPort }),
  };
}
