/** A copy of the code with one rule broken. */

export interface Mutant {
  /** What the broken gateway or phone does. */
  readonly does: string;
  readonly file: string;
  /** Stands once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly test: string;
  /** Title of the test that fails, with its suite's. */
  readonly caughtBy: string;
}
