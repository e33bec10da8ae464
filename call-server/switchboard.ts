/**
 * The switchboard: calls in progress, who is told of what, and when a ring is over. It joins the pure call machine with
 * clock, journal, sockets and pushes, and holds no rule of its own about calls.
 */

import { randomUUID } from 'node:crypto';
import type { Clock, EventData, Journal, Timer } from '../clock/index.ts';
import { type CallRecord, end, hear, infoOf, legOf, type PushOutcome, type Step, withLeg } from './call.ts';
import type { Directory } from './directory.ts';
import type { DialRequest, Identity } from './messages.ts';
import type { Ringer } from './ringer.ts';
import { Sessions } from './sessions.ts';
import type { CallInfo, EndReason, FromDevice } from './signalling.ts';

export interface SwitchboardParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly ringer: Ringer;
  readonly ringLimitMs: number;
}

/** What goes on around a call while it lives. */
interface Surroundings {
  readonly ringLimit: Timer;
  /** Settles when every push of the call has been answered. */
  pushes: Promise<unknown>;
}

export class Switchboard {
  readonly sessions: Sessions;
  readonly #parts: SwitchboardParts;
  readonly #calls = new Map<string, CallRecord>();
  readonly #around = new Map<string, Surroundings>();

  constructor(parts: SwitchboardParts) {
    this.#parts = parts;
    this.sessions = new Sessions({
      callsFor: (who) => this.#callsFor(who),
      onMessage: (who, message) => this.#heard(who, message),
      onMalformed: (who, problem) => this.#log('signal.malformed', { ...who, problem }),
    });
  }

  calls(): CallRecord[] {
    return [...this.#calls.values()];
  }

  call(id: string): CallRecord | undefined {
    return this.#calls.get(id);
  }

  /** Calls every device of a user, and resolves when each push has been answered by the gateway. */
  async dial({ from, to, video = false }: DialRequest): Promise<CallRecord> {
    const { clock, directory, ringLimitMs } = this.#parts;
    const registered = directory.devices(to).map((entry) => entry.device);
    const devices = new Set([...registered, ...this.sessions.online(to)]);
    const id = randomUUID();
    let call: CallRecord = {
      id,
      from: { name: from.name, handle: from.handle },
      video,
      state: 'ringing',
      to,
      dialedAt: clock.now(),
      answeredBy: null,
      endReason: null,
      endedBy: null,
      legs: [],
    };
    for (const device of devices) call = withLeg(call, device, {});
    this.#calls.set(id, call);
    this.#log('call.dialed', { call: id, from: from.handle, to, video });
    for (const device of devices) this.sessions.tell({ user: to, device }, { type: 'incoming', call: infoOf(call) });
    if (registered.length === 0) this.#log('push.skipped', { call: id, why: `${to} has no registered device` });
    const pushes = Promise.all(registered.map((device) => this.#ring(call, device)));
    const ringLimit = clock.setTimeout(() => void this.end(id, 'unanswered', 'ring-limit'), ringLimitMs);
    this.#around.set(id, { ringLimit, pushes });
    await pushes;
    return this.#calls.get(id) ?? call;
  }

  /**
   * Ends a call from outside, and resolves when the pushes that take a notification away have been answered. A call
   * that is over stays as it is.
   *
   * @throws Error when the call is not known.
   */
  async end(id: string, reason: EndReason, by: string): Promise<CallRecord> {
    const call = this.#known(id);
    await this.#take(end(call, reason, by));
    return this.#calls.get(id) ?? call;
  }

  /** The caller lets go: a cancel while it rings, a hang-up once it is answered. Which one it was is the server's to say. */
  callerLetsGo(id: string): Promise<CallRecord> {
    return this.end(id, this.#known(id).state === 'connected' ? 'hung-up' : 'cancelled', 'caller');
  }

  /** Rings every device of a user for a call that the server will not know: the dead call of a late push. */
  async ringForNothing({ from, to, video = false }: DialRequest): Promise<{ id: string; pushes: PushOutcome[] }> {
    const info: CallInfo = { id: randomUUID(), from: { ...from }, video, state: 'ringing' };
    const devices = this.#parts.directory.devices(to);
    const outcomes = await Promise.all(devices.map((device) => this.#parts.ringer.ring(device, info)));
    return { id: info.id, pushes: outcomes.filter((outcome) => outcome !== null) };
  }

  /** Ends and forgets all calls without a push, and waits for pushes under way. */
  async reset(): Promise<void> {
    const underWay = [...this.#around.values()];
    for (const call of this.#calls.values()) this.#apply(end(call, 'cancelled', 'reset'));
    this.#calls.clear();
    this.#around.clear();
    for (const { ringLimit } of underWay) ringLimit.cancel();
    await Promise.all(underWay.map(({ pushes }) => pushes));
  }

  #heard(who: Identity, message: FromDevice): void {
    const call = this.#calls.get(message.call);
    const known = call !== undefined && call.to === who.user;
    const next = known ? hear(call, who.device, message) : undefined;
    this.#log('signal.received', { ...message, ...who, outcome: next?.outcome ?? 'unknown-call' });
    if (next === undefined) this.sessions.tell(who, { type: 'unknown-call', call: message.call });
    else void this.#take(next);
  }

  /** Carries a step out and takes notifications away where it silenced devices. Never rejects. */
  async #take(step: Step): Promise<void> {
    this.#apply(step);
    const around = this.#around.get(step.call.id);
    if (step.silenced.length === 0 || around === undefined) return;
    const release = this.#parts.clock.busy(`silencing call ${step.call.id}`);
    try {
      // The alert may still be on its way; a cancel that overtakes it would leave the phone ringing.
      await around.pushes;
      const call = this.#calls.get(step.call.id);
      if (call !== undefined) await Promise.all(step.silenced.map((device) => this.#silence(call, device)));
    } finally {
      release();
    }
  }

  #apply(step: Step): void {
    const { call } = step;
    const before = this.#calls.get(call.id);
    this.#calls.set(call.id, call);
    if (before?.state !== call.state) {
      this.#around.get(call.id)?.ringLimit.cancel();
      if (call.state === 'connected') this.#log('call.connected', { call: call.id, device: call.answeredBy });
      if (call.state === 'ended') this.#log('call.ended', { call: call.id, reason: call.endReason, by: call.endedBy });
    }
    for (const { device, message } of step.tell) this.sessions.tell({ user: call.to, device }, message);
  }

  async #ring(call: CallRecord, device: string): Promise<void> {
    const entry = this.#parts.directory.get(call.to, device);
    if (entry === undefined) return;
    const push = await this.#parts.ringer.ring(entry, infoOf(call));
    const now = this.#calls.get(call.id);
    if (now !== undefined) this.#calls.set(call.id, withLeg(now, device, { push }));
  }

  async #silence(call: CallRecord, device: string): Promise<void> {
    const { push } = legOf(call, device);
    const entry = this.#parts.directory.get(call.to, device);
    if (entry === undefined || push?.channel !== 'alert' || push.status !== 200) return;
    await this.#parts.ringer.silence(entry, call.id);
  }

  /** Ringing calls, and the one this device is connected in; a call that another device answered is dead here. */
  #callsFor({ user, device }: Identity): CallInfo[] {
    return this.calls()
      .filter((call) => call.to === user && legOf(call, device).state !== 'ended')
      .map(infoOf);
  }

  #known(id: string): CallRecord {
    const call = this.#calls.get(id);
    if (call === undefined) throw new Error(`The call server knows no call "${id}". Ids come from dial().`);
    return call;
  }

  #log(kind: string, data: EventData): void {
    this.#parts.journal.write('call-server', kind, data);
  }
}
