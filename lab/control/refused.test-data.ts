/** What tests say of a control API that refuses. */

import { strict as assert } from 'node:assert';
import { ControlApiError } from './client.ts';

/** The error with which it was refused. */
export async function failure(asked: Promise<unknown>): Promise<ControlApiError> {
  const error = await asked.then(
    () => undefined,
    (why: unknown) => why,
  );
  assert.ok(error instanceof ControlApiError, 'it was done');
  return error;
}
