/**
 * The steps of a call script, as one table: what each does, its fields, and the field that may stand alone in its place
 * (`answer: bob/phone` for `answer: { by: bob/phone }`). Who carries a step out is in `stage.ts`; what groups steps
 * (`repeat`, `together`) is in `script.ts`.
 */

import { z } from 'zod';
import { DECLINE_CAUSES, END_REASONS } from '../signalling.ts';

const MILLISECONDS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?) ?(ms|s|min|h)$/;
const WORD = '[\\w.@+-]{1,64}';
const DEVICE = `${WORD}/${WORD}`;

/** `500 ms`, `2 s`, `1.5 min`, `1 h`; read as milliseconds of testbed time. */
const duration = z
  .string()
  .regex(DURATION, 'expected a time such as 500 ms, 2 s, 1.5 min or 1 h')
  .transform((text) => {
    const [, number = '', unit = 'ms'] = DURATION.exec(text) ?? [];
    return Number(number) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
  });
const word = z.string().regex(new RegExp(`^${WORD}$`), 'expected 1 to 64 letters, digits or . _ @ + -');
const device = z.string().regex(new RegExp(`^${DEVICE}$`), 'expected user/device, such as bob/phone');
const caller = z.strictObject({ name: z.string().min(1).max(200), handle: z.string().min(1).max(200) });
const tokenKind = z.enum(['voip', 'alert']);
const call = word.optional().describe('Name of a call, from `as`. Default: the one dialled last.');
const where = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .default({})
  .describe("Fields of the event's data that must be equal.");
const event = z.string().regex(/^[a-z]+\.[a-z-]+$/, 'expected a kind of docs/reference/journal.md, such as call.ended');
const orElse = (other: string) =>
  z.string().regex(new RegExp(`^(?:${other}|${DEVICE})$`), `expected ${other}, or user/device such as bob/phone`);
const link = z.enum(['both', 'signalling', 'apns']).default('both').describe('Which of its connections.');

/** Which signal a fault of the network is for. */
const faulty = {
  device,
  by: z.enum(['server', 'device']).default('server').describe('Who sends it.'),
  signal: z
    .enum(['welcome', 'incoming', 'connected', 'ended', 'dtmf', 'transferred', 'unknown-call'])
    .or(z.enum(['ringing', 'accept', 'decline', 'hang-up', 'mute', 'hold', 'media', 'dtmf']))
    .optional()
    .describe('Default: any.'),
  nth: z.int().min(1).default(1).describe('Which of those that follow.'),
};

/** What a device can see: a signal of the call server, a push, or the close of its socket. */
const sight = {
  device,
  signal: z.enum(['welcome', 'incoming', 'connected', 'ended', 'dtmf', 'transferred', 'unknown-call']).optional(),
  push: z.enum(['voip', 'alert', 'cancel']).optional(),
  close: z.int().optional().describe('Code with which the call server closes the socket, such as 4001.'),
  reason: z.enum(END_REASONS).optional().describe('Why the call ended; with the signal `ended`.'),
  call,
};

const leg = z.strictObject({
  state: z.enum(['ringing', 'connected', 'ended']).optional(),
  reason: z.enum(END_REASONS).nullable().optional(),
  rang: z.boolean().optional(),
  cause: z.enum(DECLINE_CAUSES).nullable().optional(),
  accepts: z.int().optional(),
  muted: z.boolean().optional(),
  held: z.boolean().optional(),
  media: z.strictObject({ sends: z.boolean(), plays: z.boolean() }).nullable().optional(),
  digits: z.string().optional(),
  push: z
    .strictObject({
      channel: z.enum(['voip', 'alert']).optional(),
      status: z.int().nullable().optional(),
      reason: z.string().nullable().optional(),
    })
    .nullable()
    .optional(),
});

interface StepDefinition {
  readonly what: string;
  readonly fields: z.ZodObject;
  /** Null: all fields are optional or must be named. */
  readonly short: string | null;
}

function step<Shape extends z.ZodRawShape, Short extends (keyof Shape & string) | null>(
  what: string,
  shape: Shape,
  short: Short,
) {
  return { what, fields: z.strictObject(shape), short };
}

export const STEPS = {
  register: step(
    'Registers a device that the script plays, with push tokens, and connects it.',
    { device, voip: z.boolean().default(true), alert: z.boolean().default(true), connect: z.boolean().default(true) },
    'device',
  ),
  connect: step('Opens the connections of a device.', { device, link }, 'device'),
  disconnect: step('Cuts the connections of a device.', { device, link }, 'device'),
  signOut: step('The app signs the device out.', { device }, 'device'),
  uninstall: step('The app is deleted: its tokens are dead, and the call server is not told.', { device }, 'device'),
  killToken: step('APNs retires a token of the device, and nobody is told.', { device, token: tokenKind }, null),
  removeDevices: step('The call server forgets all devices of a user.', { user: word }, 'user'),
  withholdToken: step('Hides a kind of token of a user from the call server.', { user: word, token: tokenKind }, null),
  credentials: step(
    'Which provider credentials the call server may use from now on.',
    { voip: z.boolean().default(true), alert: z.boolean().default(true) },
    null,
  ),
  rotateCredential: step(
    'The call server gets a new provider credential of that kind, and the old one is revoked.',
    { kind: tokenKind, revoke: z.boolean().default(true) },
    'kind',
  ),
  dial: step(
    'Calls every device of a user; goes on when each push is answered by the gateway.',
    {
      to: word.describe('The user who is called.'),
      from: caller.optional().describe("Who calls. Default: the script's `caller`."),
      video: z.boolean().default(false),
      as: word.optional().describe('Name of the call in later steps.'),
    },
    'to',
  ),
  pushUnknown: step(
    'Pushes a call that the call server does not know: the dead call of a late push.',
    { to: word, from: caller.optional(), video: z.boolean().default(false), as: word.optional() },
    'to',
  ),
  cancel: step('The caller gives up. If the call was answered by then, it is a hang-up.', { call }, 'call'),
  hangUp: step('The caller or a device ends the call.', { by: orElse('caller').default('caller'), call }, 'by'),
  ringing: step('A device says that it rings.', { device, call }, 'device'),
  answer: step(
    'A device accepts, or one outside the testbed does (elsewhere).',
    { by: orElse('elsewhere'), call },
    'by',
  ),
  decline: step(
    'A device declines, or one outside the testbed (elsewhere).',
    {
      by: orElse('elsewhere'),
      cause: z.enum(DECLINE_CAUSES).optional().describe('Why a device declines by itself. Default: the user did.'),
      call,
    },
    'by',
  ),
  mute: step('A device mutes its microphone, or not.', { device, on: z.boolean().default(true), call }, 'device'),
  hold: step('A device holds the call, or goes on.', { device, on: z.boolean().default(true), call }, 'device'),
  dtmf: step(
    'The remote party of a connected call presses keys.',
    { digits: z.string().regex(/^[0-9A-D*#]{1,32}$/, 'expected 1 to 32 of 0 to 9, A to D, * and #'), call },
    'digits',
  ),
  transfer: step('The remote party of a connected call hands it on to somebody else.', { to: caller, call }, null),
  lose: step('The network loses one signal.', faulty, 'device'),
  delay: step('The network delays one signal.', { ...faulty, time: duration }, null),
  send: step('A device sends a text as it is: bad input.', { device, text: z.string() }, null),
  pass: step('Lets testbed time pass.', { time: duration }, 'time'),
  see: step(
    'A device must see this, unless an earlier step has seen it already.',
    { ...sight, within: duration.prefault('1 s') },
    null,
  ),
  doNotSee: step('A device must not see this for a time.', { ...sight, for: duration.prefault('0 s') }, null),
  wait: step(
    'Waits for an event of the journal that no earlier step has waited for.',
    { event, where, call, within: duration.prefault('5 s') },
    'event',
  ),
  expect: step(
    'How the call server must have the call.',
    {
      call,
      state: z.enum(['ringing', 'connected', 'ended']).optional(),
      endReason: z.enum(END_REASONS).nullable().optional(),
      endedBy: z.string().nullable().optional().describe('A device, or caller, ring-limit, elsewhere or reset.'),
      answeredBy: z.string().nullable().optional().describe('A device without its user.'),
      video: z.boolean().optional(),
      legs: z.record(word, leg).optional().describe('By device, without its user.'),
    },
    null,
  ),
  expectDevice: step(
    'How the call server must have a device.',
    {
      device,
      registered: z.boolean().default(true),
      voipToken: z.boolean().optional(),
      alertToken: z.boolean().optional(),
    },
    'device',
  ),
  expectEvents: step(
    'How many such events the journal must have since this run of the script began.',
    { event, where, call, count: z.int().min(0) },
    null,
  ),
} satisfies Record<string, StepDefinition>;

export type StepKind = keyof typeof STEPS;

export const STEP_KINDS = Object.keys(STEPS) as readonly StepKind[];

/** Fields of a step as they are carried out: defaults filled in, times in milliseconds. */
export type StepFields<K extends StepKind> = z.output<(typeof STEPS)[K]['fields']>;

/** Fields of a step as they are written. */
type WrittenFields<K extends StepKind> = z.input<(typeof STEPS)[K]['fields']>;

type ShortForm<K extends StepKind> = (typeof STEPS)[K]['short'] extends infer Short extends keyof WrittenFields<K>
  ? NonNullable<WrittenFields<K>[Short]>
  : never;

/** A step as it is written: an object with the step's name as its only key. */
export type WrittenStep =
  | { [K in StepKind]: { readonly [Name in K]: WrittenFields<K> | ShortForm<K> | null } }[StepKind]
  | { readonly repeat: { readonly times: number; readonly steps: readonly WrittenStep[] } }
  | { readonly together: readonly WrittenStep[] };
