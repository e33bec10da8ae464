/** A run whose phones are all manual ones: no Appium and no workers, since there is one tester. */

import type { FinishedRun } from '../run/finish.ts';
import { openRun, type RunOptions } from '../run/open-run.ts';
import { readAnswers } from './answers-file.ts';
import { byHandLab } from './by-hand-lab.ts';
import { mustHaveTester, TerminalTester } from './terminal-tester.ts';

/** @throws UsageError, InputError, HarnessError, or the signal's reason */
export async function runByHand(options: RunOptions): Promise<FinishedRun> {
  const { signal, answers } = options;
  const written = answers === undefined ? undefined : await readAnswers(answers);
  if (written === undefined) mustHaveTester();
  const { stdin: input, stdout: output } = process;
  const lab = byHandLab(({ answerWithinMs }) => written ?? new TerminalTester({ input, output, answerWithinMs }));
  const run = await openRun(options, lab);
  try {
    const { visit } = await run.start();
    const exitCode = await untilAborted(visit(), signal);
    return await run.finish({ exitCode });
  } catch (error) {
    await run.abandon(error);
    throw error;
  }
}

/** Whoever presses Ctrl-C has stopped answering. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  work.catch(() => undefined);
  return new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}
