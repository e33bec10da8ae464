/**
 * A run from its plan to its reports, without the runner that executes the specs: `ringproof run` starts one, and
 * WebdriverIO may be the one that started us.
 */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../control/protocol.ts';
import { HarnessError } from '../errors.ts';
import { type Lab, startLab } from '../lab.ts';
import { type FinishedRun, finishRun } from './finish.ts';
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
  readonly listener?: RunListener;
}

export interface OpenRun {
  readonly plan: RunPlan;
  readonly folder: ReportsFolder;
  /** Starts the lab. @throws UsageError or HarnessError */
  start(): Promise<Lab>;
  /** Closes the lab and writes the reports. @throws HarnessError when nothing was checked */
  finish(): Promise<FinishedRun>;
  /** Closes the lab without a report; what could be taken for one is removed. */
  abandon(): Promise<void>;
}

/** @throws UsageError when the choice or the reports folder is unusable. */
export async function openRun(options: RunOptions): Promise<OpenRun> {
  const { listener = {} } = options;
  const stopwatch = new Stopwatch();
  const plan = await planRun(options.choice);
  listener.onPlan?.(plan);
  const folder = await makeReportsFolder(options.reports);
  const logFolder = join(folder.path, 'logs');
  await mkdir(logFolder);
  const record = new RunRecord(plan, folder.path);
  let lab: Lab | undefined;
  let checking = false;
  stopwatch.lap('Process start');
  listener.onPhase?.('starting');

  const onRunEvent = (event: RunEvent) => {
    if (!checking) {
      checking = true;
      stopwatch.lap('WebdriverIO start');
      listener.onPhase?.('checking');
    }
    record.take(event);
    listener.onEvent?.(event);
  };
  const closeLab = async () => {
    const closing = lab?.close();
    lab = undefined;
    await closing;
  };

  return {
    plan,
    folder,
    async start() {
      lab = await startLab({
        phones: plan.phones.map(({ phone }) => phone),
        requirementsFor: ({ name }) => plan.phones.find(({ phone }) => phone.name === name)?.requirements ?? [],
        logFolder,
        ...(options.controlPort === undefined ? {} : { controlPort: options.controlPort }),
        ...(options.appiumPort === undefined ? {} : { appiumPort: options.appiumPort }),
        onRunEvent,
      });
      record.open(lab.phones);
      stopwatch.lap('Phones and Appium start');
      return lab;
    },
    async finish() {
      stopwatch.lap('Specs');
      const app = lab?.testbeds[0]?.bundle.manifest;
      if (app === undefined || record.results.length === 0) {
        throw new HarnessError('The runner ended without checking anything.', `Its output is in ${logFolder}.`);
      }
      listener.onPhase?.('reporting');
      const [finished] = await Promise.all([finishRun({ plan, record, folder, app, stopwatch }), closeLab()]);
      return finished;
    },
    async abandon() {
      await closeLab();
      const partial = ['allure-results', 'allure-report', 'results.jsonl', 'screenshots'];
      await Promise.all(partial.map((name) => rm(join(folder.path, name), { recursive: true, force: true })));
    },
  };
}
