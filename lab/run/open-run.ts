/**
 * A run from its plan to its reports, without the runner that executes the specs: `ringproof run` starts one, and
 * WebdriverIO may be the one that started us.
 */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEvent } from '../../clock/index.ts';
import type { PhoneRef } from '../../conformance/check.ts';
import type { RunEvent } from '../control/protocol.ts';
import { HarnessError, isForUserToMend } from '../errors.ts';
import { docsAddress } from './docs-address.ts';
import type { FinishedRun, Subject } from './finish.ts';
import { planRun, type RunChoice, type RunPlan } from './plan.ts';
import { RunRecord } from './record.ts';
import { makeReportsFolder, type ReportsFolder } from './reports-folder.ts';
import { Stopwatch } from './stopwatch.ts';

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
  /** File with the answers of a tester, for manual phones without a terminal. */
  readonly answers?: string;
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

/** What a run has to know of the lab that its checks are made in, whoever drives the phones there. */
export interface RunLab {
  readonly phones: readonly PhoneRef[];
  /** Undefined when no phone came up. */
  app(): Subject | undefined;
  close(): Promise<void>;
}

/** How a lab is started, and what the summary calls the time that this takes. */
export interface LabStart<L extends RunLab> {
  readonly laps: { readonly lab: string; readonly checks: string };
  readonly start: (begin: LabBegin) => Promise<L>;
}

export interface LabBegin {
  readonly plan: RunPlan;
  readonly options: RunOptions;
  readonly logFolder: string;
  /** @param timeLine what the phone's testbed wrote during the check that finished */
  readonly onEvent: (event: RunEvent, timeLine?: readonly JournalEvent[]) => void;
}

export interface OpenRun<L extends RunLab> {
  readonly plan: RunPlan;
  readonly folder: ReportsFolder;
  /** Starts the lab. @throws UsageError, HarnessError or the signal's reason */
  start(): Promise<L>;
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
export async function openRun<L extends RunLab>(
  options: RunOptions,
  { laps, start }: LabStart<L>,
): Promise<OpenRun<L>> {
  const { listener = {}, signal } = options;
  const endsEarly = signal === undefined ? {} : { signal };
  const stopwatch = new Stopwatch();
  const docs = docsAddress();
  const plan = await planRun(options.choice);
  listener.onPlan?.(plan);
  const folder = await makeReportsFolder(options.reports);
  const logFolder = join(folder.path, 'logs');
  await mkdir(logFolder);
  const record = new RunRecord(plan, folder.path);
  let starting: Promise<L> | undefined;
  let closing: Promise<void> | undefined;
  let checking = false;
  stopwatch.lap('Process start');
  listener.onPhase?.('starting');

  // What happens before the lab is up: a worker that hangs while it loads, say.
  let early: Parameters<LabBegin['onEvent']>[] | undefined = [];
  const onEvent: LabBegin['onEvent'] = (event, timeLine) => {
    if (early !== undefined) {
      early.push([event, timeLine]);
      return;
    }
    if (!checking) {
      checking = true;
      stopwatch.lap(laps.checks);
      listener.onPhase?.('checking');
    }
    record.take(event, timeLine);
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
      starting = start({ plan, options, logFolder, onEvent });
      const lab = await starting;
      record.open(lab.phones);
      stopwatch.lap(laps.lab);
      const held = early ?? [];
      early = undefined;
      for (const [event, timeLine] of held) onEvent(event, timeLine);
      return lab;
    },
    async finish(runner) {
      stopwatch.lap('Specs');
      const app = (await starting)?.app();
      if (app === undefined || record.results.length === 0) throw whyNothing(runner);
      if (runner.exitCode > 1) record.cutShort(`The runner ended with exit code ${runner.exitCode} before this check.`);
      listener.onPhase?.('reporting');
      const { finishRun } = await import('./finish.ts');
      const parts = { plan, record, folder, app, stopwatch, ...(docs === undefined ? {} : { docs }), ...endsEarly };
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
