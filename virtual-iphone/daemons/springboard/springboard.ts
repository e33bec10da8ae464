/**
 * SpringBoard: what is in front, lock and home screen, and the state that follows from them for every app. Keeps the
 * number of the screen's revision; holds no pixels.
 */

import type { AppLaunch, AppRunState } from '../../messages.ts';
import type { Orientation, PhoneAppTab, ScreenModel, ShownApp, ShownCard, ShownPhoneApp } from '../../ui/model.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { LaunchReason, RunningBoard } from '../runningboard/runningboard.ts';
import { Alerts } from './alerts.ts';
import { CallScreens, type CallScreensHost } from './call-screens.ts';
import { isLandscapeOrientation, landscapesOf } from './orientations.ts';

export interface OpenRequest {
  readonly reason: Extract<LaunchReason, 'user' | 'notification'>;
  readonly launchOptions?: AppLaunch['launchOptions'];
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs when the app is on its way to the front but not active yet, as iOS delivers a tapped notification. */
  readonly whileInactive?: () => void;
}

/** What the user has done in the Phone app since it came to the front. */
export type PhoneAppState = Pick<ShownPhoneApp, 'tab' | 'digits'>;

/** What follows from the lock. */
export interface LockEvents {
  onLock(): void;
  onUnlock(): void;
}

export class SpringBoard implements CallScreensHost {
  readonly calls: CallScreens;
  readonly alerts: Alerts;
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #lockEvents: LockEvents;
  #front: App | undefined;
  #phoneApp: PhoneAppState | undefined;
  #switcher = false;
  /** Notification Center is pulled down. */
  #center = false;
  #locked = false;
  #awake = true;
  /** The lock screen was dark before a call lit it. */
  #litByCall = false;
  #speaker = false;
  #orientation: Orientation = 'portrait';
  #revision = 1;

  constructor(context: PhoneContext, runningBoard: RunningBoard, lockEvents: LockEvents) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.#lockEvents = lockEvents;
    this.calls = new CallScreens(context, this);
    this.alerts = new Alerts(context, () => this.settle());
  }

  get revision(): number {
    return this.#revision;
  }

  get isLocked(): boolean {
    return this.#locked;
  }

  get isAwake(): boolean {
    return this.#awake;
  }

  get front(): App | undefined {
    return this.#front;
  }

  /** How the phone is held. */
  get orientation(): Orientation {
    return this.#orientation;
  }

  /** The Phone app, which has no process here, where it is in front. */
  get phoneApp(): PhoneAppState | undefined {
    return this.#phoneApp;
  }

  get contacts(): readonly string[] {
    return [...this.#context.contacts];
  }

  /** Something that the screen may show has changed. */
  changed(): void {
    this.#revision += 1;
  }

  /** Brings an app to the front, launching it when it does not run. */
  open(app: App, request: OpenRequest): void {
    this.calls.minimize();
    this.#bringToFront(app);
    if (app.running === undefined) this.#runningBoard.launch(app, { ...request, state: 'foreground' });
    else if (!app.isForeground && !this.#locked) this.#runningBoard.setState(app, 'inactive');
    request.whileInactive?.();
    app.forceQuit = false;
    this.settle();
  }

  /** Brings an app to the front behind the call screen that stays over it. */
  openBehindCall(app: App): void {
    if (this.#locked || this.#front === app) return;
    this.#bringToFront(app);
    this.settle();
  }

  /** Closes Notification Center where it is open. @returns false when a ringing call on the full screen does not let the user go. */
  home(): boolean {
    if (this.calls.holdsUser) return false;
    if (this.#center) this.#center = false;
    else this.#leaveForHome();
    this.settle();
    return true;
  }

  /** Over whatever is in front, which stays, inactive. */
  openNotificationCenter(): void {
    if (this.#locked || this.calls.holdsUser) return;
    this.#center = true;
    this.settle();
  }

  /** The app in front stays there, inactive, until the user chooses. */
  openAppSwitcher(): void {
    if (this.#locked || this.calls.holdsUser) return;
    this.calls.minimize();
    this.#switcher = true;
    this.settle();
  }

  /** @returns false when a ringing call on the full screen does not let the user go. */
  openPhoneApp(tab: PhoneAppTab = 'recents'): boolean {
    if (this.calls.holdsUser) return false;
    this.#leaveForHome();
    this.#phoneApp = { tab, digits: '' };
    this.settle();
    return true;
  }

  /** What the user does in the Phone app; nothing happens where it is not in front. */
  changePhoneApp(change: (state: PhoneAppState) => PhoneAppState): void {
    if (this.#phoneApp === undefined) return;
    this.#phoneApp = change(this.#phoneApp);
    this.changed();
  }

  /** Locks; the screen goes dark. */
  lock(): void {
    this.#awake = false;
    this.#litByCall = false;
    this.#switcher = false;
    this.#center = false;
    if (!this.#locked) {
      this.#locked = true;
      this.#context.log('SpringBoard', 'lock state changed: locked');
      this.calls.locked();
      this.#lockEvents.onLock();
    }
    this.settle();
  }

  /** Unlocks, with the passcode where there is one. */
  unlock(): void {
    this.#awake = true;
    this.#litByCall = false;
    if (this.#locked) {
      this.#locked = false;
      this.#context.log('SpringBoard', 'lock state changed: unlocked');
      this.#lockEvents.onUnlock();
      this.calls.unlocked();
    }
    this.settle();
  }

  /** Lights the screen without unlocking. */
  wake(): void {
    this.#awake = true;
    this.#litByCall = false;
    this.changed();
  }

  light(): void {
    if (!this.#awake) this.#litByCall = true;
    this.#awake = true;
  }

  callsChanged(): void {
    if (this.calls.shown.length === 0) {
      if (this.#litByCall && this.#locked) this.#awake = false;
      this.#litByCall = false;
      this.#speaker = false;
    }
    this.settle();
  }

  /** Somebody turns the phone. */
  rotate(to: Orientation): void {
    this.#orientation = to;
    this.changed();
  }

  setSpeaker(on: boolean): void {
    this.#speaker = on;
    this.#context.note('speaker.set', { on });
    this.changed();
  }

  /** The app's process has ended: what was in front gives way to the home screen. */
  exited(app: App): void {
    if (this.#front === app) this.#front = undefined;
    this.alerts.exited(app);
    this.settle();
  }

  /** Gives every running app the state that the screen implies. */
  settle(): void {
    for (const app of this.#runningBoard.apps) {
      const running = app.running;
      if (running === undefined) continue;
      const state = app === this.#front ? this.#frontState() : 'background';
      if (state === 'active' && !running.launched) continue;
      this.#runningBoard.setState(app, state);
    }
    this.changed();
  }

  /** The phone has started: locked, nothing in front, lit by its start. */
  booted(): void {
    this.reset();
    this.lock();
    this.wake();
  }

  /** Home screen, unlocked, lit, no calls. */
  reset(): void {
    this.alerts.clear();
    this.#bringToFront(undefined);
    this.#locked = false;
    this.#awake = true;
    this.#litByCall = false;
    this.#speaker = false;
    this.#orientation = 'portrait';
    this.changed();
  }

  model(): Pick<
    ScreenModel,
    | 'appearance'
    | 'locked'
    | 'awake'
    | 'speaker'
    | 'homeApps'
    | 'front'
    | 'calls'
    | 'alert'
    | 'appSwitcher'
    | 'notificationCenter'
    | 'orientation'
  > {
    return {
      appearance: this.#context.appearance,
      locked: this.#locked,
      awake: this.#awake,
      speaker: this.#speaker,
      homeApps: this.#runningBoard.apps.map(({ bundleId, displayName }) => ({ bundleId, displayName })),
      front: this.#front === undefined ? undefined : shownApp(this.#front),
      calls: this.calls.shown,
      ...(isLandscapeOrientation(this.#orientation) && { orientation: this.#orientation }),
      ...(this.#center && { notificationCenter: true }),
      ...(this.#switcher && { appSwitcher: this.#cards() }),
      ...(this.alerts.shown !== undefined && { alert: this.alerts.shown }),
    };
  }

  #leaveForHome(): void {
    this.calls.minimize();
    this.#bringToFront(undefined);
  }

  #bringToFront(app: App | undefined): void {
    this.#front = app;
    this.#phoneApp = undefined;
    this.#switcher = false;
    this.#center = false;
  }

  /** Running apps: the one in front, then those that left it last. */
  #cards(): readonly ShownCard[] {
    const since = (app: App) => (app === this.#front ? Number.POSITIVE_INFINITY : (app.running?.backgroundSince ?? 0));
    return this.#runningBoard.apps
      .filter((app) => app.running !== undefined)
      .toSorted((a, b) => since(b) - since(a))
      .map(({ bundleId, displayName }) => ({ bundleId, displayName }));
  }

  #frontState(): AppRunState {
    if (this.#locked) return 'background';
    return this.calls.fillsScreen || this.#switcher || this.#center || this.alerts.shown !== undefined
      ? 'inactive'
      : 'active';
  }
}

export function shownApp(app: App): ShownApp {
  return {
    bundleId: app.bundleId,
    displayName: app.displayName,
    screen: app.running?.screen,
    landscapes: landscapesOf(app.bundle.manifest),
  };
}
