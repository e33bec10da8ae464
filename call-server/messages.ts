/**
 * What the call server accepts from outside, checked at the border: device messages, registrations, control requests.
 * Limits keep a push under APNs' 4096 bytes and a log line readable.
 */

import { z } from 'zod';
import { DECLINE_CAUSES, type DeviceRegistration, type FromDevice } from './signalling.ts';

/** Longest body of a request and longest signalling message, in bytes. */
export const MESSAGE_LIMIT_BYTES = 16_384;

/** Keys of a telephone. */
const keys = z.string().regex(/^[0-9A-D*#]{1,32}$/, 'expected 1 to 32 of 0 to 9, A to D, * and #');
const CALL_ID_LENGTH = 64;
const callId = z.string().min(1).max(CALL_ID_LENGTH);
/** Of a call that a device dials: as the server would make one itself. */
const newCallId = z
  .string()
  .regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'expected a UUID in lower case, such as NSUUID makes');
/** User and device names: part of a path, so nothing that a path would need escaped twice. */
const name = z.string().regex(/^[\w.@+-]{1,64}$/, 'expected 1 to 64 letters, digits or . _ @ + -');
/** APNs may lengthen tokens (Apple asks not to rely on 32 bytes); half a byte is always wrong. */
const token = z.string().regex(/^(?:[0-9a-f]{2}){1,200}$/i, 'expected whole bytes in hex, or null');

export const fromDevice: z.ZodType<FromDevice> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('dial'),
    call: newCallId,
    to: z.object({ name: z.string().max(200).optional(), handle: z.string().min(1).max(200) }),
    video: z.boolean(),
  }),
  z.object({ type: z.literal('ringing'), call: callId }),
  z.object({ type: z.literal('accept'), call: callId }),
  z.object({ type: z.literal('decline'), call: callId, cause: z.enum(DECLINE_CAUSES).optional() }),
  z.object({ type: z.literal('hang-up'), call: callId }),
  z.object({ type: z.literal('mute'), call: callId, muted: z.boolean() }),
  z.object({ type: z.literal('hold'), call: callId, held: z.boolean() }),
  z.object({ type: z.literal('media'), call: callId, sends: z.boolean(), plays: z.boolean() }),
  z.object({ type: z.literal('dtmf'), call: callId, digits: keys }),
]);

/** What each message means, for the AsyncAPI document; one that is missing here does not compile. */
export const FROM_DEVICE: { readonly [T in FromDevice['type']]: string } = {
  dial: 'The user calls somebody outside the testbed. The app makes the id of the call.',
  ringing: 'The device rings.',
  accept: 'The user answers. The first device wins; a second accept of the same one changes nothing.',
  decline: 'The user declines, or the device does by itself and says the cause. After the answer it is a hang-up.',
  'hang-up': 'The user hangs up; before the answer to a call that the device dialed, it is a cancel.',
  mute: 'The microphone is off, or on again. Noted, not acted upon.',
  hold: 'The call is on hold, or goes on. Noted, not acted upon.',
  media: 'What the audio of the app sends and plays from now on; neither: it has stopped. Noted, whatever the state.',
  dtmf: 'The user pressed keys. The remote party of a connected call hears them.',
};

export const deviceRegistration: z.ZodType<DeviceRegistration> = z.object({
  bundleId: z.string().min(1).max(155),
  environment: z.enum(['sandbox', 'production']),
  alertToken: token.nullable(),
  voipToken: token.nullable(),
});

/** Who calls: what the callee's phone shows. */
export interface Caller {
  readonly name: string;
  readonly handle: string;
}

export interface DialRequest {
  readonly from: Caller;
  /** The user who is called. */
  readonly to: string;
  /** Default false. */
  readonly video?: boolean | undefined;
}

export const caller: z.ZodType<Caller> = z.object({
  name: z.string().min(1).max(200),
  handle: z.string().min(1).max(200),
});

export const digits = z.object({ digits: keys });

export const dialRequest: z.ZodType<DialRequest> = z.object({
  from: caller,
  to: name,
  video: z.boolean().optional(),
});

/** Whose a device is: part of a path or of the signalling query. */
export interface Identity {
  readonly user: string;
  readonly device: string;
}

const identity: z.ZodType<Identity> = z.object({ user: name, device: name });

/** A value, or what is wrong with the input in one line (never the input itself: it may hold a token). */
export type Checked<T> = { readonly value: T } | { readonly problem: string };

export const checkRegistration = (input: unknown): Checked<DeviceRegistration> => check(deviceRegistration, input);
export const checkDialRequest = (input: unknown): Checked<DialRequest> => check(dialRequest, input);
export const checkCaller = (input: unknown): Checked<Caller> => check(caller, input);
export const checkDigits = (input: unknown): Checked<z.infer<typeof digits>> => check(digits, input);
export const checkIdentity = (input: unknown): Checked<Identity> => check(identity, input);
export const checkUser = (input: unknown): Checked<string> => check(name, input);

export function checkMessage(text: string): Checked<FromDevice> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  return plainMessage(json) ?? check(fromDevice, json);
}

/** Messages of a type and a call alone, which most are, in a tenth of the time. What is wrong is for the schema to say. */
function plainMessage(json: unknown): Checked<FromDevice> | undefined {
  if (typeof json !== 'object' || json === null || !('type' in json) || !('call' in json)) return undefined;
  const { type, call } = json;
  if (type !== 'ringing' && type !== 'accept' && type !== 'hang-up') return undefined;
  if (typeof call !== 'string' || call.length < 1 || call.length > CALL_ID_LENGTH) return undefined;
  return { value: { type, call } };
}

function check<T>(schema: z.ZodType<T>, input: unknown): Checked<T> {
  const result = schema.safeParse(input);
  if (result.success) return { value: result.data };
  const problems = result.error.issues.map((issue) => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  return { problem: problems.slice(0, 3).join('; ') };
}
