/**
 * A time limit on synchronous work, by V8's inspector: `Runtime.evaluate` with a `timeout` (Chrome DevTools Protocol) ends
 * what runs, through catches and regular expressions. `node:vm` has the same limit and starts a thread for each and waits
 * for its end; this one is an entry in a list of a thread that Node has anyway.
 */

import { Session } from 'node:inspector';

/** How the inspector gets at the work. One for each copy of this module: a process may have loaded it twice. */
const CALL = freeName();
const EXPRESSION = `globalThis[Symbol.for('${CALL.description}')]()`;

interface Run {
  readonly work: () => void;
  ended: boolean;
  thrown?: { readonly error: unknown };
}

Object.defineProperty(globalThis, CALL, { value: runCurrent });

let session: Session | undefined;
let current: Run | undefined;

/**
 * @param work whatever it calls may be ended at any moment, without `finally`: it leaves nothing half done that matters.
 *   It sets no limit of its own.
 * @returns whether it came to its end
 * @throws what `work` throws
 */
export function endsWithin(limitMs: number, work: () => void): boolean {
  session ??= connect();
  const run: Run = { work, ended: false };
  current = run;
  let failure: Error | null = null;
  // A session in its own thread answers before `post` returns.
  session.post('Runtime.evaluate', { expression: EXPRESSION, timeout: limitMs, silent: true }, (error) => {
    failure = error;
  });
  current = undefined;
  if (run.thrown !== undefined) throw run.thrown.error;
  if (!run.ended && failure === null)
    throw new RangeError('The stack is full: work with a time limit could not begin.');
  return run.ended;
}

function freeName(): symbol {
  let copy = 1;
  while (Symbol.for(`ringproof.time-limit ${copy}`) in globalThis) copy += 1;
  return Symbol.for(`ringproof.time-limit ${copy}`);
}

function connect(): Session {
  const connected = new Session();
  connected.connect();
  return connected;
}

/** An error of the work is carried past the inspector, which would describe it, and so run getters of an app. */
function runCurrent(): void {
  const run = current;
  if (run === undefined) return;
  try {
    run.work();
    run.ended = true;
  } catch (error) {
    run.thrown = { error };
  }
}
