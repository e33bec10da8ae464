/**
 * What an app's probe and the lab say to each other: one JSON object per WebSocket message. Explained in
 * docs/reference/probe.md; spoken by `ios/RingproofProbe` and by `ios/react-native-ringproof-probe`.
 */

import { z } from 'zod';

export const WIRE_VERSION = 1;

/** Path of the listener. */
export const WIRE_PATH = '/probe';

const call = z.guid('must be the UUID of a call').describe('UUID of the call, in either case');
const action = z.guid('must be the UUID of an action').describe('UUID of the CXAction');
const transaction = z.guid('must be the UUID of a transaction').describe('UUID of the CXTransaction');
const push = z.guid('must be a UUID').describe("The probe's own name for the push");
const payload = z.record(z.string(), z.json()).describe('dictionaryPayload');

const of = z.enum(['start', 'answer', 'end', 'set-held', 'set-muted', 'set-group', 'set-translating', 'play-dtmf']);

const requestedAction = z.strictObject({ action, of, call });

/** What a probe can tell, as types of its messages. */
const TOLD = [
  'token',
  'push',
  'push-completed',
  'report',
  'report-ended',
  'request',
  'requested',
  'action',
  'outcome',
  'call',
  'audio',
] as const;

export const Hello = z.strictObject({
  type: z.literal('hello'),
  version: z.literal(WIRE_VERSION),
  secret: z.string(),
  launch: z.guid('must be a UUID').describe('New in each process of the app'),
  bundleId: z.string().min(1),
  build: z.enum(['debug', 'release']).describe('A release build takes no injected push'),
  told: z.int().min(0).describe('The highest `n` that has been given out in this process; 0: none'),
  untold: z.array(z.enum(TOLD)).default([]).describe('What this probe never tells, so that its silence means nothing'),
});
export type Hello = z.output<typeof Hello>;

/** `n` counts what the app tells in one process, from 1 and without a gap; it is kept until the lab has acknowledged it. */
const n = z.int().min(1).describe('Position among all that is told in this process, from 1');

const told = [
  z.strictObject({
    type: z.literal('token'),
    n,
    kind: z.enum(['alert', 'voip']),
    token: z
      .string()
      .regex(/^([0-9a-f]{2})+$/, 'must be in lower-case hex')
      .nullable()
      .describe('null: no longer good'),
  }),
  z.strictObject({
    type: z.literal('push'),
    n,
    push,
    injected: z.boolean().describe('It came through the probe, and not from APNs'),
    mustReport: z.boolean().nullable().describe('From PKVoIPPushMetadata (iOS 26.4); null where there is none'),
  }),
  z.strictObject({ type: z.literal('push-completed'), n, push }),
  z.strictObject({
    type: z.literal('report'),
    n,
    call,
    caller: z.string().describe("The update's name, or its handle where there is no name"),
    offers: z.strictObject({ holding: z.boolean(), grouping: z.boolean(), dtmf: z.boolean(), video: z.boolean() }),
    error: z.int().nullable().describe('Code of CXErrorCodeIncomingCallError; null: CallKit took the call'),
  }),
  z.strictObject({
    type: z.literal('report-ended'),
    n,
    call,
    reason: z.enum(['failed', 'remoteEnded', 'unanswered', 'answeredElsewhere', 'declinedElsewhere']),
  }),
  z.strictObject({ type: z.literal('request'), n, transaction, actions: z.array(requestedAction).min(1) }),
  z.strictObject({
    type: z.literal('requested'),
    n,
    transaction,
    error: z.int().nullable().describe('Code of CXErrorCodeRequestTransactionError; null: accepted'),
  }),
  z.strictObject({ type: z.literal('action'), n, action, of, call }),
  z.strictObject({ type: z.literal('outcome'), n, action, outcome: z.enum(['fulfilled', 'failed', 'timed-out']) }),
  z.strictObject({
    type: z.literal('call'),
    n,
    call,
    connected: z.boolean(),
    onHold: z.boolean(),
    ended: z.boolean(),
  }),
  z.strictObject({ type: z.literal('audio'), n, active: z.boolean() }),
] as const;

/** What happened in the app, as the probe tells it. */
export const Told = z.discriminatedUnion('type', told);
export type Told = z.output<typeof Told>;

const Injected = z.strictObject({
  type: z.literal('injected'),
  id: z.string().min(1),
  refused: z.string().min(1).nullable().describe('Why the push was not handed to the app; null: it was'),
});

/** App to lab. */
export const FromProbe = z.discriminatedUnion('type', [Hello, ...told, Injected]);

/** Lab to app. */
export const ToProbe = z.discriminatedUnion('type', [
  z
    .strictObject({ type: z.literal('welcome'), version: z.literal(WIRE_VERSION), received: z.int().min(0) })
    .describe('The lab has all up to `received` of this process; the rest may come now'),
  z.strictObject({ type: z.literal('received'), n }).describe('The lab has all up to `n`'),
  z
    .strictObject({ type: z.literal('inject'), id: z.string(), payload })
    .describe('Hand this payload to the app as PushKit would; answered by `injected`'),
  z
    .strictObject({ type: z.literal('refused'), because: z.string() })
    .describe('The lab does not listen to this probe, and closes the connection'),
]);
export type ToProbe = z.output<typeof ToProbe>;

/** JSON Schema of both directions. */
export function wireSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Wire of the Ringproof probe, version ${WIRE_VERSION}`,
    $defs: { fromProbe: bare(FromProbe), toProbe: bare(ToProbe) },
  };
}

function bare(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
