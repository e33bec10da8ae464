/**
 * A broken expectation: the app under test did not do what the requirement asks. Everything else that is thrown in a
 * spec is the harness's fault, so the two never share a type.
 */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

/** How long a spec waits for something that the phone should do at once; testbed time. */
export const LIMIT_MS = 5_000;

/** A value of the journal as a message shows it. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : value === null || value === undefined ? 'none' : JSON.stringify(value);
}

/** @throws ExpectationError with `message` unless `condition` holds. */
export function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ExpectationError(message);
}
