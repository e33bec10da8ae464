/**
 * One call and its legs (one leg per device of the callee, or the one that dialed), as a pure state machine: ringing →
 * connected → ended.
 * Nothing here sends, waits or tells the time; a step says what the call is now and who must be told.
 */

import type { Identity } from './messages.ts';
import type { CallInfo, DeclineCause, EndReason, FromDevice, Media, ToDevice } from './signalling.ts';

/** What came of one push. `status` is null when the gateway gave no answer; `reason` then says why. */
export interface PushOutcome {
  readonly channel: 'voip' | 'alert' | 'cancel';
  readonly status: number | null;
  /** APNs' `reason`, or the connection's error. */
  readonly reason: string | null;
  /** The push's `apns-id`, when the gateway told it. */
  readonly id: string | null;
}

export interface Leg {
  readonly device: string;
  readonly state: 'ringing' | 'connected' | 'ended';
  /** Why this leg is over; differs from the call's reason on devices that lost the race. */
  readonly reason: EndReason | null;
  /** The device said that it rings. */
  readonly rang: boolean;
  /** What the device gave as the cause when it declined. */
  readonly cause: DeclineCause | null;
  /** Accept messages heard from this device, repeated and late ones included. One is right. */
  readonly accepts: number;
  readonly muted: boolean;
  readonly held: boolean;
  /** What the device said last that its audio does; null until it says so, as apps may that never do. */
  readonly media: Media | null;
  /** The keys that the remote party has heard from this device, in order. */
  readonly digits: string;
  /** The push that rang this device; null until it is answered, or when none was sent. */
  readonly push: PushOutcome | null;
}

export interface CallRecord extends CallInfo {
  /** The user who is called, or who dialed an outgoing call. */
  readonly to: string;
  /** Testbed time, milliseconds since 1970. */
  readonly dialedAt: number;
  /** A device; null also for an outgoing call, which the remote party answers. */
  readonly answeredBy: string | null;
  readonly endReason: EndReason | null;
  /**
   * A device id, or `caller`, `callee` (of an outgoing call), `ring-limit`, `leg-limit` (its device was gone for too long), `elsewhere` (a device outside the
   * testbed), `reset`, `shutdown` or `restart` (of the server, in the middle of the call).
   */
  readonly endedBy: string | null;
  readonly legs: readonly Leg[];
}

/**
 * What became of a message: `taken`; `repeated` (said before, ignored); `too-late` (the leg is over, and the device is
 * told so again); `out-of-turn` (makes no sense in this state, ignored); `unknown-call`.
 */
export type Outcome = 'taken' | 'repeated' | 'too-late' | 'out-of-turn' | 'unknown-call';

export interface Step {
  readonly call: CallRecord;
  readonly outcome: Outcome;
  readonly tell: readonly { readonly device: string; readonly message: ToDevice }[];
  /** Devices that must stop ringing although nobody touched them. */
  readonly silenced: readonly string[];
}

/** The part of a call that an app may see. */
export function infoOf({ id, from, video, state, direction }: CallRecord): CallInfo {
  return { id, from, video, state, ...(direction === undefined ? {} : { direction }) };
}

/** Whether a device may hear and speak of the call: all of the user's that is called, and only the one that dialed. */
export function concerns(call: CallRecord, { user, device }: Identity): boolean {
  return call.to === user && (call.direction === undefined || call.legs.some((leg) => leg.device === device));
}

export function legOf(call: CallRecord, device: string): Leg {
  return call.legs.find((leg) => leg.device === device) ?? lateLeg(call, device);
}

/** A call that rings, each device with a leg of its own. Field by field: a spread costs several times as much. */
export function newCall(info: CallInfo, to: string, dialedAt: number, devices: readonly string[]): CallRecord {
  const { id, from, video, state, direction } = info;
  const legs = devices.map((device) => lateLeg({ state, endReason: null }, device));
  const [answeredBy, endReason, endedBy] = [null, null, null];
  return direction === undefined
    ? { id, from, video, state, to, dialedAt, answeredBy, endReason, endedBy, legs }
    : { id, from, video, state, direction, to, dialedAt, answeredBy, endReason, endedBy, legs };
}

/** The call with one leg changed; a device without a leg gets one. */
export function withLeg(call: CallRecord, device: string, change: Partial<Leg>): CallRecord {
  const changed = { ...legOf(call, device), ...change };
  const isNew = call.legs.every((leg) => leg.device !== device);
  return {
    ...call,
    legs: isNew ? [...call.legs, changed] : call.legs.map((leg) => (leg.device === device ? changed : leg)),
  };
}

/** What the call becomes when `device` sends `message`. */
export function hear(call: CallRecord, device: string, message: FromDevice): Step {
  const leg = legOf(call, device);
  const isSame = message.type !== 'accept' && call.legs.includes(leg);
  const known = isSame ? call : withLeg(call, device, message.type === 'accept' ? { accepts: leg.accepts + 1 } : {});
  // Audio stops only after the end, and the device need not be told of that again.
  if (message.type === 'media') return mark(known, leg, message);
  if (leg.state === 'ended') {
    const reason = leg.reason ?? 'failed';
    return step(known, 'too-late', [{ device, message: { type: 'ended', call: call.id, reason } }]);
  }
  if (call.direction === 'outgoing' && leg.state === 'ringing') return hearCaller(known, device, message);
  switch (message.type) {
    case 'dial':
      return step(known, call.direction === 'outgoing' ? 'repeated' : 'out-of-turn');
    case 'ringing':
      return leg.rang ? step(known, 'repeated') : step(withLeg(known, device, { rang: true }), 'taken');
    case 'accept':
      return leg.state === 'connected' ? step(known, 'repeated') : connect(known, device);
    case 'decline':
      // Before the answer it is a refusal; after it, the same tap ends a conversation.
      if (leg.state === 'connected') return end(known, 'hung-up', device);
      return end(withLeg(known, device, { cause: message.cause ?? null }), 'declined', device);
    case 'hang-up':
      return end(known, 'hung-up', device);
    default:
      return mark(known, leg, message);
  }
}

/** The device dialed, and the remote party rings. */
function hearCaller(call: CallRecord, device: string, { type }: FromDevice): Step {
  if (type === 'dial') return step(call, 'repeated', [{ device, message: { type: 'ringing', call: call.id } }]);
  return type === 'hang-up' || type === 'decline' ? end(call, 'cancelled', device) : step(call, 'out-of-turn');
}

/** The remote party answers an outgoing call. One that is over, or answered already, stays as it is. */
export function remoteAnswers(call: CallRecord): Step {
  if (call.state !== 'ringing') return step(call, call.state === 'ended' ? 'too-late' : 'repeated');
  return {
    call: { ...call, state: 'connected', legs: call.legs.map((leg): Leg => ({ ...leg, state: 'connected' })) },
    outcome: 'taken',
    tell: call.legs.map(({ device }) => ({ device, message: { type: 'connected', call: call.id } })),
    silenced: [],
  };
}

/** Recorded, not acted upon: a call here carries no sound. */
function mark(call: CallRecord, leg: Leg, message: Mark): Step {
  if (message.type !== 'media' && leg.state !== 'connected') return step(call, 'out-of-turn');
  return step(withLeg(call, leg.device, changeOf(leg, message)), 'taken');
}

type Mark = Extract<FromDevice, { type: 'mute' | 'hold' | 'media' | 'dtmf' }>;

function changeOf(leg: Leg, message: Mark): Partial<Leg> {
  if (message.type === 'mute') return { muted: message.muted };
  if (message.type === 'hold') return { held: message.held };
  if (message.type === 'media') return { media: { sends: message.sends, plays: message.plays } };
  return { digits: leg.digits + message.digits };
}

/**
 * Ends the call. The device that ended it gets `ended` as its acknowledgement; devices that still rang while another
 * one declined are told so. A call that is over already stays as it is.
 */
export function end(call: CallRecord, reason: EndReason, by: string): Step {
  if (call.state === 'ended') return step(call, 'too-late');
  const byDevice = call.legs.some((leg) => leg.device === by);
  const open = call.legs.filter((leg) => leg.state !== 'ended');
  const reasonFor = (leg: Leg): EndReason => (byDevice && leg.device !== by ? 'declined-elsewhere' : reason);
  return {
    call: {
      ...call,
      state: 'ended',
      endReason: reason,
      endedBy: by,
      legs: call.legs.map((leg) => (open.includes(leg) ? { ...leg, state: 'ended', reason: reasonFor(leg) } : leg)),
    },
    outcome: 'taken',
    tell: open.map((leg) => ended(call, leg.device, reasonFor(leg))),
    silenced: open.filter((leg) => leg.state === 'ringing' && leg.device !== by).map((leg) => leg.device),
  };
}

/** The first accept wins; the other devices have lost the call. */
function connect(call: CallRecord, device: string): Step {
  const lost = call.legs.filter((leg) => leg.state === 'ringing' && leg.device !== device);
  const legs = call.legs.map((leg): Leg => {
    if (leg.device === device) return { ...leg, state: 'connected' };
    return lost.includes(leg) ? { ...leg, state: 'ended', reason: 'answered-elsewhere' } : leg;
  });
  return {
    call: { ...call, state: 'connected', answeredBy: device, legs },
    outcome: 'taken',
    tell: [
      { device, message: { type: 'connected', call: call.id } },
      ...lost.map((leg) => ended(call, leg.device, 'answered-elsewhere')),
    ],
    silenced: lost.map((leg) => leg.device),
  };
}

/** The leg of a device that came after the call was dialed. */
function lateLeg(call: Pick<CallRecord, 'state' | 'endReason'>, device: string): Leg {
  const reason = call.state === 'connected' ? 'answered-elsewhere' : call.endReason;
  return {
    device,
    state: call.state === 'ringing' ? 'ringing' : 'ended',
    reason,
    rang: false,
    cause: null,
    accepts: 0,
    muted: false,
    held: false,
    media: null,
    digits: '',
    push: null,
  };
}

function ended(call: CallRecord, device: string, reason: EndReason): Step['tell'][number] {
  return { device, message: { type: 'ended', call: call.id, reason } };
}

function step(call: CallRecord, outcome: Outcome, tell: Step['tell'] = []): Step {
  return { call, outcome, tell, silenced: [] };
}
