/**
 * What keeps a spec from seeing or touching a phone outside: whatever its driver throws becomes one error of this type,
 * which says what happened and what to check. It is never the app's fault.
 */

import { ControlApiError } from '../../lab/control/client.ts';
import type { Driver, Element } from './driver.ts';
import { ExpectationError } from './expectation.ts';

export class DriverError extends Error {
  override readonly name = 'DriverError';
}

/** Names of WebDriver's errors for what nobody could have been asked: the suite's fault, on any phone. */
const MISTAKES = [
  'invalid argument',
  'invalid selector',
  'javascript error',
  'unknown command',
  'unknown method',
  'unsupported operation',
];

const WHERE_IT_RUNS =
  'Check that the phone is plugged in and switched on, that WebDriverAgent runs on it, and that its port is forwarded ' +
  'to this host.';

/**
 * What happened and what to check, by the words of WebDriverAgent (FBRunLoopSpinner, XCUIDevice+FBHelpers.m), of Appium's
 * proxy (`@appium/base-driver`, jsonwp-proxy) and of WebdriverIO's `webdriver`; the first that fits.
 */
const CASES: readonly { readonly words: RegExp; readonly told: string }[] = [
  {
    words: /until the screen gets unlocked|device is locked|passcode/i,
    told:
      'The phone is locked and does not unlock. Check that it has no passcode (Settings → Face ID & Passcode → Turn ' +
      'Passcode Off), and unlock it by hand.',
  },
  {
    words: /invalid session id|session .*(terminated|not started|does not exist)|could not be found.*session/i,
    told: `The session on the phone is over: WebDriverAgent was started anew, or crashed. ${WHERE_IT_RUNS}`,
  },
  {
    words: /ECONN(REFUSED|RESET|ABORTED)|EPIPE|EHOSTUNREACH|ENETUNREACH|socket hang up|Failed to fetch/i,
    told: `The phone was lost: WebDriverAgent cannot be reached any more. ${WHERE_IT_RUNS}`,
  },
  {
    words: /timed? ?out|timeout of|ETIMEDOUT/i,
    told: `WebDriverAgent did not answer in time: the phone hangs, or was unplugged. ${WHERE_IT_RUNS}`,
  },
];

const OTHERWISE = `WebDriverAgent could not do what it was asked. ${WHERE_IT_RUNS}`;

/** Sees and touches as `driver` does. Errors that have a type of ours, and bugs, are passed on as they are. */
export function withDriverErrors(driver: Driver): Driver {
  return {
    ...driver,
    async find(predicate) {
      const found = await typed(() => driver.find(predicate));
      return found === undefined ? undefined : guarded(found);
    },
    lookAt: (bundleId) => typed(() => driver.lookAt(bundleId)),
    swipe: (from, to, durationMs) => typed(() => driver.swipe(from, to, durationMs)),
    mobile: (command, args) => typed(() => driver.mobile(command, args)),
    screenshot: () => typed(() => driver.screenshot()),
  };
}

function guarded(element: Element): Element {
  return {
    click: () => typed(() => element.click()),
    setValue: (text) => typed(() => element.setValue(text)),
    getAttribute: (name) => typed(() => element.getAttribute(name)),
    rect: () => typed(() => element.rect()),
  };
}

async function typed<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Error && !isNotDrivers(error) ? toldOf(error) : error;
  }
}

function isNotDrivers(error: Error): boolean {
  const ours = [ControlApiError, ExpectationError, DriverError, TypeError, ReferenceError, RangeError, SyntaxError];
  return ours.some((type) => error instanceof type) || MISTAKES.includes(error.name);
}

function toldOf(error: Error): DriverError {
  const words = `${error.name}: ${error.message}`;
  const told = CASES.find((one) => one.words.test(words))?.told ?? OTHERWISE;
  // WebdriverIO puts its own name before the message.
  return new DriverError(`${told} The driver said: ${error.message.replace(/^WebDriverError: /, '')}`, {
    cause: error,
  });
}
