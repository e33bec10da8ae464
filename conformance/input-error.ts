/** A file that somebody handed in cannot be used: theirs to mend, unlike the suite's own data files. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** What to do about it. */
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}
