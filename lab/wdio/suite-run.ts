/**
 * What `wdio.conf.ts` is evaluated for, which happens in three kinds of process: the runner that `ringproof run` starts
 * and tells where the lab is; a runner that somebody started with `wdio run`, which opens a run of its own; and each
 * worker, which only needs the plan.
 */

import { resolve } from 'node:path';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { EXIT_CODE } from '../errors.ts';
import type { FinishedRun } from '../run/finish.ts';
import type { RunListener } from '../run/open-run.ts';
import { planRun, type RunChoice, type RunPlan } from '../run/plan.ts';
import { ENVIRONMENT } from './environment.ts';

export interface SuiteRun {
  readonly plan: RunPlan;
  /** Folder of this run's reports. */
  readonly folder: string;
  /** Resolves when the lab is up and the environment says where. */
  prepare(): Promise<void>;
  /** The reports, when this process opened the run; they are somebody else's task otherwise. */
  complete(exitCode: number): Promise<FinishedRun | undefined>;
}

interface LabReady {
  readonly controlUrl: string;
  readonly appiumPort: number;
}

/** @param listener is told of the progress of a run that this process opened */
export async function suiteRun(listener: RunListener): Promise<SuiteRun> {
  const choice = process.env[ENVIRONMENT.choice];
  if (choice === undefined) return ownRun(listener);
  const plan = await planRun(JSON.parse(choice) as RunChoice);
  const isWorker = process.env[ENVIRONMENT.controlUrl] !== undefined;
  return {
    plan,
    folder: String(process.env[ENVIRONMENT.runFolder]),
    async prepare() {
      if (!isWorker) announce(await labReady());
    },
    complete: async () => undefined,
  };
}

/** Waits for the launcher's word. WebdriverIO does not heed a signal as long as a hook is running, so it is heeded here. */
async function labReady(): Promise<LabReady> {
  const leave = () => process.exit(EXIT_CODE.interrupted);
  const ends = ['SIGTERM', 'disconnect'] as const;
  for (const end of ends) process.once(end, leave);
  try {
    return await new Promise<LabReady>((ready) => process.once('message', ready));
  } finally {
    for (const end of ends) process.off(end, leave);
  }
}

/** `RINGPROOF_LAB`, `_REPORTS` and `_BASELINE` take the place of the options of `ringproof run`. */
async function ownRun(listener: RunListener): Promise<SuiteRun> {
  const baseline = process.env['RINGPROOF_BASELINE'];
  const choice: RunChoice = {
    labFile: process.env['RINGPROOF_LAB'] ?? DEFAULT_LAB_FILE,
    phones: [],
    only: [],
    ...(baseline === undefined ? {} : { baseline }),
  };
  // Workers evaluate this file too, and must not load a whole lab.
  const [{ openRun }, { APPIUM_LAB }] = await Promise.all([
    import('../run/open-run.ts'),
    import('../run/appium-lab.ts'),
  ]);
  const reports = resolve(process.env['RINGPROOF_REPORTS'] ?? 'reports');
  const run = await openRun({ choice, reports, listener }, APPIUM_LAB);
  process.env[ENVIRONMENT.choice] = JSON.stringify(choice);
  process.env[ENVIRONMENT.runFolder] = run.folder.path;
  return {
    plan: run.plan,
    folder: run.folder.path,
    async prepare() {
      try {
        const lab = await run.start();
        announce({ controlUrl: lab.controlUrl, appiumPort: lab.appium.port });
      } catch (error) {
        await run.abandon(error);
        throw error;
      }
    },
    async complete(exitCode) {
      try {
        return await run.finish({ exitCode });
      } catch (error) {
        await run.abandon(error);
        throw error;
      }
    },
  };
}

/** Workers inherit the environment, and with it the way to the lab. */
function announce({ controlUrl, appiumPort }: LabReady): void {
  process.env[ENVIRONMENT.controlUrl] = controlUrl;
  process.env[ENVIRONMENT.appiumPort] = String(appiumPort);
}
