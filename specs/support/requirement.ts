/**
 * `requirement` declares the check of one requirement of the catalogue. It runs on each phone to which the requirement
 * applies, from a phone at rest, and tells the lab how it went. `requirement.inEveryState` declares it once for each
 * situation that the catalogue names, and brings the phone there first; `requirement.afterInstall` begins before anybody
 * has opened the app.
 */

import type { Situation } from '../../lab/control/protocol.ts';
import { carryOut } from './check.ts';
import { phone } from './phone.ts';
import { describeCheck } from './picture.ts';
import { session } from './session.ts';

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
    const { report, failure } = await carryOut({ id, title }, begin, check);
    afresh = failure !== undefined;
    await lab.tell({ type: 'check-finished', phone: leased.name, result: report });
    if (failure !== undefined) throw failure;
  });
}

/** What a failed check leaves behind in the app must not fail the next one. */
let afresh = false;
