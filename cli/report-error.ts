/** Prints what ended a command, and gives its exit code. Only an error that nobody foresaw shows its stack. */

import pc from 'picocolors';
import { DataFileError } from '../conformance/catalogue.ts';
import { InputError } from '../conformance/input-error.ts';
import { EXIT_CODE, HarnessError, UsageError } from '../lab/errors.ts';
import { AppLoadError } from '../virtual-iphone/app-process/app-load-error.ts';
import { Interrupted } from './interrupt.ts';

/** @returns the exit code */
export function reportError(error: unknown, print: (text: string) => void = toStandardError): number {
  if (error instanceof UsageError || error instanceof HarnessError) {
    print(`${pc.red('ringproof:')} ${error.message}\n${error.advice}`);
    return error.exitCode;
  }
  if (error instanceof InputError) {
    print(`${pc.red('ringproof:')} ${error.message}\n${error.advice}`);
    return EXIT_CODE.usage;
  }
  if (error instanceof AppLoadError) {
    print(`${pc.red('ringproof:')} ${error.message}`);
    return EXIT_CODE.usage;
  }
  if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
    print(`${pc.red('ringproof:')} a package is not installed: ${error.message}\nRun \`npm ci\` in its folder first.`);
    return EXIT_CODE.usage;
  }
  if (error instanceof DataFileError) {
    print(`${pc.red('ringproof:')} ${error.message}`);
    return EXIT_CODE.harnessError;
  }
  if (error instanceof Interrupted) {
    print('Interrupted: everything was stopped, and no report was written.');
    return EXIT_CODE.interrupted;
  }
  print(pc.red('ringproof: this is a fault of Ringproof, please report it.'));
  print(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT_CODE.harnessError;
}

function toStandardError(text: string): void {
  process.stderr.write(`${text}\n`);
}
