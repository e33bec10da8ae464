/** One route of the HTTP API: what it is called, takes and gives, and what it does. All routes are one table. */

import type { Request } from 'express';
import type { z } from 'zod';
import type { CallServerCore } from './core.ts';
import type { Checked } from './messages.ts';

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As in OpenAPI: `/users/{user}/devices/{device}`. */
  readonly path: string;
  /** Unique; the name of the operation in the document. */
  readonly operation: string;
  readonly summary: string;
  readonly status: 200 | 201 | 204;
  readonly body?: { readonly schema: z.ZodType; readonly example: unknown };
  /** Nothing with 204. */
  readonly answer?: z.ZodType;
  /** Statuses of refusals beside those that any request can draw, and when. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** @returns what is answered. @throws HttpError */
  handle(core: CallServerCore, request: Request): unknown;
}

/** A refusal; `code` is a word for programs. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function invalid(problem: string): HttpError {
  return new HttpError(
    400,
    'bad-request',
    `The request was not understood: ${problem}. Bodies are JSON objects sent as application/json.`,
  );
}

/** @throws HttpError */
export function given<T>(checked: Checked<T>): T {
  if ('problem' in checked) throw invalid(checked.problem);
  return checked.value;
}
