/** Serves the table of routes over HTTP. Errors are `{"error": {"code", "message"}}`. */

import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Clock } from '../clock/index.ts';
import type { CallServerCore } from './core.ts';
import { MESSAGE_LIMIT_BYTES } from './messages.ts';
import { HttpError } from './route.ts';
import { ROUTES } from './route-table.ts';
import { StoreError } from './store/database.ts';

export function routes(clock: Clock, core: CallServerCore): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((request, response, next) => {
    const release = clock.busy(`${request.method} ${request.path}`);
    response.once('close', release);
    next();
  });
  app.use(express.json({ limit: MESSAGE_LIMIT_BYTES }));
  for (const route of ROUTES) {
    const { method, path, status } = route;
    app[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), async (request, response) => {
      const answer: unknown = await route.handle(core, request);
      if (status === 204) response.status(204).end();
      else response.status(status).json(answer);
    });
  }
  app.use((request) => {
    throw new HttpError(404, 'no-route', `The call server has no ${request.method} ${request.path}.`);
  });
  app.use(answerError);
  return app;
}

/** Errors of Express and its body parser carry a status and a message made to be seen; any other is a fault of ours. */
const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreError) {
    response.status(503).json({ error: { code: 'storage', message: `Nothing was done: ${text}` } });
    return;
  }
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  const code = error instanceof HttpError ? error.code : (CODES[status] ?? 'internal');
  const message = status === 500 ? `The call server failed, which is a fault of the harness: ${text}` : text;
  response.status(status).json({ error: { code, message } });
};

const CODES: { readonly [status: number]: string } = { 400: 'bad-request', 413: 'too-large', 415: 'unsupported' };
