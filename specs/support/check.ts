/**
 * Carries out one check and says how it went. A broken expectation is the app's fault only where the phone could still
 * be seen and every push went to it; on phones outside that is asked before anything is held against the app.
 */

import { ControlApiError } from '../../lab/control/client.ts';
import type { CheckReport } from '../../lab/control/protocol.ts';
import { checkPushes, unexpectedExitOfApp } from './call-kit.ts';
import { DriverError } from './driver-error.ts';
import { ExpectationError } from './expectation.ts';
import { takeMeasurements } from './measure.ts';
import { takePictureOfFailure } from './picture.ts';
import { session } from './session.ts';
import { takeWitnesses } from './witnesses.ts';

export interface CarriedOut {
  readonly report: CheckReport;
  /** Why it did not pass. */
  readonly failure?: Error;
}

/**
 * @param begin brings the phone to where `check` begins; what it sees is no evidence
 */
export async function carryOut(
  { id, title }: { readonly id: string; readonly title: string },
  begin: () => Promise<void>,
  check: () => Promise<void>,
): Promise<CarriedOut> {
  const { udid } = session().phone;
  const startedAt = Date.now();
  const beganAt = performance.now();
  takeMeasurements();
  const seen = await failureOf(begin, check);
  const screenshot = seen === undefined ? undefined : await pictureOfFailure();
  const failure = seen && (await doubted(seen));
  const report: CheckReport = {
    udid,
    requirement: id,
    title,
    outcome: failure === undefined ? 'passed' : outcomeOf(failure),
    ...(failure && { message: failure.message }),
    ...(screenshot === undefined ? {} : { screenshot }),
    startedAt,
    durationMs: Math.round(performance.now() - beganAt),
    measurements: takeMeasurements(),
    ...takeWitnesses(),
  };
  return { report, ...(failure && { failure }) };
}

function outcomeOf(failure: Error): CheckReport['outcome'] {
  if (failure instanceof ExpectationError) return 'failed';
  if (failure instanceof ControlApiError && failure.means !== undefined) return failure.means;
  // A cable, a battery, a passcode: a phone outside can be lost in the middle of anything.
  return failure instanceof DriverError ? 'skipped' : 'error';
}

async function failureOf(begin: () => Promise<void>, check: () => Promise<void>): Promise<Error | undefined> {
  try {
    await begin();
    // What brought the phone to rest is no evidence.
    takeWitnesses();
    await check();
    return undefined;
  } catch (error) {
    return blame(error instanceof Error ? error : new Error(String(error)));
  }
}

/** A phone that cannot be seen any more must not hide why the check failed. */
async function pictureOfFailure(): Promise<string | undefined> {
  try {
    return await takePictureOfFailure();
  } catch {
    return undefined;
  }
}

/** An app that crashed or was killed broke the check, whatever tool stumbled over it first. */
async function blame(error: Error): Promise<Error> {
  try {
    const exit = await unexpectedExitOfApp();
    return exit === undefined
      ? error
      : new ExpectationError(`${exit.replace(/\.?$/, '.')} After that: ${error.message}`);
  } catch {
    return error;
  }
}

/** What is not on the screen of a phone that has locked itself, or was never sent there, says nothing of the app. */
async function doubted(failure: Error): Promise<Error> {
  const { phone, driver } = session();
  if (phone.kind === 'virtual' || !(failure instanceof ExpectationError)) return failure;
  try {
    await checkPushes();
    // A tester who has answered is there.
    if (driver.ask === undefined) await driver.mobile('unlock');
    return failure;
  } catch (error) {
    const because = `${error instanceof Error ? error.message : String(error)} Seen before that: ${failure.message}`;
    if (error instanceof DriverError) return new DriverError(because);
    if (error instanceof ControlApiError && error.means !== undefined) return new ControlApiError(because, error.means);
    return failure;
  }
}
