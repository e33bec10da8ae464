/** `ringproof run`: the main job. */

import { resolve } from 'node:path';
import { summaryOf } from './summary.ts';
import { print, watchedRun } from './watched-run.ts';

export interface RunCommand {
  readonly lab: string;
  readonly phone: readonly string[];
  readonly only: readonly string[];
  readonly reports: string;
  readonly controlPort?: number;
  readonly appiumPort?: number;
}

/** @returns the exit code. @throws UsageError, HarnessError or Interrupted */
export async function run(command: RunCommand): Promise<number> {
  const finished = await watchedRun({
    choice: { labFile: command.lab, phones: command.phone, only: command.only },
    reports: resolve(command.reports),
    ...ports(command),
  });
  print(summaryOf(finished));
  return finished.report.exitCode;
}

export function ports(command: Pick<RunCommand, 'controlPort' | 'appiumPort'>) {
  return {
    ...(command.controlPort === undefined ? {} : { controlPort: command.controlPort }),
    ...(command.appiumPort === undefined ? {} : { appiumPort: command.appiumPort }),
  };
}
