/**
 * The two kinds of error that end a run: the user can mend the one, we must mend the other. Each message says what
 * happened, which value, what was expected and what to do next.
 */

import { AppLoadError } from '../virtual-iphone/app-process/app-load-error.ts';

/** Exit codes of every command. */
export const EXIT_CODE = {
  met: 0,
  notMet: 1,
  incomplete: 2,
  harnessError: 3,
  usage: 64,
  interrupted: 130,
} as const;

/** The user asked for something that can't be done: exit code 64, no stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode = EXIT_CODE.usage;
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

/** Ringproof or one of its tools failed: exit code 3. Voids the run. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  readonly exitCode = EXIT_CODE.harnessError;
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

/** Whether the user can mend what went wrong: options, lab file, or the app itself. */
export function isForUserToMend(error: unknown): boolean {
  return error instanceof UsageError || error instanceof AppLoadError;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
