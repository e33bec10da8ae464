/**
 * A time limit on synchronous work, as `node:vm` offers it: a thread that is started for each limit and ends what runs.
 * That takes longer than most of what an app does at a time, so callers put one limit on much work.
 */

import { constants, createContext, Script } from 'node:vm';

const SCRIPT = new Script('work()', { filename: 'time-limit' });

let context: { work?: () => void } | undefined;

/**
 * @param work whatever it calls may be ended at any moment, without `finally`: it leaves nothing half done that matters
 * @returns whether it came to its end
 * @throws what `work` throws
 */
export function endsWithin(limitMs: number, work: () => void): boolean {
  context ??= createContext(constants.DONT_CONTEXTIFY, { name: 'time limit' });
  context.work = work;
  try {
    SCRIPT.runInContext(context, { timeout: limitMs });
    return true;
  } catch (error) {
    if (isTimeLimit(error)) return false;
    throw error;
  } finally {
    delete context.work;
  }
}

/** Node makes this error in the realm of what ran, which may have changed its prototypes: only own values are trusted. */
function isTimeLimit(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return Object.getOwnPropertyDescriptor(error, 'code')?.value === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
