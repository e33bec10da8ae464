/**
 * A run from its plan to its reports, without the runner that executes the specs: `ringproof run` starts one, and
 * WebdriverIO may be the one that started us.
 */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../control/protocol.ts';
import { HarnessError, isForUserToMend } from '../errors.ts';
import { type Lab, startLab } from '../lab.ts';
import type { FinishedRun } from './finish.ts';
import { planRun, type RunChoice, type RunPlan, situationsOn } from './plan.ts';
import { RunRecord } from './record.ts';
import { makeReportsFolder, type ReportsFolder } from './reports-folder.ts';
import { Stopwatch } from './stopwatch.ts';
import { TimeLines } from './time-lines.ts';

/** Told what a run is doing, for whoever watches. */
export interface RunListener {
  onPlan?(plan: RunPlan): void;
  onPhase?(phase: 'starting' | 'checking' | 'reporting'): void;
  onEvent?(event: RunEvent): void;
}

export interface RunOptions {
  readonly choice: RunChoice;
  /** Folder of all runs; each gets one of its own in it. */
  readonly reports: string;
  /** 0, the default, takes any free port. */
  readonly controlPort?: number;
  readonly appiumPort?: number;
  readonly listener?: RunListener;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
}

/** How a runner ended: 0 and 1 are its own words, any other exit code means that it did not come to its end. */
export interface RunnerEnd {
  readonly exitCode: number;
  /** Its last words, when something went wrong. */
  readonly lastWords?: string;
}

export interface OpenRun {
  readonly plan: RunPlan;
  readonly folder: ReportsFolder;
  /** Starts the lab. @throws UsageError, HarnessError or the signal's reason */
  start(): Promise<Lab>;
  /**
   * Closes the lab and writes the reports.
   * @param runner how the runner ended
   * @throws HarnessError when nothing was checked, or the signal's reason
   */
  finish(runner: RunnerEnd): Promise<FinishedRun>;
  /**
   * Closes the lab without a report; what could be taken for one is removed.
   * @param error why; where the user has something to mend, the run leaves nothing behind
   */
  abandon(error: unknown): Promise<void>;
}

/** @throws UsageError when the choice or the reports folder is unusable. */
export async function openRun(options: RunOptions): Promise<OpenRun> {
  const { listener = {}, signal } = options;
  const endsEarly = signal === undefined ? {} : { signal };
  const stopwatch = new Stopwatch();
  const plan = await planRun(options.choice);
  listener.onPlan?.(plan);
  const folder = await makeReportsFolder(options.reports);
  const logFolder = join(folder.path, 'logs');
  await mkdir(logFolder);
  const record = new RunRecord(plan, folder.path);
  const timeLines = new TimeLines();
  let starting: Promise<Lab> | undefined;
  let closing: Promise<void> | undefined;
  let checking = false;
  stopwatch.lap('Process start');
  listener.onPhase?.('starting');

  const onRunEvent = (event: RunEvent) => {
    if (!checking) {
      checking = true;
      stopwatch.lap('WebdriverIO start');
      listener.onPhase?.('checking');
    }
    record.take(event, timeLines.during(event));
    listener.onEvent?.(event);
  };
  // A lab that is still starting is waited for, or it would come up after the run is over.
  const closeLab = () => {
    closing ??= (starting ?? Promise.reject(new Error('not started'))).then(
      (lab) => lab.close(),
      () => undefined,
    );
    return closing;
  };
  const whyNothing = ({ exitCode, lastWords }: RunnerEnd) =>
    new HarnessError(
      `The runner ended without checking anything (exit code ${exitCode})${lastWords === undefined ? '.' : `: ${lastWords}`}`,
      `Its output is in ${logFolder}.`,
    );

  return {
    plan,
    folder,
    async start() {
      starting = startLab({
        phones: plan.phones.map(({ phone }) => phone),
        requirementsFor: ({ name }) => situationsOn(plan, name),
        logFolder,
        ...(options.controlPort === undefined ? {} : { controlPort: options.controlPort }),
        ...(options.appiumPort === undefined ? {} : { appiumPort: options.appiumPort }),
        onRunEvent,
        ...endsEarly,
      });
      const lab = await starting;
      record.open(lab.phones);
      timeLines.open(lab.testbeds);
      stopwatch.lap('Phones and Appium start');
      return lab;
    },
    async finish(runner) {
      stopwatch.lap('Specs');
      const app = (await starting)?.testbeds[0]?.bundle.manifest;
      if (app === undefined || record.results.length === 0) throw whyNothing(runner);
      if (runner.exitCode > 1) record.cutShort(`The runner ended with exit code ${runner.exitCode} before this check.`);
      listener.onPhase?.('reporting');
      const { finishRun } = await import('./finish.ts');
      const parts = { plan, record, folder, app, stopwatch, ...endsEarly };
      const [finished] = await Promise.all([finishRun(parts), closeLab()]);
      return finished;
    },
    async abandon(error) {
      await closeLab();
      if (isForUserToMend(error)) return folder.remove();
      for (const name of ['allure-results', 'allure-report', 'results.jsonl', 'screenshots', 'journals']) {
        await rm(join(folder.path, name), { recursive: true, force: true });
      }
    },
  };
}
