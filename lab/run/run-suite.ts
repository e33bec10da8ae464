/**
 * The main job: a run together with the WebdriverIO runner that executes its specs. The runner is started along with the
 * lab, since both take seconds to load, and is told when the lab is up.
 */

import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ManagedChild, startChild } from '../child-process.ts';
import { UsageError } from '../errors.ts';
import { withHeapLimit } from '../heap-limit.ts';
import { readInventory } from '../inventory.ts';
import { PACKAGE_ROOT, packageFolder } from '../packages.ts';
import { ENVIRONMENT } from '../wdio/environment.ts';
import { APPIUM_LAB } from './appium-lab.ts';
import type { FinishedRun } from './finish.ts';
import { type OpenRun, openRun, type RunLab, type RunOptions } from './open-run.ts';
import { driverOf } from './plan.ts';

/** @throws UsageError, HarnessError, or the signal's reason; nothing is left running then */
export async function runSuite(options: RunOptions): Promise<FinishedRun> {
  if (driverOf(options.choice) === 'direct') return runDirectly(options);
  const { phones } = await readInventory(options.choice.labFile);
  if (phones.every(({ kind }) => kind === 'manual')) {
    const { runByHand } = await import('../manual/run-by-hand.ts');
    return runByHand(options);
  }
  if (options.answers !== undefined) {
    throw new UsageError('--answers is for manual phones, and this lab has none.', 'Leave it out.');
  }
  return runThroughAppium(options);
}

async function runThroughAppium(options: RunOptions): Promise<FinishedRun> {
  const { signal } = options;
  const run = await openRun(options, APPIUM_LAB);
  const runner = startRunner(run);
  try {
    const lab = await run.start();
    signal?.throwIfAborted();
    runner.process.send({ controlUrl: lab.controlUrl, appiumPort: lab.appium.port });
    const exitCode = await interruptible(Promise.race([runner.exited, lab.appium.failed]), signal);
    const lastWords = runner.lastWords();
    return await run.finish({ exitCode, ...(lastWords === undefined ? {} : { lastWords }) });
  } catch (error) {
    await runner.stop();
    await run.abandon(error);
    throw error;
  } finally {
    await runner.stop();
  }
}

async function runDirectly(options: RunOptions): Promise<FinishedRun> {
  // Only now: the other way must not wait for what it does not need.
  const { DIRECT_LAB } = await import('./direct-lab.ts');
  const run = await openRun(options, DIRECT_LAB);
  try {
    const { ended } = await interruptible(run.start(), options.signal);
    return await run.finish({ exitCode: await interruptible(ended, options.signal) });
  } catch (error) {
    await run.abandon(error);
    throw error;
  }
}

interface Runner extends ManagedChild {
  /** The last line in which it spoke of an error. */
  lastWords(): string | undefined;
}

function startRunner(run: OpenRun<RunLab>): Runner {
  const wdio = join(packageFolder('@wdio/cli'), 'bin', 'wdio.js');
  const child = startChild(process.execPath, [wdio, 'run', join(PACKAGE_ROOT, 'wdio.conf.ts')], {
    cwd: PACKAGE_ROOT,
    env: withHeapLimit({
      ...process.env,
      [ENVIRONMENT.choice]: JSON.stringify(run.plan.choice),
      [ENVIRONMENT.runFolder]: run.folder.path,
    }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = createWriteStream(join(run.folder.path, 'logs', 'runner.log'));
  child.process.stdout?.pipe(log, { end: false });
  child.process.stderr?.pipe(log, { end: false });
  let lastWords: string | undefined;
  if (child.process.stderr !== null) {
    createInterface({ input: child.process.stderr }).on('line', (line) => {
      if (/error/i.test(line)) lastWords = line.trim();
    });
  }
  child.process.once('close', () => log.end());
  // A runner that is gone already cannot be told where the lab is; that it ended is told by `exited`.
  child.process.on('error', () => undefined);
  return { ...child, lastWords: () => lastWords };
}

async function interruptible<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
