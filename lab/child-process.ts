/**
 * Child processes that never outlive the lab: each leads a process group of its own, and the whole group is ended with
 * it, also when the lab's process exits by a signal.
 */

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

/** How long a child may take to end by itself after SIGTERM before it is killed. */
const GRACE_MS = 4_000;

export interface ManagedChild {
  readonly process: ChildProcess;
  /** Resolves with the exit code; a child ended by a signal counts as 128 and the signal's number, as in a shell. */
  readonly exited: Promise<number>;
  /** Ends the child and all of its children. Calling it twice does nothing. */
  stop(): Promise<void>;
}

export function startChild(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env' | 'stdio'>,
): ManagedChild {
  const child = spawn(command, args, { ...options, detached: true });
  const killGroup = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const killAtExit = () => killGroup('SIGKILL');
  process.once('exit', killAtExit);
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => {
      process.off('exit', killAtExit);
      resolve(exitCodeOf(code, signal));
    });
  });
  return {
    process: child,
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        killGroup('SIGTERM');
        const grace = setTimeout(() => killGroup('SIGKILL'), GRACE_MS);
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        clearTimeout(grace);
      }
      killGroup('SIGKILL');
    },
  };
}

/** As a shell has it: what the process said, or 128 and the number of the signal that ended it. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
