/**
 * The phone's line, for whoever tests: who else calls, what people do with calls beside the touch screen (headset, car,
 * Siri, Recents), and what the user has set for incoming calls.
 */

import type { TrackedCall } from './daemons/callservicesd/call-registry.ts';
import type { StandInCall } from './daemons/callservicesd/callservicesd.ts';
import type { RecentCall } from './daemons/callservicesd/recents.ts';
import type { StandIn } from './daemons/callservicesd/stand-in-callers.ts';
import type { PhoneContext } from './daemons/context.ts';
import { askForCall, callBackRecent } from './daemons/springboard/call-intents.ts';
import type { HandleData } from './messages.ts';
import type { Daemons } from './phone-messages.ts';

export interface PhoneLineScene {
  readonly context: PhoneContext;
  readonly daemons: Daemons;
  readonly quiet: () => Promise<void>;
}

/** What the user has set for incoming calls. Handles are phone numbers and e-mail addresses. */
export interface CallFilterChoices {
  readonly doNotDisturb?: boolean;
  readonly silenceUnknownCallers?: boolean;
  /** Callers who are known. */
  readonly contacts?: readonly string[];
  /** Let through Do Not Disturb. */
  readonly allowedHandles?: readonly string[];
  readonly blockedHandles?: readonly string[];
  readonly sensitiveHandles?: readonly string[];
  /** Bundle ids of locked apps. */
  readonly protectedApps?: readonly string[];
  readonly screenShared?: boolean;
}

export class PhoneLine {
  readonly #scene: PhoneLineScene;

  constructor(scene: PhoneLineScene) {
    this.#scene = scene;
  }

  // ── Others ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Somebody calls on the cellular line, or in another calling app. @returns the call's UUID. */
  receive(from: StandIn, call: StandInCall): Promise<string> {
    return this.#then(this.#calls.receive(from, call));
  }

  /** The user dials on the cellular line, and the other side answers. @returns the call's UUID. */
  dialCellular(number: string): Promise<string> {
    return this.#then(this.#calls.dialCellular(number));
  }

  /** The other side of a {@link receive}d or {@link dialCellular}led call hangs up. */
  async remoteHangUp(call: string): Promise<void> {
    this.#with(call, (tracked) => this.#calls.remoteHangUp(tracked));
    await this.#scene.quiet();
  }

  // ── The user's hands, away from the screen ─────────────────────────────────────────────────────────────────────

  /**
   * A headset's button, a car, a watch, Siri: the app cannot see which, and stays where it is.
   * @returns whether a call rang.
   */
  async answer(): Promise<boolean> {
    const ringing = this.#calls.calls.all.find((call) => call.state === 'ringing' && !call.outgoing);
    return this.#then(ringing !== undefined && this.#calls.answer(ringing));
  }

  /** The same, to decline. @returns whether a call rang. */
  async decline(): Promise<boolean> {
    const ringing = this.#calls.calls.all.find((call) => call.state === 'ringing' && !call.outgoing);
    if (ringing !== undefined) this.#calls.hangUp(ringing);
    return this.#then(ringing !== undefined);
  }

  /** The same, to end the call that is heard. @returns whether there was one. */
  async hangUp(): Promise<boolean> {
    const active = this.#heard;
    if (active !== undefined) this.#calls.hangUp(active);
    return this.#then(active !== undefined);
  }

  /** The same, to mute the call that is heard, or no longer. @returns whether there was one. */
  async mute(muted: boolean): Promise<boolean> {
    const active = this.#heard;
    if (active !== undefined) this.#calls.setMuted(active, muted);
    return this.#then(active !== undefined);
  }

  /** The same, to hold the call that is heard, or to go on with one that is held. @returns whether there was one. */
  async hold(held: boolean): Promise<boolean> {
    const call = held ? this.#heard : this.#calls.calls.all.find((each) => each.held);
    if (call !== undefined) this.#calls.setHeld(call, held);
    return this.#then(call !== undefined);
  }

  /** Merges two calls of one app. */
  async merge(call: string, other: string): Promise<void> {
    this.#with(call, (tracked) => this.#with(other, (second) => this.#calls.merge(tracked, second)));
    await this.#scene.quiet();
  }

  /** Takes a call out of its group. */
  async split(call: string): Promise<void> {
    this.#with(call, (tracked) => this.#calls.split(tracked));
    await this.#scene.quiet();
  }

  /** Keys of the keypad, or a dial string with `,` and `;`. Nothing happens when there is no such call. */
  async playTones(call: string, text: string): Promise<void> {
    this.#with(call, (tracked) => this.#calls.tones.play(tracked, text));
    await this.#scene.quiet();
  }

  /** Lets the digits after a `;` go. */
  async sendWaitingTones(call: string): Promise<void> {
    this.#with(call, (tracked) => this.#calls.tones.proceed(tracked));
    await this.#scene.quiet();
  }

  /** Has a call translated, or no longer; languages are BCP 47 tags. The app must support it (iOS 26). */
  async translate(
    call: string,
    translating: boolean,
    { localLanguage = 'en-US', remoteLanguage = 'de-DE' } = {},
  ): Promise<void> {
    this.#with(call, (tracked) => this.#calls.translate(tracked, { translating, localLanguage, remoteLanguage }));
    await this.#scene.quiet();
  }

  // ── Recents, contacts, Siri ────────────────────────────────────────────────────────────────────────────────────

  /** Newest first. */
  recents(): readonly RecentCall[] {
    return this.#calls.recents.all;
  }

  /** A touch on an entry of Recents. @returns whether it reached the app. */
  callBack(call: string): Promise<boolean> {
    const { context, daemons } = this.#scene;
    return this.#then(callBackRecent({ ...daemons, context }, call));
  }

  /** Siri or a contact card asks the app for a call. @returns whether it reached the app. */
  async startCall(bundleId: string, handle: HandleData, { video = false } = {}): Promise<boolean> {
    const { context, daemons } = this.#scene;
    const scene = { ...daemons, context, providers: this.#calls.providers };
    const app = daemons.runningBoard.app(bundleId);
    return this.#then(app !== undefined && askForCall(scene, app, handle, video));
  }

  // ── Settings ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Changes what is given and leaves the rest; a phone's reset takes all of it back. */
  setFilters(choices: CallFilterChoices): void {
    const { context } = this.#scene;
    if (choices.doNotDisturb !== undefined) context.doNotDisturb = choices.doNotDisturb;
    if (choices.screenShared !== undefined) context.screenShared = choices.screenShared;
    if (choices.silenceUnknownCallers !== undefined) context.silenceUnknownCallers = choices.silenceUnknownCallers;
    for (const name of HANDLES) {
      const values = choices[name];
      if (values !== undefined) context[name] = new Set(values);
    }
  }

  get #heard(): TrackedCall | undefined {
    return this.#calls.calls.all.find((call) => call.connectedAt !== undefined && !call.held);
  }

  get #calls() {
    return this.#scene.daemons.callServices;
  }

  #with(id: string, then: (call: TrackedCall) => void): void {
    const call = this.#calls.calls.get(id);
    if (call !== undefined) then(call);
  }

  async #then<T>(result: T): Promise<T> {
    await this.#scene.quiet();
    return result;
  }
}

const HANDLES = ['allowedHandles', 'blockedHandles', 'sensitiveHandles', 'protectedApps', 'contacts'] as const;

/** No filter catches anything. */
export const NO_FILTERS: Required<CallFilterChoices> = {
  doNotDisturb: false,
  silenceUnknownCallers: false,
  contacts: [],
  allowedHandles: [],
  blockedHandles: [],
  sensitiveHandles: [],
  protectedApps: [],
  screenShared: false,
};
