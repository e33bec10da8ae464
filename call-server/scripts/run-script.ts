/** Plays a checked script on a stage: what comes before, then its runs at the wanted rate, and what they come to. */

import { fieldsOf, timesOf } from './check-script.ts';
import type { CheckedScript, CheckedStep } from './script.ts';
import { ScriptRun, type Stage } from './stage.ts';
import { type CallStatistics, statisticsOf } from './statistics.ts';
import { StepFailed } from './step-failed.ts';
import type { StepKind } from './steps.ts';
import { fillIn, type Variables } from './variables.ts';

export interface RunOptions {
  /** Take the place of the script's own. */
  readonly calls?: number | undefined;
  readonly rate?: number | undefined;
  readonly limit?: number | undefined;
  /** Begins no further run when it is aborted; those under way come to their end. */
  readonly signal?: AbortSignal;
  readonly onStep?: (step: StepReport) => void;
  readonly onRun?: (run: RunReport) => void;
}

/** A step that was carried out. */
export interface StepReport {
  /** From 1; 0 for `before`. */
  readonly run: number;
  readonly path: readonly PropertyKey[];
  readonly kind: StepKind;
  /** As it was written, with the variables filled in. */
  readonly value: unknown;
  readonly failure?: StepFailure;
}

export interface RunReport {
  readonly run: number;
  readonly failure: StepFailure | undefined;
}

export interface StepFailure {
  readonly run: number;
  /** Where the step stands in the script. */
  readonly path: readonly PropertyKey[];
  readonly kind: StepKind;
  readonly expected: string;
  readonly seen: string;
}

export interface ScriptResult {
  readonly title: string;
  /** Runs that were begun. */
  readonly runs: number;
  readonly passed: number;
  /** One per run that failed: a failed step ends its run. */
  readonly failures: readonly StepFailure[];
  readonly calls: CallStatistics;
}

/** A step that the stage has no action for. */
export interface RefusedStep {
  readonly path: readonly PropertyKey[];
  readonly kind: StepKind;
}

/** Steps that cannot be carried out on this stage. */
export function refusedSteps(script: CheckedScript, stage: Stage): RefusedStep[] {
  const refused = (steps: readonly CheckedStep[]): RefusedStep[] =>
    steps.flatMap((step) => {
      if (step.kind === 'repeat' || step.kind === 'together') return refused(step.steps);
      return stage.actions[step.kind] === undefined ? [{ path: step.path, kind: step.kind }] : [];
    });
  return [...refused(script.before), ...refused(script.steps)];
}

/**
 * @throws Error when a step cannot be carried out on this stage (see {@link refusedSteps}), or the harness fails; a step
 * that fails is part of the result
 */
export function runScript(script: CheckedScript, stage: Stage, options: RunOptions = {}): Promise<ScriptResult> {
  const [refused] = refusedSteps(script, stage);
  if (refused !== undefined) throw new Error(`${stage.name} cannot carry out the step ${refused.kind}.`);
  return stage.drive(play(script, stage, options));
}

async function play(script: CheckedScript, stage: Stage, options: RunOptions): Promise<ScriptResult> {
  const { calls = script.calls, rate = script.rate, limit = script.limit, onRun = () => undefined, signal } = options;
  const atOnce = Math.min(limit ?? (rate === undefined ? 1 : Number.POSITIVE_INFINITY), stage.limit);
  const begin = await stage.position();
  const leftOpen = new Set<string>();
  const failures: StepFailure[] = [];
  let runs = 0;

  const finish = async (run: ScriptRun, failure: StepFailure | undefined) => {
    for (const id of run.dialled) {
      const call = await stage.call(id);
      if (call === undefined || call.state === 'ended') continue;
      leftOpen.add(id);
      await stage.letGo(id);
    }
    if (failure !== undefined) failures.push(failure);
    onRun({ run: run.number, failure });
  };
  const once = async (number: number, steps: readonly CheckedStep[]) => {
    const run = new ScriptRun(number, script.caller, await stage.position());
    const variables = number === 0 ? script.variables : { ...script.variables, run: number };
    const failure = await performSteps({ run, stage, options }, steps, variables);
    if (number > 0 || failure !== undefined) await finish(run, failure);
    return failure === undefined;
  };

  const isReady = script.before.length === 0 || (await once(0, script.before));
  const wanted = isReady ? calls : 0;
  const underWay = new Set<Promise<unknown>>();
  for (let number = 1; number <= wanted; number += 1) {
    if (rate !== undefined && number > 1) await stage.pass(1_000 / rate);
    while (underWay.size >= atOnce) await Promise.race(underWay);
    if (signal?.aborted === true) break;
    runs += 1;
    const run: Promise<unknown> = once(number, script.steps).finally(() => underWay.delete(run));
    underWay.add(run);
  }
  await Promise.all(underWay);
  const events = await stage.eventsAfter(begin);
  const failedRuns = failures.filter(({ run }) => run > 0).length;
  return {
    title: script.title,
    runs,
    passed: runs - failedRuns,
    failures,
    calls: statisticsOf(events, leftOpen),
  };
}

interface Playing {
  readonly run: ScriptRun;
  readonly stage: Stage;
  readonly options: RunOptions;
}

/** @returns the failure of the first step that fails */
async function performSteps(
  playing: Playing,
  steps: readonly CheckedStep[],
  variables: Variables,
): Promise<StepFailure | undefined> {
  for (const step of steps) {
    const failure = await performStep(playing, step, variables);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

async function performStep(
  playing: Playing,
  step: CheckedStep,
  variables: Variables,
): Promise<StepFailure | undefined> {
  if (step.kind === 'together') {
    const outcomes = await Promise.all(step.steps.map((one) => performStep(playing, one, variables)));
    return outcomes.find((failure) => failure !== undefined);
  }
  if (step.kind === 'repeat') {
    const parsed = timesOf(step.times, step.path, variables);
    // It was good when the script was checked, and `run` and `turn` are numbers in every run.
    if ('problems' in parsed) return undefined;
    for (let turn = 1; turn <= parsed.times; turn += 1) {
      const failure = await performSteps(playing, step.steps, { ...variables, turn });
      if (failure !== undefined) return failure;
    }
    return undefined;
  }
  const { run, options } = playing;
  const report = { run: run.number, path: step.path, kind: step.kind };
  const failed = await carryOut(step, playing, variables).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof StepFailed) return error;
      throw error;
    },
  );
  const failure = failed === undefined ? undefined : { ...report, expected: failed.expected, seen: failed.seen };
  const { value } = fillIn(step.written, variables);
  options.onStep?.({ ...report, value, ...(failure === undefined ? {} : { failure }) });
  return failure;
}

/** @throws StepFailed */
async function carryOut(
  { kind, written, path }: Extract<CheckedStep, { readonly written: unknown }>,
  { run, stage }: Playing,
  variables: Variables,
): Promise<void> {
  const parsed = fieldsOf(kind, written, path, variables);
  if ('problems' in parsed) {
    throw new StepFailed('a step that can be read with the variables of this run', parsed.problems[0]?.message ?? '');
  }
  // The table pairs each kind with the fields of that kind; TypeScript sees only that both are of some kind.
  const action = stage.actions[kind] as ((fields: unknown, run: ScriptRun) => Promise<void>) | undefined;
  await action?.(parsed.fields, run);
}
