/** A step did not find what it expects: a result, not an error of the harness. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly expected: string;
  readonly seen: string;

  constructor(expected: string, seen: string) {
    super(`expected ${expected}; ${seen}`);
    this.expected = expected;
    this.seen = seen;
  }
}
