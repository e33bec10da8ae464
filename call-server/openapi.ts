/** The OpenAPI 3.1 document of the HTTP API, made of the table that is served. */

import { z } from 'zod';
import type { Route } from './route.ts';
import { callRecord, refusal } from './schemas.ts';

type Json = { readonly [key: string]: unknown };

const BODY_REFUSALS = {
  413: 'The body has more than 16 KiB.',
  415: 'The body is in an encoding that is not known.',
};

export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Call server of Ringproof',
      version: '1',
      description: 'For apps: registration. For anybody: calls. The signalling is in /asyncapi.json.',
    },
    paths,
    components: { schemas: { Call: schemaOf(callRecord, 'output'), Refusal: schemaOf(refusal, 'output') } },
  };
}

function operationOf({ path, operation, summary, status, body, answer, refusals }: Route): Json {
  const content = (schema: unknown, example?: unknown) => ({
    content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
  });
  const drawn = { 400: 'The request is not as this document has it.', ...(body && BODY_REFUSALS), ...refusals };
  return {
    operationId: operation,
    summary,
    parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(body && { requestBody: { required: true, ...content(schemaOf(body.schema, 'input'), body.example) } }),
    responses: {
      [status]: { description: summary, ...(answer && content(answerSchema(answer))) },
      ...Object.fromEntries(
        Object.entries(drawn).map(([code, description]) => [
          code,
          { description, ...content({ $ref: '#/components/schemas/Refusal' }) },
        ]),
      ),
    },
  };
}

function answerSchema(answer: z.ZodType): Json {
  return answer === callRecord ? { $ref: '#/components/schemas/Call' } : schemaOf(answer, 'output');
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
