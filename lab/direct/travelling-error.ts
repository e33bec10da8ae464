/** Errors on their way to another process, so that the run ends there as it would have ended without one. */

import { AppLoadError } from '../../virtual-iphone/app-process/app-load-error.ts';
import { HarnessError, messageOf, UsageError } from '../errors.ts';
import type { TravellingError } from './messages.ts';

export function packed(error: unknown): TravellingError {
  if (error instanceof UsageError) return { kind: 'usage', message: error.message, advice: error.advice };
  if (error instanceof AppLoadError) return { kind: 'app', message: error.message };
  return { kind: 'other', message: messageOf(error) };
}

/** @param logFile where the worker's output is */
export function unpacked({ kind, message, advice = '' }: TravellingError, logFile: string): Error {
  if (kind === 'usage') return new UsageError(message, advice);
  // Its text has problems and advice in it already.
  if (kind === 'app') return new AppLoadError(message, [], '');
  return new HarnessError(`A phone could not be started: ${message}`, `The worker's output is in ${logFile}.`);
}
