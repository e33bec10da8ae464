/**
 * How much of each call is on the screen. Unlocked phones show a ringing call as the version does (full screen to iOS
 * 13, banner from 14), locked ones with a slider; an answered call fills the screen where it was answered on a full
 * one, and shrinks into the status bar where it was answered on a banner.
 */

import type { Timer } from '../../../clock/index.ts';
import type { CallPresentation, CallSheet, ShownCall } from '../../ui/model.ts';
import type { CallWatcher, TrackedCall } from '../callservicesd/call-registry.ts';
import { callerOf } from '../callservicesd/caller.ts';
import { isCellular } from '../callservicesd/stand-in-callers.ts';
import type { PhoneContext } from '../context.ts';

export interface CallScreensHost {
  readonly isLocked: boolean;
  /** A call came: light the screen. */
  light(): void;
  /** The calls on screen have changed. */
  callsChanged(): void;
}

interface CallScreen {
  readonly call: TrackedCall;
  presentation: CallPresentation;
  /** The user has opened the banner or the status bar. */
  expanded: boolean;
  /** It has rung and was not answered yet. */
  rings: boolean;
  /** Closes the second window. */
  secondWindow: Timer | undefined;
  /** Digits on the keypad while it is shown. */
  keypad: string | undefined;
  /** The list of the conference's calls is shown. */
  conference: boolean;
  /** The choices that are open. */
  sheet: CallSheet | undefined;
  /** Banner that shrinks, or ended call that goes. */
  timer: Timer | undefined;
}

export class CallScreens implements CallWatcher {
  readonly #context: PhoneContext;
  readonly #host: CallScreensHost;
  readonly #screens = new Map<string, CallScreen>();

  constructor(context: PhoneContext, host: CallScreensHost) {
    this.#context = context;
    this.#host = host;
  }

  /** All calls on screen, also ended ones that have not gone yet. */
  get shown(): readonly ShownCall[] {
    return [...this.#screens.values()].map((screen) => ({ ...shownCall(screen), ...this.#offers(screen.call) }));
  }

  /** A call fills the screen. */
  get fillsScreen(): boolean {
    return [...this.#screens.values()].some(
      ({ presentation }) => presentation === 'full-screen' || presentation === 'locked',
    );
  }

  presentation(call: TrackedCall): CallPresentation | undefined {
    return this.#screens.get(call.id)?.presentation;
  }

  added(call: TrackedCall): void {
    this.#screens.get(call.id)?.timer?.cancel();
    // The newest call comes last, also when one with its UUID is still being seen off.
    this.#screens.delete(call.id);
    const presentation = this.#first(call);
    const fresh = { rings: call.state === 'ringing' && !call.outgoing, secondWindow: undefined };
    const plain = { expanded: false, keypad: undefined, conference: false, sheet: undefined, timer: undefined };
    this.#screens.set(call.id, { call, presentation, ...plain, ...fresh });
    if (!call.outgoing && !this.#isSilenced(call)) this.#host.light();
    this.#noteShown(call, presentation);
    this.#host.callsChanged();
  }

  changed(call: TrackedCall): void {
    const screen = this.#screens.get(call.id);
    if (screen === undefined) return;
    screen.sheet = undefined;
    if (call.state !== 'ringing' && screen.presentation === 'locked') this.#present(screen, 'full-screen');
    if (screen.rings && call.state !== 'ringing') this.#answered(screen);
    if (call.group === undefined) screen.conference = false;
    if (call.connectedAt !== undefined && screen.presentation === 'banner' && screen.timer === undefined) {
      this.#context.log('InCallService', 'Transitioning the banner buttons from an incoming call to ongoing');
      screen.timer = this.#context.clock.setTimeout(
        () => this.#present(screen, 'status-bar'),
        this.#context.settings.connectedBannerMs,
      );
    }
    this.#host.callsChanged();
  }

  #answered(screen: CallScreen): void {
    screen.rings = false;
    const { settings, clock } = this.#context;
    if (settings.secondCallWindowMs === 0) return;
    screen.secondWindow = clock.setTimeout(() => this.closeSecondWindow(screen.call.id), settings.secondCallWindowMs);
  }

  /** The user touched the second window, or it went by itself. */
  closeSecondWindow(id: string): void {
    const screen = this.#screens.get(id);
    if (screen?.secondWindow === undefined) return;
    screen.secondWindow.cancel();
    screen.secondWindow = undefined;
    this.#host.callsChanged();
  }

  /** An ended call stays for a moment, as "Call Ended" or "Call Failed". */
  ended(call: TrackedCall): void {
    const screen = this.#screens.get(call.id);
    if (screen === undefined) return;
    screen.timer?.cancel();
    screen.sheet = undefined;
    this.closeSecondWindow(call.id);
    screen.timer = this.#context.clock.setTimeout(() => {
      this.#screens.delete(call.id);
      this.#host.callsChanged();
    }, this.#context.settings.endedScreenMs);
    this.#host.callsChanged();
  }

  cleared(): void {
    for (const { timer, secondWindow } of this.#screens.values()) {
      timer?.cancel();
      secondWindow?.cancel();
    }
    this.#screens.clear();
  }

  /** The user touched the banner or the status bar. */
  touched(id: string): void {
    const { settings, screenTop } = this.#context;
    const compact = this.#screens.get(id)?.presentation === 'status-bar';
    if (compact && screenTop === 'dynamic-island' && settings.islandTouch === 'expand') this.expandIsland(id);
    else this.expand(id);
  }

  /** The call fills the screen. */
  expand(id: string): void {
    const screen = this.#screens.get(id);
    if (screen === undefined || screen.presentation === 'full-screen') return;
    screen.expanded = true;
    screen.timer?.cancel();
    screen.timer = undefined;
    this.#present(screen, 'full-screen');
  }

  /** The user pressed the Dynamic Island of a call in the background for long. */
  expandIsland(id: string): void {
    const screen = this.#screens.get(id);
    if (screen?.presentation === 'status-bar') this.#present(screen, 'island');
  }

  /** The user swiped the banner or island up. A ringing banner's call rings on, but is not heard (seen since iOS 14). */
  collapse(id: string): void {
    const screen = this.#screens.get(id);
    if (screen?.presentation === 'island') this.#present(screen, 'status-bar');
    if (screen?.presentation !== 'banner') return;
    screen.timer?.cancel();
    screen.timer = undefined;
    if (screen.call.state === 'ringing') this.#context.note('call.silenced', { call: id });
    this.#present(screen, 'status-bar');
  }

  /** A call on the screen, also one that has ended. */
  call(id: string): TrackedCall | undefined {
    return this.#screens.get(id)?.call;
  }

  /** Takes an ended call off the screen before its time. */
  dismiss(id: string): void {
    const screen = this.#screens.get(id);
    if (screen === undefined || !['ended', 'failed'].includes(screen.call.state)) return;
    screen.timer?.cancel();
    this.#screens.delete(id);
    this.#host.callsChanged();
  }

  /** The keypad takes the place of the in-call buttons, or gives it back. */
  showKeypad(id: string, shown: boolean): void {
    const screen = this.#screens.get(id);
    if (screen === undefined || screen.call.update.supportsDTMF === false) return;
    screen.keypad = shown ? '' : undefined;
    this.#host.callsChanged();
  }

  /** The list of the conference's calls takes the place of the in-call buttons, or gives it back. */
  showConference(id: string, shown: boolean): void {
    const screen = this.#screens.get(id);
    if (screen?.call.group === undefined) return;
    screen.conference = shown;
    this.#host.callsChanged();
  }

  /** Choices that lie over the call screen; none closes them. */
  showSheet(id: string, sheet: CallSheet | undefined): void {
    const screen = this.#screens.get(id);
    if (screen === undefined) return;
    screen.sheet = sheet;
    this.#host.callsChanged();
  }

  /** A key of the keypad. */
  pressed(id: string, key: string): void {
    const screen = this.#screens.get(id);
    if (screen?.keypad === undefined) return;
    screen.keypad += key;
    this.#host.callsChanged();
  }

  /** The user left the call screen for the home screen or an app; a ringing one stays. */
  minimize(): void {
    for (const screen of this.#screens.values()) {
      const { state } = screen.call;
      if (screen.presentation === 'full-screen' && state !== 'ringing') this.#present(screen, 'status-bar');
    }
  }

  /** A ringing full-screen call keeps the user from anything else. */
  get holdsUser(): boolean {
    return [...this.#screens.values()].some(
      ({ call, presentation }) => presentation === 'full-screen' && call.state === 'ringing',
    );
  }

  locked(): void {
    for (const screen of this.#screens.values()) {
      this.#present(screen, this.#whenLocked(screen.call));
    }
  }

  unlocked(): void {
    for (const screen of this.#screens.values()) {
      if (screen.presentation === 'locked') this.#present(screen, 'full-screen');
    }
  }

  #first(call: TrackedCall): CallPresentation {
    const { features } = this.#context.ios;
    if (call.outgoing || (call.reusedUuid && features.reusedUuidHidesCall === true)) return 'status-bar';
    if (this.#isSilenced(call)) return 'status-bar';
    if (this.#host.isLocked) return this.#whenLocked(call);
    const banner = features.unlockedCall === 'banner' && this.#context.settings.incomingCallStyle === 'system';
    return banner && !this.#asksMore(call) ? 'banner' : 'full-screen';
  }

  /** Whether Silence Unknown Callers reaches calls of apps is not known, so the phone has to be set so. */
  #isSilenced(call: TrackedCall): boolean {
    const { settings, silenceUnknownCallers, contacts } = this.#context;
    if (call.outgoing || !settings.silencesUnknownCallers || !silenceUnknownCallers) return false;
    const handle = call.update.remoteHandle?.value;
    return handle === undefined || !contacts.has(handle);
  }

  /** Cellular calls have Message and Remind Me; calls of apps as the phone is set. */
  #offers(call: TrackedCall): Pick<ShownCall, 'replies' | 'moreMenu'> {
    const { settings } = this.#context;
    return {
      ...((settings.appCallReplies || isCellular(call.app)) && { replies: true }),
      ...(settings.inCallMoreMenu && { moreMenu: true }),
    };
  }

  /** A ringing conversation of LiveCommunicationKit was seen not to fill a locked screen. */
  #whenLocked(call: TrackedCall): CallPresentation {
    const small = call.conversation && call.state === 'ringing' && !this.#context.settings.conversationsShownAsCalls;
    if (small) return 'banner';
    return this.#slides(call) ? 'locked' : 'full-screen';
  }

  /** A locked phone has a slider, unless the call waits beside another: then its buttons stand on the call screen. */
  #slides(call: TrackedCall): boolean {
    return call.state === 'ringing' && (!this.#context.settings.waitingCallFillsScreen || !this.#waits(call));
  }

  /** A banner has room for two buttons; a waiting call asks for three, but not where iOS 26 offers a plain Accept. */
  #asksMore(call: TrackedCall): boolean {
    const { settings, ios } = this.#context;
    if (!settings.waitingCallFillsScreen || !this.#waits(call)) return false;
    if (!settings.endAndAcceptAllowed) return true;
    return ios.features.waitingCallRule !== 'groups' || this.#open(call).some(({ app }) => app !== call.app);
  }

  #waits(call: TrackedCall): boolean {
    return this.#open(call).length > 0;
  }

  /** Other calls that are neither ringing nor over. */
  #open(call: TrackedCall): readonly TrackedCall[] {
    return [...this.#screens.values()]
      .map((screen) => screen.call)
      .filter((other) => other !== call && ['connecting', 'connected', 'held'].includes(other.state));
  }

  #present(screen: CallScreen, presentation: CallPresentation): void {
    if (screen.presentation === presentation) return;
    screen.presentation = presentation;
    screen.sheet = undefined;
    this.#noteShown(screen.call, presentation);
    this.#host.callsChanged();
  }

  #noteShown(call: TrackedCall, presentation: CallPresentation): void {
    this.#context.note('call.shown', { call: call.id, presentation });
    if (presentation === 'banner' || presentation === 'full-screen' || presentation === 'locked') {
      if (presentation === 'banner') this.#context.log('InCallService', 'Banner button state updated to incoming');
      this.#context.log('InCallService', `Presenting ${presentation} call screen for call ${call.id}`);
    }
  }
}

function shownCall({ call, presentation, keypad, conference, sheet, secondWindow }: CallScreen): ShownCall {
  return {
    id: call.id,
    bundleId: call.app.bundleId,
    appName: call.appName,
    caller: callerOf(call.update),
    outgoing: call.outgoing,
    video: call.update.hasVideo ?? false,
    state: call.state,
    presentation,
    ...(call.connectedAt === undefined ? {} : { connectedAt: call.connectedAt }),
    muted: call.muted,
    supportsHolding: call.update.supportsHolding ?? true,
    ...(isCellular(call.app) && { cellular: true }),
    ...(keypad !== undefined && { keypad }),
    ...(conference && { conferenceShown: true }),
    ...(sheet !== undefined && { sheet }),
    ...(secondWindow !== undefined && { secondWindow: true }),
    ...(call.update.supportsDTMF === false && { supportsDTMF: false }),
  };
}
