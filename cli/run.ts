/** `ringproof run`: the main job. */

import { resolve } from 'node:path';
import { runSuite } from '../lab/run/run-suite.ts';
import { onInterrupt } from './interrupt.ts';
import { liveProgress, plainProgress } from './progress.ts';
import { summaryOf } from './summary.ts';

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
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  const live = process.stdout.isTTY ? liveProgress(process.stdout) : undefined;
  const interrupt = onInterrupt();
  try {
    const finished = await runSuite({
      choice: { labFile: command.lab, phones: command.phone, only: command.only },
      reports: resolve(command.reports),
      listener: live ?? plainProgress(print),
      ...ports(command),
      signal: interrupt.signal,
    });
    live?.clear();
    print(summaryOf(finished));
    return finished.report.exitCode;
  } catch (error) {
    live?.done();
    throw error;
  } finally {
    interrupt.release();
  }
}

export function ports(command: Pick<RunCommand, 'controlPort' | 'appiumPort'>) {
  return {
    ...(command.controlPort === undefined ? {} : { controlPort: command.controlPort }),
    ...(command.appiumPort === undefined ? {} : { appiumPort: command.appiumPort }),
  };
}
