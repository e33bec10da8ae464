/**
 * Looking at the phone's screen through Appium.
 *
 * WebDriverAgent shows one application's tree at a time, and the call screen belongs to a system process: to see it a
 * test names that process as `defaultActiveApplication` (appium/appium#14640).
 */

import { browser } from '@wdio/globals';
import { ExpectationError, LIMIT_MS } from './expectation.ts';

/** Pause between two looks at the screen, which is a few milliseconds away. */
const LOOK_EVERY_MS = 25;

export const SPRINGBOARD = 'com.apple.springboard';

export type Element = WebdriverIO.Element;

/** Looks at `bundleId` first while `look` runs, then lets WebDriverAgent choose again. */
export async function lookingAt<T>(bundleId: string, look: () => Promise<T>): Promise<T> {
  await browser.updateSettings({ defaultActiveApplication: bundleId });
  try {
    return await look();
  } finally {
    await browser.updateSettings({ defaultActiveApplication: 'auto' });
  }
}

/** The first element that matches the NSPredicate, or undefined; does not wait. */
export async function find(predicate: string): Promise<Element | undefined> {
  const [first] = await browser.$$(`-ios predicate string:${predicate}`).getElements();
  return first;
}

/**
 * Looks again until `look` sees something.
 *
 * @throws ExpectationError with `otherwise` when nothing was seen in time
 */
export async function waitToSee<T>(look: () => Promise<T | undefined>, otherwise: string): Promise<T> {
  let seen: T | undefined;
  await browser
    .waitUntil(
      async () => {
        seen = await look();
        return seen !== undefined;
      },
      { timeout: LIMIT_MS, interval: LOOK_EVERY_MS },
    )
    .catch((error: Error) => {
      throw error.message.includes('waitUntil condition timed out') ? new ExpectationError(otherwise) : error;
    });
  return seen as T;
}

/** Waits until `look` sees nothing any more. */
export async function waitToMiss(look: () => Promise<unknown>, otherwise: string): Promise<void> {
  await waitToSee(async () => ((await look()) === undefined ? true : undefined), otherwise);
}

/** Text in single quotes for an NSPredicate. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export function oneOf(names: readonly string[]): string {
  return `{${names.map(quoted).join(', ')}}`;
}
