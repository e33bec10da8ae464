/** `ringproof call`: plays a call script, by itself or on a phone of a running lab, and tells what came of it. */

import { writeFile } from 'node:fs/promises';
import { type RefusedStep, refusedSteps, runScript, type Stage, type Variables } from '../call-server/scripts/index.ts';
import { readScriptFile, type ScriptFile } from '../lab/call-scripts/read-script.ts';
import { EXIT_CODE, UsageError } from '../lab/errors.ts';
import { callOutput } from './call/output.ts';
import { shownResult } from './call/summary.ts';
import { onInterrupt } from './interrupt.ts';

export interface CallCommand {
  /** Address of a lab's control API. */
  readonly lab?: string;
  /** Part of the name of a phone there. */
  readonly phone?: string;
  /** Who is signed in there. */
  readonly to?: string;
  readonly calls?: number;
  readonly rate?: number;
  readonly limit?: number;
  /** Values for variables of the script. */
  readonly set: Variables;
  /** Files to write: the result, and the events. */
  readonly json?: string;
  readonly journal?: string;
  readonly quiet?: boolean;
}

/** @returns the exit code. @throws UsageError */
export async function call(file: string, command: CallCommand): Promise<number> {
  const script = await readScriptFile(file, command.set);
  const opened = await openStage(command);
  const interrupt = onInterrupt();
  try {
    const { stage } = opened;
    const [refused] = refusedSteps(script.script, stage);
    if (refused !== undefined) throw refusal(script, refused, stage);
    const { calls = script.script.calls, rate, limit } = command;
    const begin = await stage.position();
    const output = callOutput(script, { calls, quiet: command.quiet === true });
    const result = await runScript(script.script, stage, {
      calls,
      rate,
      limit,
      signal: interrupt.signal,
      onStep: (step) => output.onStep(step),
      onRun: (run) => output.onRun(run),
    });
    output.done();
    process.stdout.write(`${shownResult(result, script)}\n`);
    if (command.json !== undefined) {
      const failures = result.failures.map((failure) => ({ ...failure, line: script.lineOf(failure.path) }));
      await write(command.json, `${JSON.stringify({ ...result, failures }, null, 2)}\n`);
    }
    if (command.journal !== undefined) {
      const events = await stage.eventsAfter(begin);
      await write(command.journal, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    }
    if (interrupt.signal.aborted) return EXIT_CODE.interrupted;
    return result.failures.length === 0 ? EXIT_CODE.met : EXIT_CODE.notMet;
  } finally {
    await opened.close();
    interrupt.release();
  }
}

/** Loads what it needs, which takes a while, not before the script is known to be good. */
async function openStage({ lab, phone, to }: CallCommand): Promise<{ readonly stage: Stage; close(): Promise<void> }> {
  if (lab === undefined && to !== undefined) {
    throw new UsageError(
      `--to ${to} is for a phone of a lab, where ${to} is signed in.`,
      'Give --lab too, or leave it out: the devices that the command plays belong to the users of the script.',
    );
  }
  if (lab === undefined) return (await import('../lab/call-scripts/own-stage.ts')).openOwnStage();
  return (await import('./call/lab-stage.ts')).openLabStage(lab, phone, to);
}

function refusal(
  { name, lineOf }: ScriptFile,
  { path, kind }: RefusedStep,
  { name: stage, actions }: Stage,
): UsageError {
  return new UsageError(
    `${name}:${lineOf(path)}: ${stage} cannot carry out the step ${kind}.`,
    `It knows ${Object.keys(actions).join(', ')}. Without --lab, the command plays the devices itself.`,
  );
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: Error) => {
    throw new UsageError(`Cannot write ${file}: ${error.message}.`, 'Give a file in a folder that exists.');
  });
}
