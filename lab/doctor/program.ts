/** Asks a program on the host's PATH something, such as its version. Never through a shell. */

import { execFile } from 'node:child_process';

/** Xcode's first start after an update takes its time; a program that is silent for longer is as good as not there. */
const LIMIT_MS = 30_000;

export type ProgramAnswer =
  | { readonly ran: true; readonly output: string }
  /** Absent: nothing of that name on the PATH. */
  | { readonly ran: false; readonly absent: boolean; readonly why: string };

export function askProgram(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ProgramAnswer> {
  return new Promise((resolve) => {
    const options = { env: environment, timeout: LIMIT_MS, maxBuffer: 32 * 1024 * 1024 };
    execFile(program, args, options, (error, stdout, stderr) => {
      // Java prints its version where others print errors.
      const output = (stdout.trim() === '' ? stderr : stdout).trim();
      if (error === null) return resolve({ ran: true, output });
      const absent = error.code === 'ENOENT';
      const why = absent ? `no ${program} on the PATH` : firstLine(stderr) || firstLine(error.message);
      resolve({ ran: false, absent, why });
    });
  });
}

export function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.trim() ?? '';
}
