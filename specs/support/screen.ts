/**
 * Looking at the phone's screen.
 *
 * WebDriverAgent shows one application's tree at a time, and the call screen belongs to a system process: to see it a
 * test names that process as `defaultActiveApplication` (appium/appium#14640).
 */

import type { Element } from './driver.ts';
import { ExpectationError, LIMIT_MS } from './expectation.ts';
import { session } from './session.ts';

/** Testbed time between the first two looks at the screen; it doubles from look to look. */
const FIRST_PAUSE_MS = 50;

export const SPRINGBOARD = 'com.apple.springboard';

export type { Element };

/** Looks at `bundleId` first while `look` runs, then lets WebDriverAgent choose again. */
export async function lookingAt<T>(bundleId: string, look: () => Promise<T>): Promise<T> {
  await session().driver.lookAt(bundleId);
  try {
    return await look();
  } finally {
    await session().driver.lookAt('auto');
  }
}

/** The first element that matches the NSPredicate, or undefined; does not wait. */
export function find(predicate: string): Promise<Element | undefined> {
  return session().driver.find(predicate);
}

/**
 * Looks again until `look` sees something, letting time pass between the looks.
 *
 * @throws ExpectationError with `otherwise` when nothing was seen in time
 */
export async function waitToSee<T>(look: () => Promise<T | undefined>, otherwise: string): Promise<T> {
  for (let passed = 0, pause = FIRST_PAUSE_MS; ; passed += pause, pause *= 2) {
    const seen = await look();
    if (seen !== undefined) return seen;
    // A tester has watched for as long as it takes: to ask again is no use.
    if (passed >= LIMIT_MS || session().driver.ask !== undefined) throw new ExpectationError(otherwise);
    await session().control.elapse(pause);
  }
}

/** Waits until `look` sees nothing any more. */
export async function waitToMiss(look: () => Promise<unknown>, otherwise: string): Promise<void> {
  const { driver, control } = session();
  // A tester is asked once, so not before it must be gone.
  if (driver.ask !== undefined) await control.elapse(LIMIT_MS);
  await waitToSee(async () => ((await look()) === undefined ? true : undefined), otherwise);
}

/** Text in single quotes for an NSPredicate. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export function oneOf(names: readonly string[]): string {
  return `{${names.map(quoted).join(', ')}}`;
}
