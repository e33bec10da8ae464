/**
 * The screen through a tester's eyes, and touched by a tester's fingers, for phones that no driver reaches: each look is
 * a question, each touch an instruction. Who does not answer in time leaves the check inconclusive.
 */

import { ControlApiError } from '../../lab/control/client.ts';
import type { LabPhone } from '../../lab/control/protocol.ts';
import type { Driver, Element } from './driver.ts';
import { describePredicate } from './predicate-words.ts';
import { matched } from './witnesses.ts';

/** Somebody who holds the phone. Both resolve to `no-answer` when the time is over. */
export interface Tester {
  /** For reports, such as `a tester at the terminal`. */
  readonly who: string;
  answers(question: string): Promise<'yes' | 'no' | 'no-answer'>;
  /** @returns `cannot`: the phone does not let them */
  follows(instruction: string): Promise<'done' | 'cannot' | 'no-answer'>;
}

/** `mobile:` commands as a tester does them. */
const BY_HAND: Readonly<Record<string, (phone: LabPhone) => string>> = {
  activateApp: ({ appName }) => `Open the app ${appName} from the home screen.`,
  terminateApp: ({ appName }) => `Open the app switcher and swipe ${appName} away; if it is not there, do nothing.`,
  backgroundApp: () => 'Press the home button once.',
  lock: () => 'Lock the phone with the side or top button.',
  unlock: () => 'Unlock the phone, so that it shows the home screen or the app that is open.',
  performIoHidEvent: () => 'Press the side or top button once.',
};

export function byHandDriver(tester: Tester, phone: LabPhone): Driver {
  const ask = async (question: string): Promise<boolean> => {
    const answer = await tester.answers(question);
    matched(`answered by ${tester.who}`);
    if (answer === 'no-answer') throw inconclusive(`Nobody answered in time: ${question}`);
    return answer === 'yes';
  };
  const tell = async (instruction: string): Promise<void> => {
    const end = await tester.follows(instruction);
    if (end === 'no-answer') throw inconclusive(`Nobody did in time: ${instruction}`);
    if (end === 'cannot') throw inconclusive(`The tester could not do it: ${instruction}`);
  };
  return {
    ask,
    tell,
    async find(predicate) {
      const what = describePredicate(predicate, phone.language);
      return (await ask(`Do you see ${what}?`)) ? elementOf(what, predicate, tell) : undefined;
    },
    async lookAt() {},
    async swipe() {
      throw beyond('swipe from one exact point to another');
    },
    async mobile(command) {
      const instruction = BY_HAND[command];
      if (instruction === undefined) throw beyond(`do what "mobile: ${command}" does`);
      await tell(instruction(phone));
    },
    async screenshot() {
      throw beyond('hand over a picture of the screen');
    },
  };
}

function elementOf(what: string, predicate: string, tell: (instruction: string) => Promise<void>): Element {
  return {
    click: () => tell(`Tap ${what} now.`),
    setValue: (text) => tell(`Type "${text}" into ${what}, in place of what is there.`),
    async getAttribute(name) {
      // Whoever is told to tap a slider slides it, so that it is as good as a button.
      if (name === 'type') return /XCUIElementType\w+/.exec(predicate)?.[0] ?? null;
      throw beyond(`read the attribute ${name} of an element`);
    },
    async rect() {
      throw beyond('measure an element');
    },
  };
}

function inconclusive(message: string): ControlApiError {
  return new ControlApiError(message, 'skipped');
}

/** @param act as it follows "no tester can" */
function beyond(act: string): ControlApiError {
  return new ControlApiError(`With a phone in hand no tester can ${act}.`, 'not-observable');
}
