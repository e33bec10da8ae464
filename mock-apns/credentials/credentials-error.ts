/** A credential that cannot be used or made, by whoever asked for it. */

export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
  /** What happened, with which value; one sentence. */
  readonly what: string;
  /** What was expected, and what to do next. */
  readonly advice: string;

  constructor(what: string, advice: string, options?: ErrorOptions) {
    super(`${what} ${advice}`.trim(), options);
    this.what = what;
    this.advice = advice;
  }
}
