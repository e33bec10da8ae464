/**
 * A virtual iPhone: daemons put together and offered to hands and eyes (PhoneAutomation), to device services and to the
 * testbed. Knows the world only through the courier link and apps only through their processes.
 */

import { createHash } from 'node:crypto';
import { APP_STATE, type AppState, type LaunchOptions, type PhoneAutomation, type RunningApp } from './automation.ts';
import { Apsd } from './daemons/apsd/apsd.ts';
import { BackgroundPushes } from './daemons/apsd/background-push.ts';
import { CallServices } from './daemons/callservicesd/callservicesd.ts';
import { type PhoneContext, SYSTEM_PIDS } from './daemons/context.ts';
import { App } from './daemons/runningboard/app.ts';
import { RunningBoard } from './daemons/runningboard/runningboard.ts';
import { DEFAULT_SETTINGS } from './daemons/settings.ts';
import { Buttons } from './daemons/springboard/buttons.ts';
import { SpringBoard } from './daemons/springboard/springboard.ts';
import { UserNotifications } from './daemons/usernotificationsd/usernotificationsd.ts';
import type { DeviceServices, InstalledApp, LogLine } from './device.ts';
import type { IphoneModel } from './ios/models.ts';
import type { IosVersion } from './ios/versions.ts';
import type { AppBundle, AppExit } from './messages.ts';
import { carryIntent, hasFocus } from './phone-gestures.ts';
import { PhoneLog } from './phone-log.ts';
import { type Daemons, routeMessage } from './phone-messages.ts';
import type { VirtualIphoneOptions } from './phone-options.ts';
import { PhoneScreen } from './phone-screen.ts';
import { slideIntentAt, tapIntentAt } from './ui/hit-test.ts';
import { screenMetrics } from './ui/metrics.ts';
import type { Intent, Language, Point, Rect, ShownCall, Surface, UiNode } from './ui/model.ts';
import { IN_CALL_SERVICE, SPRINGBOARD, uncovered } from './ui/surfaces.ts';

/** Turns of the event loop that an app gets for `applicationWillTerminate` before it is gone. */
const WILL_TERMINATE_TURNS = 4;

export class VirtualIphone implements PhoneAutomation, DeviceServices {
  readonly udid: string;
  readonly name: string;
  readonly model: IphoneModel;
  readonly ios: IosVersion;
  readonly language: Language;
  readonly #options: VirtualIphoneOptions;
  readonly #context: PhoneContext;
  readonly #log: PhoneLog;
  readonly #daemons: Daemons;
  readonly #buttons: Buttons;
  readonly #screen: PhoneScreen;
  #installs = 0;
  /** Exits since the phone was made, for whoever waits for a launch to succeed. */
  readonly #lastExits = new Map<App, AppExit>();

  constructor(options: VirtualIphoneOptions) {
    const { udid, name, model, ios, language, clock, journal } = options;
    this.udid = udid;
    this.name = name;
    this.model = model;
    this.ios = ios;
    this.language = language;
    this.#options = options;
    const log = new PhoneLog(clock);
    this.#log = log;
    const context: PhoneContext = {
      clock,
      ios,
      settings: { ...DEFAULT_SETTINGS, ...options.settings },
      doNotDisturb: false,
      blockedHandles: new Set(),
      note: (kind, data) => void journal.write('phone', kind, data, udid),
      log: (process, text, level) => log.system(process, text, level),
    };
    this.#context = context;

    const runningBoard = new RunningBoard(context, {
      launcher: options.launcher,
      phone: { modelName: model.name, deviceName: name, language },
      onMessage: (app, message) => routeMessage(this.#daemons, app, message),
      onExit: (app, exit) => this.#exited(app, exit),
    });
    const springBoard = new SpringBoard(context, runningBoard, () => notifications.delivered.bannersToList());
    const callServices = new CallServices(context, runningBoard, springBoard.calls);
    const backgroundPushes = new BackgroundPushes(context, runningBoard);
    const notifications = new UserNotifications({ context, runningBoard, springBoard, backgroundPushes });
    const apsd = new Apsd(context, runningBoard, options.courier, {
      voip: (app, push) => callServices.voip.receive(app, push),
      ordinary: (app, push) => notifications.receive(app, push),
    });
    this.#daemons = { runningBoard, springBoard, apsd, backgroundPushes, callServices, notifications, log };
    this.#buttons = new Buttons(context, springBoard, callServices);
    this.#screen = new PhoneScreen(options, this.#daemons);
    apsd.connect();
  }

  // ── Apps ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Installs an app, or a new version over the old one, whose data, tokens and bans stay. */
  install(bundle: AppBundle): void {
    const bundleId = bundle.manifest.CFBundleIdentifier;
    const old = this.#daemons.runningBoard.app(bundleId);
    if (old !== undefined) {
      this.#daemons.runningBoard.kill(old, { kind: 'killed', by: 'installd' });
      old.bundle = bundle;
    } else {
      this.#installs += 1;
      this.#daemons.runningBoard.add(new App(bundle, this.#vendorIdentifier(bundleId)));
    }
    this.#daemons.springBoard.changed();
  }

  /** Deletes an app with its data, tokens, notifications and bans; nothing happens when it is not installed. */
  uninstall(bundleId: string): void {
    const app = this.#daemons.runningBoard.app(bundleId);
    if (app === undefined) return;
    const { runningBoard, apsd, callServices, notifications, springBoard } = this.#daemons;
    runningBoard.kill(app, { kind: 'killed', by: 'installd' });
    apsd.forget(app);
    callServices.voip.forget(app);
    notifications.forget(app);
    runningBoard.remove(app);
    this.#lastExits.delete(app);
    springBoard.changed();
  }

  installedApps(): readonly InstalledApp[] {
    return this.#daemons.runningBoard.apps.map(({ bundle: { manifest } }) => ({
      bundleId: manifest.CFBundleIdentifier,
      displayName: manifest.CFBundleDisplayName,
      version: manifest.CFBundleShortVersionString,
      minimumOsVersion: manifest.MinimumOSVersion,
    }));
  }

  isInstalled(bundleId: string): boolean {
    return this.#daemons.runningBoard.app(bundleId) !== undefined || bundleId in SYSTEM_APPS;
  }

  async launch(bundleId: string, options: LaunchOptions = {}): Promise<void> {
    if (bundleId === SPRINGBOARD) {
      this.#daemons.springBoard.home();
      return this.#options.quiet();
    }
    const app = this.#installed(bundleId);
    if (this.isLocked) {
      this.#context.log('SpringBoard', `Can't launch ${bundleId} when device is locked`, 'Error');
      throw new Error(`${bundleId} cannot be launched while the phone is locked. Unlock the phone first.`);
    }
    this.#lastExits.delete(app);
    this.#daemons.springBoard.open(app, { ...options, reason: 'user' });
    await this.#options.quiet();
    const exit = this.#lastExits.get(app);
    if (app.running === undefined && exit !== undefined) {
      const why = exit.kind === 'exception' ? `${exit.name}: ${exit.reason}` : `it was ended by ${exit.by}`;
      throw new Error(`${bundleId} did not survive its launch. ${why}`);
    }
  }

  /** As XCTest ends an app: at once, without `applicationWillTerminate`. */
  async terminate(bundleId: string): Promise<boolean> {
    const app = this.#daemons.runningBoard.app(bundleId);
    const ended = app !== undefined && this.#daemons.runningBoard.kill(app, { kind: 'killed', by: 'XCTest' });
    await this.#options.quiet();
    return ended;
  }

  /** As the system does for memory. A later push launches the app again. */
  terminateBySystem(bundleId: string): void {
    this.#daemons.runningBoard.kill(this.#installed(bundleId), { kind: 'killed', by: 'jetsam' });
  }

  /**
   * The user swipes the app away in the app switcher. An app that is not suspended hears `applicationWillTerminate`
   * and is gone after it; wait for quiet before relying on that.
   */
  forceQuit(bundleId: string): void {
    const app = this.#installed(bundleId);
    const { runningBoard, springBoard } = this.#daemons;
    if (springBoard.front === app) springBoard.home();
    const exit: AppExit = { kind: 'killed', by: 'user' };
    const { running } = app;
    if (running !== undefined && running.state !== 'suspended') {
      runningBoard.deliver(app, { kind: 'app.will-terminate' });
      const release = this.#context.clock.busy(`force quit of ${bundleId}`);
      afterTurns(WILL_TERMINATE_TURNS, () => {
        if (app.running === running) runningBoard.kill(app, exit);
        release();
      });
    } else {
      runningBoard.kill(app, exit);
    }
    app.forceQuit = true;
  }

  /** Number on the app's icon. */
  badge(bundleId: string): number {
    return this.#installed(bundleId).badge;
  }

  appState(bundleId: string): AppState {
    const onScreen = uncovered(this.surfaces()).some((surface) => surface.bundleId === bundleId);
    const app = this.#daemons.runningBoard.app(bundleId);
    if (app === undefined) {
      if (bundleId === SPRINGBOARD || onScreen) return APP_STATE.foreground;
      return bundleId in SYSTEM_APPS ? APP_STATE.notRunning : APP_STATE.unknown;
    }
    if (app.running === undefined) return APP_STATE.notRunning;
    if (onScreen) return APP_STATE.foreground;
    return app.running.state === 'suspended' ? APP_STATE.suspended : APP_STATE.background;
  }

  activeApps(): readonly RunningApp[] {
    const bundleIds = new Set(
      uncovered(this.surfaces())
        .map((surface) => surface.bundleId)
        .toReversed(),
    );
    return [...bundleIds].flatMap((bundleId) => {
      const app = this.#daemons.runningBoard.app(bundleId);
      if (app?.running !== undefined) return [{ bundleId, pid: app.running.pid, name: app.displayName }];
      const name = SYSTEM_APPS[bundleId];
      return name === undefined ? [] : [{ bundleId, pid: SYSTEM_PIDS[name], name }];
    });
  }

  // ── Eyes ───────────────────────────────────────────────────────────────────────────────────────────────────────

  surfaces(): readonly Surface[] {
    return this.#screen.surfaces;
  }

  get screenRevision(): number {
    return this.#screen.revision;
  }

  tree(bundleId: string): UiNode | undefined {
    return this.#screen.tree(bundleId);
  }

  screenshot(): Promise<Buffer> {
    return this.#screen.screenshot();
  }

  get statusBar(): Rect {
    return screenMetrics(this.model).statusBar;
  }

  /** Calls that have not ended. */
  calls(): readonly ShownCall[] {
    return this.#daemons.springBoard.calls.shown.filter(({ state }) => state !== 'ended' && state !== 'failed');
  }

  // ── Hands ──────────────────────────────────────────────────────────────────────────────────────────────────────

  tap(at: Point): Promise<void> {
    return this.#carry(tapIntentAt(this.surfaces(), at));
  }

  /** Only slides are gestures here, so how long the finger rested before it moved makes no difference. */
  drag(from: Point, to: Point, _holdMs: number): Promise<void> {
    return this.#carry(slideIntentAt(this.surfaces(), from, to));
  }

  async typeText(text: string): Promise<void> {
    this.#daemons.runningBoard.deliver(this.#focusedApp(), { kind: 'app.type', text });
    await this.#options.quiet();
  }

  async clearText(): Promise<void> {
    this.#daemons.runningBoard.deliver(this.#focusedApp(), { kind: 'app.clear-text' });
    await this.#options.quiet();
  }

  async pressHome(): Promise<void> {
    this.#buttons.home();
    await this.#options.quiet();
  }

  async pressSideButton(): Promise<void> {
    this.#buttons.side();
    await this.#options.quiet();
  }

  async pressVolume(_direction: 'up' | 'down'): Promise<void> {
    this.#buttons.volume();
    await this.#options.quiet();
  }

  get isLocked(): boolean {
    return this.#daemons.springBoard.isLocked;
  }

  async lock(): Promise<void> {
    this.#daemons.springBoard.lock();
    await this.#options.quiet();
  }

  async unlock(): Promise<void> {
    this.#daemons.springBoard.unlock();
    await this.#options.quiet();
  }

  // ── Settings and life ──────────────────────────────────────────────────────────────────────────────────────────

  /** Do Not Disturb, called Focus since iOS 15. */
  setDoNotDisturb(on: boolean): void {
    this.#context.doNotDisturb = on;
  }

  /** Phone numbers and e-mail addresses on the block list. */
  setBlockedHandles(handles: readonly string[]): void {
    this.#context.blockedHandles = new Set(handles);
  }

  /** Flight mode, as far as pushes go: the gateway stores them while the phone is off line. */
  setOnline(online: boolean): void {
    if (online) this.#daemons.apsd.connect();
    else this.#daemons.apsd.disconnect();
  }

  /** callservicesd starts anew, as after a crash: apps hear `providerDidReset`. */
  async restartCallServices(): Promise<void> {
    this.#daemons.callServices.restart();
    await this.#options.quiet();
  }

  /**
   * Between specs: no calls, no running apps, no notifications, no bans; unlocked, on the home screen, without Do Not
   * Disturb. Apps stay installed, with their user defaults, permissions and tokens. Calls end without a word.
   */
  async reset(): Promise<void> {
    const { callServices, backgroundPushes, notifications, runningBoard, springBoard } = this.#daemons;
    callServices.clear();
    backgroundPushes.clear();
    for (const app of runningBoard.apps) {
      runningBoard.kill(app, { kind: 'killed', by: 'reset' });
      app.forceQuit = false;
      app.badge = 0;
    }
    notifications.clear();
    springBoard.reset();
    this.#lastExits.clear();
    this.setDoNotDisturb(false);
    this.setBlockedHandles([]);
    await this.#options.quiet();
  }

  /** Ends all apps and goes off line. */
  close(): void {
    this.#daemons.apsd.disconnect();
    this.#daemons.callServices.clear();
    this.#daemons.backgroundPushes.clear();
    this.#daemons.notifications.clear();
    for (const app of this.#daemons.runningBoard.apps) {
      this.#daemons.runningBoard.kill(app, { kind: 'killed', by: 'shutdown' });
    }
  }

  now(): number {
    return this.#context.clock.now();
  }

  onLog(listener: (line: LogLine) => void): () => void {
    return this.#log.subscribe(listener);
  }

  #installed(bundleId: string): App {
    const app = this.#daemons.runningBoard.app(bundleId);
    if (app !== undefined) return app;
    const installed = this.#daemons.runningBoard.apps.map((each) => each.bundleId).join(', ') || 'none';
    throw new Error(`${bundleId} is not installed on ${this.name} (installed: ${installed}). Install the app first.`);
  }

  #focusedApp(): App {
    const { front } = this.#daemons.springBoard;
    if (front === undefined || this.isLocked || !hasFocus(front.running?.screen?.content ?? [])) {
      throw new Error('No text field has the keyboard focus. Tap a text field before typing.');
    }
    return front;
  }

  async #carry(intent: Intent | undefined): Promise<void> {
    if (intent !== undefined) {
      const { answeredFullScreen } = this.#context.settings;
      carryIntent({ daemons: this.#daemons, features: this.ios.features, answeredFullScreen }, intent);
    }
    await this.#options.quiet();
  }

  #exited(app: App, exit: AppExit): void {
    this.#lastExits.set(app, exit);
    this.#daemons.callServices.processExited(app);
    this.#daemons.notifications.processExited(app);
    this.#daemons.springBoard.exited(app);
  }

  /** identifierForVendor: stable while installed, another one after the app was deleted. */
  #vendorIdentifier(bundleId: string): string {
    const hex = createHash('sha256').update(`${this.udid} ${bundleId} ${this.#installs}`).digest('hex').toUpperCase();
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  }
}

/** Applications of the system that automation may name, with their process. */
const SYSTEM_APPS: Readonly<Record<string, 'SpringBoard' | 'InCallService'>> = {
  [SPRINGBOARD]: 'SpringBoard',
  [IN_CALL_SERVICE]: 'InCallService',
};

function afterTurns(turns: number, then: () => void): void {
  if (turns === 0) then();
  else setImmediate(() => afterTurns(turns - 1, then));
}
