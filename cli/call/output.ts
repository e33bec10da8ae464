/** What `ringproof call` says while a script is played: every step of a single run, and a count of many. */

import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import { stringify } from 'yaml';
import type { RunReport, StepReport } from '../../call-server/scripts/index.ts';
import type { ScriptFile } from '../../lab/call-scripts/read-script.ts';

export interface CallOutput {
  onStep(step: StepReport): void;
  onRun(run: RunReport): void;
  /** Takes the count off the screen. */
  done(): void;
}

const print = (text: string) => void process.stdout.write(`${text}\n`);

export function callOutput(file: ScriptFile, { calls, quiet }: { calls: number; quiet: boolean }): CallOutput {
  print(pc.bold(file.script.title));
  if (quiet) return { onStep: () => undefined, onRun: () => undefined, done: () => undefined };
  if (calls === 1) return everyStep(file);
  return process.stdout.isTTY ? liveCount(calls) : plainCount(calls);
}

function everyStep({ lineOf }: ScriptFile): CallOutput {
  return {
    onStep: ({ path, kind, value, failure }) => {
      const mark = failure === undefined ? pc.green('✓') : pc.red('✗');
      print(`${mark} ${pc.dim(String(lineOf(path)).padStart(4))}  ${`${kind} ${shownValue(value)}`.trimEnd()}`);
    },
    onRun: () => undefined,
    done: () => undefined,
  };
}

function liveCount(calls: number): CallOutput {
  const live = createLogUpdate(process.stdout);
  const counted = counter(calls);
  return { onStep: () => undefined, onRun: (run) => live(counted(run)), done: () => live.clear() };
}

/** A line for each tenth of the runs, for logs. */
function plainCount(calls: number): CallOutput {
  const counted = counter(calls);
  const each = Math.ceil(calls / 10);
  let runs = 0;
  return {
    onStep: () => undefined,
    onRun(run) {
      const line = counted(run);
      runs += run.run > 0 ? 1 : 0;
      if (runs % each === 0 || runs === calls) print(line);
    },
    done: () => undefined,
  };
}

function counter(calls: number): (run: RunReport) => string {
  let over = 0;
  let failed = 0;
  return ({ run, failure }) => {
    over += run > 0 ? 1 : 0;
    failed += failure === undefined ? 0 : 1;
    return `${over} of ${calls} runs are over, ${failed === 0 ? 'none' : pc.red(String(failed))} failed`;
  };
}

/** On one line, as it could stand in the script. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}
