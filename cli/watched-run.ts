/** A run of the suite that somebody watches: progress on the terminal or as lines, and Ctrl-C ends it. */

import type { FinishedRun } from '../lab/run/finish.ts';
import type { RunListener, RunOptions } from '../lab/run/open-run.ts';
import { onInterrupt } from './interrupt.ts';
import { liveProgress, plainProgress } from './progress.ts';

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** @throws UsageError, HarnessError or Interrupted; the progress stays on the screen then */
export async function watchedRun(options: Omit<RunOptions, keyof Watching>): Promise<FinishedRun> {
  const { runSuite } = await import('../lab/run/run-suite.ts');
  return watched((watching) => runSuite({ ...options, ...watching }));
}

/** What a run needs for being watched. */
export type Watching = Required<Pick<RunOptions, 'listener' | 'signal'>>;

/** A tester who is asked needs the lines of the terminal to stay. */
function unlessByHand(live: RunListener): RunListener {
  let chosen = live;
  return {
    onPlan(plan) {
      if (plan.phones[0]?.phone.kind === 'manual') chosen = plainProgress(print);
      chosen.onPlan?.(plan);
    },
    onPhase: (phase) => chosen.onPhase?.(phase),
    onEvent: (event) => chosen.onEvent?.(event),
  };
}

/** A run of any kind. @throws what it throws, or Interrupted */
export async function watched(start: (watching: Watching) => Promise<FinishedRun>): Promise<FinishedRun> {
  const live = process.stdout.isTTY ? liveProgress(process.stdout) : undefined;
  const interrupt = onInterrupt();
  try {
    const finished = await start({
      listener: live === undefined ? plainProgress(print) : unlessByHand(live),
      signal: interrupt.signal,
    });
    live?.clear();
    return finished;
  } catch (error) {
    live?.done();
    throw error;
  } finally {
    interrupt.release();
  }
}
