/** The OpenAPI 3.1 document of the control API, made of the table that is served. */

import { z } from 'zod';
import type { Answers, Route } from './route.ts';
import { problem } from './schemas.ts';

type Json = { readonly [key: string]: unknown };

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request is not as this document has it.',
  401: 'The API has a token, and the request has not.',
  403: 'The API has no token, and the request is not from this machine.',
};

const BODY_REFUSALS: Readonly<Record<number, string>> = {
  413: 'The body has more than 64 KB.',
  415: 'The body is not of the type application/json.',
};

/** Routes with a path parameter can name a world that does not run. */
const NO_SUCH_WORLD = 'That world does not run here.';

export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Control API of the mock APNs gateway',
      version: '1',
      description: 'Drives the gateway from a test in any language, and tells what came of pushes.',
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    security: [{}, { token: [] }],
  };
}

function operationOf({ operation, summary, parameters, query, body, status, answers, refusals }: Route): Json {
  const isOfWorld = 'world' in parameters.shape;
  const ofBody = body === undefined ? {} : BODY_REFUSALS;
  const drawn = { ...REFUSALS, ...ofBody, ...(isOfWorld ? { 404: NO_SUCH_WORLD } : {}), ...refusals };
  return {
    operationId: operation,
    summary,
    parameters: [...parametersOf(parameters, 'path'), ...parametersOf(query, 'query')],
    ...(body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      [status]: { description: summary, ...contentOf(answers) },
      ...Object.fromEntries(
        Object.entries(drawn).map(([code, description]) => [
          code,
          {
            description,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  };
}

function parametersOf(object: z.ZodObject, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = schemaOf(object, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function contentOf(answers: readonly Answers[]): Json {
  const contents = answers.flatMap((answer): [string, Json][] => {
    if (answer.kind === 'nothing') return [];
    if (answer.kind === 'json') return [['application/json', { schema: schemaOf(answer.schema, 'output') }]];
    if (answer.kind === 'text') return [[answer.contentType, { schema: { type: 'string' } }]];
    const description = 'Server-sent events; the data of each is JSON as said here.';
    return [['text/event-stream', { schema: { ...schemaOf(answer.schema, 'output'), description } }]];
  });
  return contents.length === 0 ? {} : { content: Object.fromEntries(contents) };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
