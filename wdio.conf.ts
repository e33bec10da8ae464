/**
 * WebdriverIO's configuration: one capability per phone of the lab, specs from `specs/`.
 *
 * `npx wdio run wdio.conf.ts` does the whole job of `npx ringproof run`: it starts a lab, runs the suite and writes the
 * reports. Under `ringproof run` the lab is there already, and its owner writes them.
 */

import { plainProgress } from './cli/progress.ts';
import { reportError } from './cli/report-error.ts';
import { summaryOf } from './cli/summary.ts';
import { suiteConfig } from './lab/wdio/config.ts';
import { suiteRun } from './lab/wdio/suite-run.ts';
import { openSession } from './specs/support/appium-session.ts';

const print = (text: string) => void process.stdout.write(`${text}\n`);

/** WebdriverIO would log the error with its stack, and go on without a lab. */
const endWith = (error: unknown): never => process.exit(reportError(error));

const opened = await suiteRun(plainProgress(print)).catch(endWith);
const run = { ...opened, prepare: () => opened.prepare().catch(endWith) };

export const config = suiteConfig(run, openSession, async (exitCode) => {
  const finished = await run.complete(exitCode).catch(endWith);
  if (finished === undefined) return undefined;
  print(summaryOf(finished));
  return finished.report.exitCode;
});
