/** Serves the control API: every route of the table, what keeps others out, and words for every mistake. */

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { z } from 'zod';
import { access, checkHost } from './access.ts';
import { Control } from './control.ts';
import type { ControlOptions, ControlServer } from './index.ts';
import { Problem, type ProblemText } from './problem.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

const BODY_LIMIT = '64kb';

/** @throws Error when others could use it, or the port cannot be had. */
export async function serveControl(options: ControlOptions): Promise<ControlServer> {
  const { worlds, clock, journal, host = '127.0.0.1', port = 0, token, stallLimitMs = 10_000 } = options;
  checkHost(host, token);
  const control = new Control(worlds, clock, journal, stallLimitMs);
  const app = express();
  app.disable('x-powered-by');
  app.use(access(token));
  app.use(checkContentType);
  app.use(express.json({ limit: BODY_LIMIT, strict: false }));
  for (const route of ROUTES) app[route.method](expressPath(route.path), handlerOf(route, control));
  app.use(refuseUnknown);
  app.use(answerProblem);
  const server = createServer(app);
  server.listen(port, host);
  await listening(server, host, port);
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    host,
    port: boundPort,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    async close() {
      control.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The system's word for what is wrong with an address, and what it means here. */
const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use. Give another port, or 0 for any free one',
  EACCES: 'is not for this user to open. Give a port from 1024 on, or 0 for any free one',
  EADDRNOTAVAIL: 'cannot be had, for this machine has no such address. Give one of its own, such as 127.0.0.1',
  ENOTFOUND: 'cannot be had, for nobody knows that host. Give an address of this machine, such as 127.0.0.1',
};

async function listening(server: Server, host: string, port: number): Promise<void> {
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const problem = PROBLEMS[error.code ?? ''];
    if (problem === undefined) throw error;
    throw new Error(`The control API was not opened at ${host}: port ${port} ${problem}.`, { cause: error });
  });
}

function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function handlerOf(route: Route, control: Control): RequestHandler {
  const isStreamOnly = route.answers.every(({ kind }) => kind === 'events');
  return async function handle(request, response) {
    // Express lets GET serve HEAD; a device would be on line whose pushes nobody reads.
    if (request.method === 'HEAD' && isStreamOnly) {
      await refuseUnknown(request, response, () => undefined);
      return;
    }
    const answer = await route.run(control, request, response);
    if (response.headersSent) return;
    const [text] = route.answers.filter(({ kind }) => kind === 'text');
    response.status(route.status);
    if (answer === undefined) response.end();
    else if (text?.kind === 'text') response.type(text.contentType).send(answer);
    else response.json(answer);
  };
}

/** A body of another type would be taken for none. */
const checkContentType: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !request.is('application/json')) {
    throw new Problem(415, {
      what: 'The body is of another type.',
      got: request.headers['content-type'] ?? 'no content-type',
      expected: 'application/json',
    });
  }
  next();
};

const refuseUnknown: RequestHandler = (request, response) => {
  const methods = ROUTES.filter(({ path }) => matches(path, request.path)).map(({ method }) => method.toUpperCase());
  if (methods.length > 0) {
    response.set('allow', methods.join(', '));
    throw new Problem(405, {
      what: 'That address has no such method.',
      got: request.method,
      expected: methods.join(', '),
    });
  }
  throw new Problem(404, {
    what: 'There is no such address.',
    got: request.path,
    next: 'GET /openapi.json lists all of them.',
  });
};

function matches(path: string, asked: string): boolean {
  const parts = path.split('/');
  const given = asked.split('/');
  return (
    parts.length === given.length &&
    parts.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]))
  );
}

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, text } = problemOf(error);
  response.status(status).json({ error: text });
};

function problemOf(error: unknown): { readonly status: number; readonly text: ProblemText } {
  if (error instanceof Problem) return error;
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const where = issue?.path.join('.') || 'the request';
    return {
      status: 400,
      text: { what: `${where}: ${issue?.message}`, next: 'GET /openapi.json says what is expected.' },
    };
  }
  if (error instanceof URIError) {
    return {
      status: 400,
      text: { what: `The address cannot be read: ${error.message}.`, expected: 'percent-encoding' },
    };
  }
  // What express could not read comes with its own status.
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  const message = error instanceof Error ? error.message : String(error);
  if (status === 413) {
    return { status, text: { what: 'The body is too large.', expected: `at most ${BODY_LIMIT}` } };
  }
  if (status === 400) return { status, text: { what: `The body is not JSON: ${message}.`, expected: 'JSON' } };
  return { status, text: { what: message } };
}
