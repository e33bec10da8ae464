/**
 * The switchboard: calls in progress, who is told of what, and when a ring is over. It joins the pure call machine with
 * clock, journal, sockets and pushes, and holds no rule of its own about calls.
 */

import type { Clock, EventData, Journal, Randomness, Timer } from '../clock/index.ts';
import {
  type CallRecord,
  concerns,
  end,
  hear,
  infoOf,
  legOf,
  newCall,
  type PushOutcome,
  remoteAnswers,
  type Step,
  withLeg,
} from './call.ts';
import type { CallBook } from './call-book.ts';
import type { Directory } from './directory.ts';
import type { Caller, DialRequest, Identity } from './messages.ts';
import type { AnyPayload } from './pushes.ts';
import type { Ringer } from './ringer.ts';
import { Sessions } from './sessions.ts';
import { SignalFaults } from './signal-faults.ts';
import type { CallInfo, EndReason, FromDevice, ToDevice } from './signalling.ts';

export interface SwitchboardParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly ringer: Ringer;
  readonly ringLimitMs: number;
  /** How long the device of a connected leg may be without a socket. */
  readonly legLimitMs: number;
  readonly book: CallBook;
  readonly randomness: Randomness;
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
  /** Devices that went away in the middle of a call, until they are back. */
  readonly #gone = new Map<string, Timer>();
  readonly #around = new Map<string, Surroundings>();

  constructor(parts: SwitchboardParts) {
    this.#parts = parts;
    const events = {
      callsFor: (who: Identity) => this.#callsFor(who),
      onMessage: (who: Identity, message: FromDevice) => this.#heard(who, message),
      onMalformed: (who: Identity, problem: string) => this.#log('signal.malformed', { ...who, problem }),
      onGone: (who: Identity) => this.#left(who),
    };
    this.sessions = new Sessions(events, new SignalFaults(parts.clock, parts.journal));
  }

  calls(): CallRecord[] {
    return this.#parts.book.all();
  }

  call(id: string): CallRecord | undefined {
    return this.#parts.book.get(id);
  }

  /**
   * Calls every device of a user, and resolves when each push has been answered by the gateway.
   *
   * @throws StoreError when the call cannot be written down; then nobody is rung.
   */
  async dial({ from, to, video = false }: DialRequest): Promise<CallRecord> {
    const { book, clock, directory } = this.#parts;
    const registered = directory.devices(to).map((entry) => entry.device);
    const devices = new Set([...registered, ...this.sessions.online(to)]);
    const id = this.#parts.randomness.uuid();
    const info: CallInfo = { id, from: { name: from.name, handle: from.handle }, video, state: 'ringing' };
    const call = this.#newCall(info, to, [...devices]);
    const release = clock.busy(`writing down call ${id}`);
    try {
      await book.placeWithOthers(call);
    } finally {
      release();
    }
    // A reset, or the end of the server, may have come first.
    const placed = book.get(id);
    if (placed?.state !== 'ringing') return placed ?? end(call, 'cancelled', 'reset').call;
    this.#log('call.dialed', { call: id, from: from.handle, to, video });
    const incoming: ToDevice = { type: 'incoming', call: infoOf(call) };
    for (const device of devices) this.sessions.tell({ user: to, device }, incoming);
    if (registered.length === 0) this.#log('push.skipped', { call: id, why: `${to} has no registered device` });
    const pushes = Promise.all(registered.map((device) => this.#ring(call, device)));
    this.#around.set(id, { ringLimit: this.#limitRing(id), pushes });
    await pushes;
    return book.get(id) ?? call;
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
    return this.#parts.book.get(id) ?? call;
  }

  /** The caller lets go: a cancel while it rings, a hang-up once it is answered. Which one it was is the server's to say. */
  callerLetsGo(id: string): Promise<CallRecord> {
    return this.end(id, this.#known(id).state === 'connected' ? 'hung-up' : 'cancelled', 'caller');
  }

  /** The remote party answers an outgoing call. @throws Error when the call is not known or not outgoing; so does the next. */
  async remoteAnswers(id: string): Promise<CallRecord> {
    await this.#take(remoteAnswers(this.#outgoing(id)));
    return this.#known(id);
  }

  /** The remote party does not take an outgoing call. */
  remoteRefuses(id: string, reason: 'declined' | 'busy'): Promise<CallRecord> {
    return this.end(this.#outgoing(id).id, reason, 'callee');
  }

  /** Rings every device of a user for a call that the server will not know: the dead call of a late push. */
  async ringForNothing({ from, to, video = false }: DialRequest): Promise<{ id: string; pushes: PushOutcome[] }> {
    const info: CallInfo = { id: this.#parts.randomness.uuid(), from: { ...from }, video, state: 'ringing' };
    const devices = this.#parts.directory.devices(to);
    const outcomes = await Promise.all(devices.map((device) => this.#parts.ringer.ring(device, info)));
    return { id: info.id, pushes: outcomes.filter((outcome) => outcome !== null) };
  }

  /** Sends a payload as it is to every VoIP token of a user; see {@link Ringer.pushPayload}. */
  async pushPayload(to: string, payload: AnyPayload, validForMs: number): Promise<PushOutcome[]> {
    const { directory, ringer } = this.#parts;
    const outcomes = await Promise.all(
      directory.devices(to).map((device) => ringer.pushPayload(device, payload, validForMs)),
    );
    return outcomes.filter((outcome) => outcome !== null);
  }

  /** Ends and forgets all calls without a push, and waits for pushes under way. */
  async reset(): Promise<void> {
    const pushes = this.#endAll('cancelled', 'reset');
    this.#parts.book.forget();
    await pushes;
  }

  /** Ends all calls without a push, keeps their records, and waits for pushes under way. */
  async shutDown(): Promise<void> {
    await this.#endAll('failed', 'shutdown');
    this.#parts.book.write();
  }

  async #endAll(reason: EndReason, by: string): Promise<void> {
    const underWay = [...this.#around.values()];
    // Calls that are just being placed are then there to be ended.
    this.#parts.book.write();
    for (const call of this.#parts.book.inProgress()) this.#apply(end(call, reason, by));
    this.#around.clear();
    for (const { ringLimit } of underWay) ringLimit.cancel();
    for (const limit of this.#gone.values()) limit.cancel();
    this.#gone.clear();
    this.sessions.faults.clear();
    await Promise.all(underWay.map(({ pushes }) => pushes));
  }

  /**
   * The remote party of a connected call presses keys.
   *
   * @throws Error when the call is not known or not connected; so does {@link transfer}.
   */
  sendDtmf(id: string, digits: string): CallRecord {
    const call = this.#connected(id);
    this.#log('call.remote-dtmf', { call: id, digits });
    this.#tellTalker(call, { type: 'dtmf', call: id, digits });
    return call;
  }

  /** The remote party of a connected call hands it on to somebody else. */
  transfer(id: string, to: Caller): CallRecord {
    const call: CallRecord = { ...this.#connected(id), from: { name: to.name, handle: to.handle } };
    this.#parts.book.keep(call);
    this.#log('call.transferred', { call: id, to: to.handle });
    this.#tellTalker(call, { type: 'transferred', call: id, from: call.from });
    return call;
  }

  /** The device has a new VoIP token, as after its app was installed anew. */
  clearSuspicion(who: Identity): void {
    this.#parts.ringer.suspicion.clear(who);
  }

  #heard(who: Identity, message: FromDevice): void {
    const call = this.#find(message.call);
    if (call === undefined && message.type === 'dial') return this.#dialed(who, message);
    const known = call !== undefined && concerns(call, who);
    const next = known ? hear(call, who.device, message) : undefined;
    this.#log('signal.received', {
      ...message,
      user: who.user,
      device: who.device,
      outcome: next?.outcome ?? 'unknown-call',
    });
    if (known && next?.outcome === 'taken') this.#noteSound(call, who, message);
    if (next === undefined) this.sessions.tell(who, { type: 'unknown-call', call: message.call });
    else void this.#take(next);
  }

  /** A call in progress is in memory; one that a damaged database hides is over, and as good as unknown. */
  #find(id: string): CallRecord | undefined {
    try {
      return this.#parts.book.get(id);
    } catch (error) {
      this.#storeFailed(error);
      return undefined;
    }
  }

  #storeFailed(error: unknown): void {
    this.#log('store.failed', { problem: error instanceof Error ? error.message : String(error) });
  }

  /** What the remote party hears of the device from now on. */
  #noteSound(before: CallRecord, who: Identity, message: FromDevice): void {
    const { call } = message;
    if (message.type === 'dtmf') this.#log('call.dtmf', { call, ...who, digits: message.digits });
    if (message.type !== 'media') return;
    const { sends, plays } = message;
    const { media } = legOf(before, who.device);
    const was = media?.sends === true || media?.plays === true;
    if (sends || plays) this.#log(was ? 'media.changed' : 'media.began', { call, ...who, sends, plays });
    else if (was) this.#log('media.stopped', { call, ...who });
  }

  /** A device calls somebody outside the testbed, who rings at once. */
  #dialed(who: Identity, message: Extract<FromDevice, { type: 'dial' }>): void {
    const { call: id, to, video } = message;
    this.#log('signal.received', { ...message, ...who, outcome: 'taken' });
    const from = { name: to.name ?? '', handle: to.handle };
    const info: CallInfo = { id, from, video, state: 'ringing', direction: 'outgoing' };
    try {
      this.#parts.book.place(this.#newCall(info, who.user, [who.device]));
    } catch (error) {
      this.#storeFailed(error);
      return this.sessions.tell(who, { type: 'ended', call: id, reason: 'failed' });
    }
    this.#log('call.placed', { call: id, ...who, to: to.handle, video });
    this.#around.set(id, { ringLimit: this.#limitRing(id), pushes: Promise.resolve() });
    this.sessions.tell(who, { type: 'ringing', call: id });
  }

  #newCall(info: CallInfo, to: string, devices: readonly string[]): CallRecord {
    return newCall(info, to, this.#parts.clock.now(), devices);
  }

  #limitRing(id: string): Timer {
    const { clock, ringLimitMs } = this.#parts;
    return clock.setTimeout(() => void this.end(id, 'unanswered', 'ring-limit'), ringLimitMs);
  }

  /** Carries a step out and takes notifications away where it silenced devices. Never rejects. */
  async #take(step: Step): Promise<void> {
    this.#apply(step);
    const around = this.#around.get(step.call.id);
    if (step.call.state === 'ended') void this.#letGo(step.call.id, around);
    if (step.silenced.length === 0 || around === undefined) return;
    const release = this.#parts.clock.busy(`silencing call ${step.call.id}`);
    try {
      // The alert may still be on its way; a cancel that overtakes it would leave the phone ringing.
      await around.pushes;
      const call = this.#parts.book.get(step.call.id);
      if (call !== undefined) await Promise.all(step.silenced.map((device) => this.#silence(call, device)));
    } finally {
      release();
    }
  }

  async #letGo(call: string, around: Surroundings | undefined): Promise<void> {
    await around?.pushes;
    this.#around.delete(call);
    this.#parts.book.letGo(call);
  }

  #apply(step: Step): void {
    const { call } = step;
    const before = this.#find(call.id);
    this.#parts.book.keep(call);
    if (before?.state !== call.state) {
      this.#around.get(call.id)?.ringLimit.cancel();
      if (before?.state === 'ringing') this.#judgeSilence(call);
      if (call.state === 'connected') this.#log('call.connected', { call: call.id, device: talkerOf(call) });
      if (call.state === 'ended') this.#log('call.ended', { call: call.id, reason: call.endReason, by: call.endedBy });
    }
    for (const { device, message } of step.tell) this.sessions.tell({ user: call.to, device }, message);
  }

  async #ring(call: CallRecord, device: string): Promise<void> {
    const entry = this.#parts.directory.get(call.to, device);
    if (entry === undefined) return;
    const push = await this.#parts.ringer.ring(entry, infoOf(call));
    const now = this.#parts.book.get(call.id);
    if (now !== undefined) this.#parts.book.keep(withLeg(now, device, { push }));
  }

  async #silence(call: CallRecord, device: string): Promise<void> {
    const { push } = legOf(call, device);
    const entry = this.#parts.directory.get(call.to, device);
    if (entry !== undefined && push) await this.#parts.ringer.silence(entry, call.id, push);
  }

  /** Ringing calls, and the one this device is connected in; a call that another device answered is dead here. */
  #callsFor({ user, device }: Identity): CallInfo[] {
    this.#gone.get(`${user}/${device}`)?.cancel();
    this.#gone.delete(`${user}/${device}`);
    return this.#parts.book
      .inProgress()
      .filter((call) => concerns(call, { user, device }) && legOf(call, device).state !== 'ended')
      .map(infoOf);
  }

  /** A device without a socket can neither hear nor hang up; nobody talks on like that for long. */
  #left({ user, device }: Identity): void {
    const { book, clock, legLimitMs } = this.#parts;
    const isIn = (call: CallRecord) => call.to === user && talkerOf(call) === device;
    if (!book.inProgress().some(isIn)) return;
    const limit = clock.setTimeout(() => {
      this.#gone.delete(`${user}/${device}`);
      for (const call of book.inProgress().filter(isIn)) void this.end(call.id, 'failed', 'leg-limit');
    }, legLimitMs);
    this.#gone.get(`${user}/${device}`)?.cancel();
    this.#gone.set(`${user}/${device}`, limit);
  }

  /** The ring is over: what does each device's silence, or its word, say about its VoIP pushes? */
  #judgeSilence(call: CallRecord): void {
    const rangForMs = this.#parts.clock.now() - call.dialedAt;
    for (const { device, push, rang, accepts, state, reason } of call.legs) {
      if (push?.channel !== 'voip' || push.status !== 200) continue;
      const isSilent = !rang && accepts === 0 && state === 'ended' && reason !== 'declined';
      this.#parts.ringer.suspicion.note({ user: call.to, device }, { isSilent, rangForMs });
    }
  }

  #tellTalker(call: CallRecord, message: ToDevice): void {
    const device = talkerOf(call);
    if (device !== null) this.sessions.tell({ user: call.to, device }, message);
  }

  /** @throws Error */
  #connected(id: string): CallRecord {
    const call = this.#known(id);
    if (call.state === 'connected') return call;
    throw new Error(`Call "${id}" is ${call.state}; the remote party can do that only while it is connected.`);
  }

  /** @throws Error */
  #outgoing(id: string): CallRecord {
    const call = this.#known(id);
    if (call.direction === 'outgoing') return call;
    throw new Error(
      `Call "${id}" was dialed from outside; the remote party can answer or refuse only what a phone dials.`,
    );
  }

  #known(id: string): CallRecord {
    const call = this.#parts.book.get(id);
    if (call === undefined) throw new Error(`The call server knows no call "${id}". Ids come from dial().`);
    return call;
  }

  #log(kind: string, data: EventData): void {
    this.#parts.journal.write('call-server', kind, data);
  }
}

/** The device that the remote party talks to. */
function talkerOf(call: CallRecord): string | null {
  return call.legs.find(({ state }) => state === 'connected')?.device ?? null;
}
