/**
 * The only file that holds the host's function. Two rules keep it from app code: it is called directly (never through
 * `call` or `apply`, which an app can replace), and nothing it throws is passed on, since an error of the host's realm
 * would carry the host's constructors.
 */

import type { Command, HostFunction, Job, Question } from '../border.ts';

/** Parameter of the function that wraps the bundled runtime. */
declare const host: HostFunction;

const callHost: HostFunction = host;
const { stringify, parse } = JSON;
let closed = false;

/** Asks the host something it answers at once. @throws Error of this context when the host cannot be reached. */
export function ask(question: Question, payload = ''): string {
  let answer: string;
  try {
    answer = callHost(question, payload);
  } catch {
    throw new Error(`The phone could not answer "${question}" (the stack is full?).`);
  }
  return answer;
}

/** Hands the host a command; commands after a crash are dropped, since the process is over. */
export function command(it: Command): void {
  if (closed) return;
  const text = stringify(it);
  try {
    callHost('command', text);
  } catch {
    throw new Error(`The phone could not take "${it.command}" (the stack is full?).`);
  }
}

export function takeJob(): Job | undefined {
  const text = ask('job');
  return text === '' ? undefined : (parse(text) as Job);
}

/** Ends the process with this exception once the turn is over. */
export function crash(error: unknown): void {
  const { name, reason, stack } = describe(error);
  command({ command: 'crash', name, reason, stack });
  closed = true;
}

export interface Description {
  readonly name: string;
  readonly reason: string;
  readonly stack: string;
}

/** Name, reason and stack of whatever was thrown, as texts; survives objects that throw when read. */
export function describe(error: unknown): Description {
  try {
    if (error instanceof Error) {
      const { name, message, stack } = error as { name: unknown; message: unknown; stack: unknown };
      return { name: String(name), reason: String(message), stack: typeof stack === 'string' ? stack : '' };
    }
    return { name: 'Error', reason: typeof error === 'string' ? error : (stringify(error) ?? typeof error), stack: '' };
  } catch {
    return { name: 'Error', reason: 'Something was thrown that cannot be described.', stack: '' };
  }
}
