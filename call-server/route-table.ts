/** Every route of the HTTP API: the signalling contract's for apps, and control for outsiders. */

import { z } from 'zod';
import { asyncApiDocument } from './asyncapi.ts';
import type { CallServerCore } from './core.ts';
import {
  caller,
  checkCaller,
  checkDialRequest,
  checkDigits,
  checkIdentity,
  checkRegistration,
  checkUser,
  deviceRegistration,
  dialRequest,
  digits,
} from './messages.ts';
import { openApiDocument } from './openapi.ts';
import { given, HttpError, invalid, type Route } from './route.ts';
import { callRecord, userDevices } from './schemas.ts';

const UNKNOWN_CALL = { 404: 'The server knows no such call.' };
const NOT_WRITTEN = { 503: 'The database cannot be written; nothing has changed.' };
const ADA = { name: 'Ada', handle: '+441632960001' };

const letGo: Pick<Route, 'method' | 'status' | 'answer' | 'refusals' | 'handle'> = {
  method: 'post',
  status: 200,
  answer: callRecord,
  refusals: UNKNOWN_CALL,
  handle: (core, { params }) => core.switchboard.callerLetsGo(knownCall(core, params['call']).id),
};

export const ROUTES: readonly Route[] = [
  {
    method: 'put',
    path: '/users/{user}/devices/{device}',
    operation: 'registerDevice',
    summary: 'Binds a device and its push tokens to a user; null drops a token.',
    status: 204,
    body: {
      schema: deviceRegistration,
      example: { bundleId: 'com.example.app', environment: 'sandbox', alertToken: 'a1b2', voipToken: null },
    },
    refusals: NOT_WRITTEN,
    handle(core, request) {
      const who = given(checkIdentity(request.params));
      const registration = checkRegistration(request.body);
      const problem = 'problem' in registration ? registration.problem : core.register(who, registration.value);
      if (problem === undefined) return;
      core.refuseRegistration(who, problem);
      throw invalid(problem);
    },
  },
  {
    method: 'delete',
    path: '/users/{user}/devices/{device}',
    operation: 'signOut',
    summary: 'Signs a device out. One that is not there is no error.',
    status: 204,
    refusals: NOT_WRITTEN,
    handle: (core, { params }) => core.signOut(given(checkIdentity(params))),
  },
  {
    method: 'get',
    path: '/users/{user}',
    operation: 'getUser',
    summary: 'Devices of a user; of tokens, whether they are there.',
    status: 200,
    answer: userDevices,
    refusals: { 404: 'The user has no registered device.' },
    handle(core, { params }) {
      const user = given(checkUser(params['user']));
      const devices = core.directory.devices(user);
      if (devices.length === 0) {
        throw new HttpError(404, 'unknown-user', `User "${user}" has no registered device. Register one first.`);
      }
      const online = core.switchboard.sessions.online(user);
      return {
        user,
        devices: devices.map(({ device, bundleId, environment, alertToken, voipToken }) => ({
          device,
          bundleId,
          environment,
          alertToken: alertToken !== null,
          voipToken: voipToken !== null,
          online: online.includes(device),
        })),
      };
    },
  },
  {
    method: 'post',
    path: '/calls',
    operation: 'dial',
    summary: "Calls a user; answered when the gateway has answered the call's pushes.",
    status: 201,
    body: { schema: dialRequest, example: { from: ADA, to: 'bob', video: true } },
    answer: callRecord,
    refusals: NOT_WRITTEN,
    handle: (core, { body }) => core.switchboard.dial(given(checkDialRequest(body))),
  },
  {
    method: 'get',
    path: '/calls/{call}',
    operation: 'getCall',
    summary: 'The record of a call, in progress or over.',
    status: 200,
    answer: callRecord,
    refusals: UNKNOWN_CALL,
    handle: (core, { params }) => knownCall(core, params['call']),
  },
  {
    ...letGo,
    path: '/calls/{call}/cancel',
    operation: 'cancel',
    summary: 'The caller gives up; a hang-up if the call is answered by then.',
  },
  {
    ...letGo,
    path: '/calls/{call}/hang-up',
    operation: 'hangUp',
    summary: 'The caller hangs up; a cancel if the call is not answered yet.',
  },
  {
    method: 'post',
    path: '/calls/{call}/dtmf',
    operation: 'sendDtmf',
    summary: 'The remote party of a connected call presses keys.',
    status: 200,
    body: { schema: digits, example: { digits: '12#' } },
    answer: callRecord,
    refusals: { ...UNKNOWN_CALL, 409: 'The call is not connected.' },
    handle: (core, { params, body }) => {
      const pressed = given(checkDigits(body));
      return core.switchboard.sendDtmf(connectedCall(core, params['call']), pressed.digits);
    },
  },
  {
    method: 'post',
    path: '/calls/{call}/transfer',
    operation: 'transfer',
    summary: 'The remote party of a connected call hands it on to somebody else.',
    status: 200,
    body: { schema: caller, example: { name: 'Grace', handle: '+441632960002' } },
    answer: callRecord,
    refusals: { ...UNKNOWN_CALL, 409: 'The call is not connected.' },
    handle: (core, { params, body }) => {
      const to = given(checkCaller(body));
      return core.switchboard.transfer(connectedCall(core, params['call']), to);
    },
  },
  {
    method: 'get',
    path: '/openapi.json',
    operation: 'getOpenApi',
    summary: 'This document.',
    status: 200,
    answer: z.looseObject({}),
    handle: () => openApiDocument(ROUTES),
  },
  {
    method: 'get',
    path: '/asyncapi.json',
    operation: 'getAsyncApi',
    summary: 'The AsyncAPI document of the signalling socket.',
    status: 200,
    answer: z.looseObject({}),
    handle: () => asyncApiDocument(),
  },
];

/** @throws HttpError */
function knownCall(core: CallServerCore, id: unknown) {
  const call = core.switchboard.call(String(id));
  if (call !== undefined) return call;
  throw new HttpError(
    404,
    'unknown-call',
    `The call server knows no call "${String(id)}". Ids are lower-case UUIDs from dial.`,
  );
}

/** @throws HttpError */
function connectedCall(core: CallServerCore, id: unknown): string {
  const call = knownCall(core, id);
  if (call.state === 'connected') return call.id;
  throw new HttpError(409, 'not-connected', `The call is ${call.state}; that needs one that is connected.`);
}
