/** The errors WebDriverAgent answers with: W3C names and their HTTP codes. Routes throw {@link WdaError}. */

export const ERROR_STATUS = {
  'unknown error': 500,
  'unable to capture screen': 500,
  'no such element': 404,
  'invalid element state': 400,
  'invalid argument': 400,
  'stale element reference': 404,
  'invalid selector': 400,
  'no such alert': 404,
  'element not visible': 400,
  'session not created': 500,
  timeout: 408,
  'unsupported operation': 500,
  'unknown command': 404,
  'invalid session id': 404,
} as const;

export type ErrorKind = keyof typeof ERROR_STATUS;

/** An answer other than success. `kind` is what a WebDriver client tells errors apart by. */
export class WdaError extends Error {
  override readonly name = 'WdaError';
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
