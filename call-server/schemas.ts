/** What the call server answers and signals, as schemas: the OpenAPI and AsyncAPI documents are made of them. */

import { z } from 'zod';
import type { CallRecord, Leg, PushOutcome } from './call.ts';
import { type CallInfo, DECLINE_CAUSES, END_REASONS, type ToDevice } from './signalling.ts';

const state = z.enum(['ringing', 'connected', 'ended']);
const reason = z.enum(END_REASONS);
const caller = z.object({ name: z.string(), handle: z.string() });

export const callInfo = z.object({
  id: z.uuid().describe('Lower-case UUID.'),
  from: caller.describe('The remote party, as the phone shows it.'),
  video: z.boolean(),
  state,
  direction: z.literal('outgoing').optional().describe('The device dialed. Absent: it is called.'),
}) satisfies z.ZodType<CallInfo>;

const pushOutcome = z.object({
  channel: z.enum(['voip', 'alert', 'cancel']),
  status: z.int().nullable().describe('Null when the gateway gave no answer.'),
  reason: z.string().nullable().describe("APNs' reason, or the connection's error."),
  id: z.string().nullable().describe('The `apns-id`.'),
}) satisfies z.ZodType<PushOutcome>;

const leg = z.object({
  device: z.string(),
  state,
  reason: reason.nullable().describe('Why this leg is over.'),
  rang: z.boolean().describe('The device said that it rings.'),
  cause: z.enum(DECLINE_CAUSES).nullable().describe('What it gave as the cause when it declined.'),
  accepts: z.int().describe('Accepts heard from it, late and repeated ones included.'),
  muted: z.boolean(),
  held: z.boolean(),
  media: z
    .object({ sends: z.boolean(), plays: z.boolean() })
    .nullable()
    .describe('What its audio does, in its own words; null: it has never said.'),
  digits: z.string().describe('The keys that the remote party heard from it, in order.'),
  push: pushOutcome.nullable().describe('The push that rang it.'),
}) satisfies z.ZodType<Leg>;

export const callRecord = callInfo.extend({
  to: z.string().describe('The user who is called, or who dialed an outgoing call.'),
  dialedAt: z.number().describe('Milliseconds since 1970.'),
  answeredBy: z.string().nullable().describe('A device.'),
  endReason: reason.nullable(),
  endedBy: z
    .string()
    .nullable()
    .describe('A device, or caller, callee, ring-limit, leg-limit, elsewhere, reset, shutdown or restart.'),
  legs: z.array(leg),
}) satisfies z.ZodType<CallRecord>;

export const userDevices = z.object({
  user: z.string(),
  devices: z.array(
    z.object({
      device: z.string(),
      bundleId: z.string(),
      environment: z.enum(['sandbox', 'production']),
      alertToken: z.boolean().describe('Whether it has given one.'),
      voipToken: z.boolean(),
      online: z.boolean().describe('Whether it has a signalling socket.'),
    }),
  ),
});

/** Body of every refusal. */
export const refusal = z.object({
  error: z.object({ code: z.string().describe('A word for programs.'), message: z.string() }),
});

const call = z.string().describe('Id of the call.');

/** Every message to a device, by type; one that is missing here does not compile. */
export const TO_DEVICE = {
  welcome: {
    what: 'First on a socket: the calls that concern the device now. A pushed call that is not among them is dead.',
    schema: z.object({ type: z.literal('welcome'), calls: z.array(callInfo) }),
  },
  incoming: { what: 'Somebody calls.', schema: z.object({ type: z.literal('incoming'), call: callInfo }) },
  ringing: {
    what: 'The dial was taken, and the remote party rings.',
    schema: z.object({ type: z.literal('ringing'), call }),
  },
  connected: {
    what: 'The accept was taken, or the remote party has answered.',
    schema: z.object({ type: z.literal('connected'), call }),
  },
  ended: { what: 'The call is over here, and why.', schema: z.object({ type: z.literal('ended'), call, reason }) },
  dtmf: {
    what: 'The remote party pressed keys.',
    schema: z.object({ type: z.literal('dtmf'), call, digits: z.string() }),
  },
  transferred: {
    what: 'The remote party handed the call on: it is with somebody else now.',
    schema: z.object({ type: z.literal('transferred'), call, from: caller }),
  },
  'unknown-call': {
    what: 'Answer to a message about a call that the server does not know.',
    schema: z.object({ type: z.literal('unknown-call'), call }),
  },
} satisfies {
  readonly [T in ToDevice['type']]: {
    readonly what: string;
    readonly schema: z.ZodType<Extract<ToDevice, { type: T }>>;
  };
};
