/** Asks a program on the host's PATH something, such as its version. Never through a shell. */

import { execFile } from 'node:child_process';

/** Xcode's first start after an update takes its time; a program that is silent for longer is as good as not there. */
const LIMIT_MS = 30_000;

export type ProgramAnswer =
  | { readonly ran: true; readonly output: string }
  /** Absent: nothing of that name on the PATH. */
  | { readonly ran: false; readonly absent: boolean; readonly why: string };

export interface ProgramOptions {
  /** For its standard input. */
  readonly input?: string;
  readonly limitMs?: number;
}

export function askProgram(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  { input, limitMs = LIMIT_MS }: ProgramOptions = {},
): Promise<ProgramAnswer> {
  return new Promise((resolve) => {
    const options = { env: environment, timeout: limitMs, maxBuffer: 32 * 1024 * 1024 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      // Java prints its version where others print errors.
      const output = (stdout.trim() === '' ? stderr : stdout).trim();
      if (error === null) return resolve({ ran: true, output });
      const absent = error.code === 'ENOENT';
      const late = error.killed === true ? `no answer within ${limitMs / 1_000} s` : '';
      const why = absent ? `no ${program} on the PATH` : late || firstLine(stderr) || firstLine(error.message);
      resolve({ ran: false, absent, why });
    });
    // A program that is not there, or does not read, breaks the pipe; that it failed is told above.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

export function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.trim() ?? '';
}
