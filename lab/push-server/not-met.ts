/** The push server did not do what a requirement asks. Everything else that is thrown in a check says nothing about it. */
export class NotMet extends Error {
  override readonly name = 'NotMet';
}

/** @throws NotMet with `message` unless `condition` holds. */
export function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw new NotMet(message);
}
