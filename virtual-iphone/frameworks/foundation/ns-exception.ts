/** NSException: what Apple's frameworks raise for a broken contract. Uncaught, it ends the process under its own name. */

export const NSInvalidArgumentException = 'NSInvalidArgumentException';
export const NSInternalInconsistencyException = 'NSInternalInconsistencyException';

export class NSException extends Error {
  readonly reason: string;

  constructor(name: string, reason: string) {
    super(reason);
    this.name = name;
    this.reason = reason;
  }
}

/**
 * Refuses a nil argument of a parameter that must not be nil.
 *
 * @throws NSException NSInvalidArgumentException
 */
export function requireArgument(selector: string, parameter: string, value: unknown): void {
  if (value !== null && value !== undefined) return;
  throw new NSException(NSInvalidArgumentException, `-[${selector}]: parameter "${parameter}" must not be nil`);
}
