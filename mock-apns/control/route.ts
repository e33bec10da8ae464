/** One route of the control API: what it is called, what it takes and gives, and what it does. All routes are one table. */

import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Control } from './control.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** What a route gives. */
export type Answers =
  | { readonly kind: 'json'; readonly schema: z.ZodType }
  | { readonly kind: 'text'; readonly contentType: string }
  /** Events until the reader goes; `schema` of each one's data. */
  | { readonly kind: 'events'; readonly schema: z.ZodType }
  | { readonly kind: 'nothing' };

/** A route as the server and the document see it. */
export interface Route {
  readonly method: Method;
  /** As in OpenAPI: `/v1/{world}/devices/{device}`. */
  readonly path: string;
  /** Unique; the name of the operation in the document. */
  readonly operation: string;
  readonly summary: string;
  readonly status: number;
  readonly parameters: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | undefined;
  readonly answers: readonly Answers[];
  /** Statuses beside those that any request can draw, and why. */
  readonly refusals: Readonly<Record<number, string>>;
  /** @returns what is answered; undefined when it has been, or there is nothing to say */
  run(control: Control, request: Request, response: Response): unknown;
}

interface Definition<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  readonly method: Method;
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly status?: number;
  readonly parameters?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The body is for the document; the handler reads it. */
  readonly readsBodyItself?: boolean;
  readonly answers: Answers | readonly Answers[];
  readonly refusals?: Readonly<Record<number, string>>;
  handle(
    control: Control,
    input: { parameters: z.infer<P>; query: z.infer<Q>; body: z.infer<B> },
    exchange: { request: Request; response: Response },
  ): unknown;
}

const NONE = z.strictObject({});

/** A route whose input is checked before it is handled. @throws z.ZodError from `run` when it is not as it should be */
export function route<
  P extends z.ZodObject = typeof NONE,
  Q extends z.ZodObject = typeof NONE,
  B extends z.ZodType = z.ZodUndefined,
>(definition: Definition<P, Q, B>): Route {
  const { method, path, operation, summary, status = 200, refusals = {}, readsBodyItself = false } = definition;
  const answers = Array.isArray(definition.answers) ? definition.answers : [definition.answers];
  const parameters: z.ZodObject = definition.parameters ?? NONE;
  const query: z.ZodObject = definition.query ?? NONE;
  const { body } = definition;
  return {
    method,
    path,
    operation,
    summary,
    status,
    parameters,
    query,
    body,
    answers,
    refusals,
    run: (control, request, response) =>
      definition.handle(
        control,
        {
          parameters: parameters.parse(request.params) as z.infer<P>,
          query: query.parse(request.query) as z.infer<Q>,
          body: (readsBodyItself ? request.body : body?.parse(request.body ?? {})) as z.infer<B>,
        },
        { request, response },
      ),
  };
}

export const json = (schema: z.ZodType): Answers => ({ kind: 'json', schema });
export const NOTHING: Answers = { kind: 'nothing' };
