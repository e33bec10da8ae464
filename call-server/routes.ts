/**
 * The HTTP face: the routes of the signalling contract for apps, and a control face for outsiders.
 *
 *   POST /calls {from, to, video?}   dials; 201 with the call once its pushes have been answered
 *   POST /calls/:call/cancel         the caller lets go (also `hang-up`: what it is depends on the call's state)
 *   GET  /users/:user                devices of a user, tokens as yes or no
 *
 * Errors are `{"error": {"code", "message"}}`.
 */

import express, { type ErrorRequestHandler, type Express, type Response } from 'express';
import type { Clock } from '../clock/index.ts';
import type { CallServerCore } from './core.ts';
import {
  type Checked,
  checkDialRequest,
  checkIdentity,
  checkRegistration,
  checkUser,
  MESSAGE_LIMIT_BYTES,
} from './messages.ts';

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

  const device = app.route('/users/:user/devices/:device');
  device.put((request, response) => {
    const who = given(checkIdentity(request.params));
    const registration = checkRegistration(request.body);
    const problem = 'problem' in registration ? registration.problem : core.register(who, registration.value);
    if (problem !== undefined) {
      core.refuseRegistration(who, problem);
      throw invalid(problem);
    }
    response.status(204).end();
  });
  device.delete((request, response) => {
    core.signOut(given(checkIdentity(request.params)));
    response.status(204).end();
  });

  app.get('/users/:user', (request, response) => {
    const user = given(checkUser(request.params.user));
    const devices = core.directory.devices(user);
    if (devices.length === 0) {
      throw new HttpError(404, 'unknown-user', `User "${user}" has no registered device. Register one first.`);
    }
    const online = core.switchboard.sessions.online(user);
    response.json({
      user,
      devices: devices.map((entry) => ({
        device: entry.device,
        bundleId: entry.bundleId,
        environment: entry.environment,
        alertToken: entry.alertToken !== null,
        voipToken: entry.voipToken !== null,
        online: online.includes(entry.device),
      })),
    });
  });

  const dial = async (body: unknown, response: Response) => {
    response.status(201).json(await core.switchboard.dial(given(checkDialRequest(body))));
  };
  app.post('/calls', (request, response) => dial(request.body, response));
  app.get('/calls/:call', (request, response) => {
    response.json(knownCall(core, request.params.call));
  });
  const letGo = async (call: string, response: Response) => {
    response.json(await core.switchboard.callerLetsGo(knownCall(core, call).id));
  };
  app.post('/calls/:call/cancel', (request, response) => letGo(request.params.call, response));
  app.post('/calls/:call/hang-up', (request, response) => letGo(request.params.call, response));

  app.use((request) => {
    throw new HttpError(404, 'no-route', `The call server has no ${request.method} ${request.path}.`);
  });
  app.use(answerError);
  return app;
}

class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

function invalid(problem: string): HttpError {
  return new HttpError(
    400,
    'bad-request',
    `The request was not understood: ${problem}. Bodies are JSON objects sent as application/json.`,
  );
}

function given<T>(checked: Checked<T>): T {
  if ('problem' in checked) throw invalid(checked.problem);
  return checked.value;
}

function knownCall(core: CallServerCore, id: string) {
  const call = core.switchboard.call(id);
  if (call === undefined) {
    throw new HttpError(
      404,
      'unknown-call',
      `The call server knows no call "${id}". Ids are lower-case UUIDs from dial.`,
    );
  }
  return call;
}

/** Errors of Express and its body parser carry a status and a message made to be seen; any other is a fault of ours. */
const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  const code = error instanceof HttpError ? error.code : (CODES[status] ?? 'internal');
  const text = error instanceof Error ? error.message : String(error);
  const message = status === 500 ? `The call server failed, which is a fault of the harness: ${text}` : text;
  response.status(status).json({ error: { code, message } });
};

const CODES: { readonly [status: number]: string } = { 400: 'bad-request', 413: 'too-large', 415: 'unsupported' };
