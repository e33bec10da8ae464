/**
 * `requirement` declares the check of one requirement of the catalogue. It runs on each phone to which the requirement
 * applies, from a phone at rest, and tells the lab how it went. `requirement.inEveryState` declares it once for each
 * situation that the catalogue names, and brings the phone there first; `requirement.afterInstall` begins before anybody
 * has opened the app.
 */

import { ControlApiError } from '../../lab/control/client.ts';
import type { CheckReport, Situation } from '../../lab/control/protocol.ts';
import { unexpectedExitOfApp } from './call-kit.ts';
import { ExpectationError } from './expectation.ts';
import { takeMeasurements } from './measure.ts';
import { phone } from './phone.ts';
import { describeCheck, takePictureOfFailure } from './picture.ts';
import { session } from './session.ts';
import { takeWitnesses } from './witnesses.ts';

/**
 * @example
 * requirement('RP-RNG-003', 'rings an app that the system has terminated', async () => {
 *   await phone.terminateApp();
 *   await caller.dial();
 *   await phone.callScreen.appears();
 * });
 */
export function requirement(id: string, title: string, check: () => Promise<void>): void {
  if (id in session().phone.requirements) declare(id, title, check);
}

/**
 * @param check begins with the app and the phone in one of the states of the catalogue's entry
 * @param prepare what must be so before the phone is brought there, such as another build of the app
 * @example
 * requirement.inEveryState('RP-ANS-001', 'answering connects the call', async () => {
 *   const call = await caller.dial();
 *   await phone.callScreen.appears(call);
 *   await phone.callScreen.answer();
 *   await phone.callScreen.showsConnected(call);
 * });
 */
requirement.inEveryState = (
  id: string,
  title: string,
  check: () => Promise<void>,
  prepare: () => Promise<void> = async () => {},
): void => {
  for (const situation of session().phone.requirements[id] ?? []) {
    declare(id, `${title} (${described(situation)})`, async () => {
      await prepare();
      await phone.bringTo(situation);
      await check();
    });
  }
};

/** @param check begins with the app just installed: never opened, nobody signed in */
requirement.afterInstall = (id: string, title: string, check: () => Promise<void>): void => {
  if (id in session().phone.requirements) declare(id, title, check, () => phone.comeToInstall());
};

function described({ app, phone: phoneState }: Situation): string {
  return `app ${app}, phone ${phoneState}`;
}

function declare(
  id: string,
  title: string,
  check: () => Promise<void>,
  begin: () => Promise<void> = () => phone.comeToRest({ afresh }),
): void {
  it(`${id} ${title}`, async () => {
    const { lab, phone: leased } = session();
    await lab.tell({ type: 'check-started', phone: leased.name, requirement: id, title });
    await describeCheck(id);
    const startedAt = Date.now();
    const beganAt = performance.now();
    takeMeasurements();
    const failure = await failureOf(begin, check);
    const screenshot = failure === undefined ? undefined : await pictureOfFailure();
    const result: CheckReport = {
      udid: leased.udid,
      requirement: id,
      title,
      outcome: failure === undefined ? 'passed' : outcomeOf(failure),
      ...(failure === undefined ? {} : { message: failure.message }),
      ...(screenshot === undefined ? {} : { screenshot }),
      startedAt,
      durationMs: Math.round(performance.now() - beganAt),
      measurements: takeMeasurements(),
      ...takeWitnesses(),
    };
    await lab.tell({ type: 'check-finished', phone: leased.name, result });
    if (failure !== undefined) throw failure;
  });
}

function outcomeOf(failure: Error): CheckReport['outcome'] {
  if (failure instanceof ExpectationError) return 'failed';
  if (failure instanceof ControlApiError && failure.means !== undefined) return failure.means;
  // A cable, a battery, a passcode: a phone outside can be lost in the middle of anything.
  return session().phone.kind !== 'virtual' && isOfDriver(failure) ? 'skipped' : 'error';
}

/** Errors of WebDriver have a name of their own kind; one of ours is a bug. */
function isOfDriver({ name, message }: Error): boolean {
  const isBug = ['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError', 'ControlApiError'].includes(name);
  return !isBug && /WebDriver|session|proxy|socket|ECONN|device|timed? ?out/i.test(`${name} ${message}`);
}

/** What a failed check leaves behind in the app must not fail the next one. */
let afresh = false;

async function failureOf(begin: () => Promise<void>, check: () => Promise<void>): Promise<Error | undefined> {
  try {
    await begin();
    afresh = false;
    // What brought the phone to rest is no evidence.
    takeWitnesses();
    await check();
    return undefined;
  } catch (error) {
    afresh = true;
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
