/** A run of the suite that somebody watches: progress on the terminal or as lines, and Ctrl-C ends it. */

import type { FinishedRun } from '../lab/run/finish.ts';
import type { RunOptions } from '../lab/run/open-run.ts';
import { runSuite } from '../lab/run/run-suite.ts';
import { onInterrupt } from './interrupt.ts';
import { liveProgress, plainProgress } from './progress.ts';

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** @throws UsageError, HarnessError or Interrupted; the progress stays on the screen then */
export async function watchedRun(options: Omit<RunOptions, 'listener' | 'signal'>): Promise<FinishedRun> {
  const live = process.stdout.isTTY ? liveProgress(process.stdout) : undefined;
  const interrupt = onInterrupt();
  try {
    const listener = live ?? plainProgress(print);
    const finished = await runSuite({ ...options, listener, signal: interrupt.signal });
    live?.clear();
    return finished;
  } catch (error) {
    live?.done();
    throw error;
  } finally {
    interrupt.release();
  }
}
