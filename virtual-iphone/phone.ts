/**
 * A virtual iPhone: daemons put together and offered to hands and eyes (PhoneAutomation), to device services and to the
 * testbed. Knows the world only through the courier link and apps only through their processes.
 */

import { SYSTEM_RANDOMNESS } from '../clock/index.ts';
import type { AppState, LaunchOptions, PhoneAutomation, RunningApp } from './automation.ts';
import { Apsd } from './daemons/apsd/apsd.ts';
import { BackgroundPushes } from './daemons/apsd/background-push.ts';
import { Doze } from './daemons/apsd/doze.ts';
import { callSnapshot } from './daemons/callservicesd/call-registry.ts';
import { CallServices } from './daemons/callservicesd/callservicesd.ts';
import { HOME_REGION, type PhoneContext } from './daemons/context.ts';
import { DARWIN, Notifyd } from './daemons/notifyd.ts';
import type { App } from './daemons/runningboard/app.ts';
import { RunningBoard } from './daemons/runningboard/runningboard.ts';
import { Storage } from './daemons/securityd/storage.ts';
import { DEFAULT_SETTINGS, type PhoneSettings } from './daemons/settings.ts';
import { updateAlert } from './daemons/springboard/alerts.ts';
import { Buttons } from './daemons/springboard/buttons.ts';
import { SpringBoard } from './daemons/springboard/springboard.ts';
import { UserNotifications } from './daemons/usernotificationsd/usernotificationsd.ts';
import type { DeviceServices, InstalledApp, LogLine } from './device.ts';
import type { IphoneModel } from './ios/models.ts';
import type { IosVersion } from './ios/versions.ts';
import type { AppBundle, AppExit } from './messages.ts';
import { PhoneApps } from './phone-apps.ts';
import { carryIntent, hasFocus } from './phone-gestures.ts';
import { NO_FILTERS, PhoneLine } from './phone-line.ts';
import { PhoneLog } from './phone-log.ts';
import { type Daemons, routeMessage } from './phone-messages.ts';
import type { VirtualIphoneOptions } from './phone-options.ts';
import { reboot } from './phone-power.ts';
import { PhoneScreen } from './phone-screen.ts';
import { edgeSwipeIntent } from './ui/edge-swipe.ts';
import { holdIntentAt, slideIntentAt, tapIntentAt } from './ui/hit-test.ts';
import { screenMetrics } from './ui/metrics.ts';
import type { Appearance, Intent, Language, Orientation, Point, Rect, ShownCall, Surface, UiNode } from './ui/model.ts';

/** UIKit's long press begins then. */
const LONG_PRESS_MS = 500;

export class VirtualIphone implements PhoneAutomation, DeviceServices {
  readonly udid: string;
  readonly name: string;
  readonly model: IphoneModel;
  readonly ios: IosVersion;
  readonly language: Language;
  /** Other callers, Recents, and what people do with calls away from the screen. */
  readonly line: PhoneLine;
  readonly #options: VirtualIphoneOptions;
  readonly #context: PhoneContext;
  readonly #log: PhoneLog;
  readonly #daemons: Daemons;
  readonly #doze: Doze;
  readonly #buttons: Buttons;
  readonly #screen: PhoneScreen;
  readonly #apps: PhoneApps;
  readonly #notifyd = new Notifyd();

  constructor(options: VirtualIphoneOptions) {
    const { udid, name, model, ios, language, clock, journal, randomness = SYSTEM_RANDOMNESS } = options;
    this.udid = udid;
    this.name = name;
    this.model = model;
    this.ios = ios;
    this.language = language;
    this.#options = options;
    const log = new PhoneLog(clock);
    this.#log = log;
    const settings = { ...DEFAULT_SETTINGS, ...options.settings };
    const context: PhoneContext = {
      clock,
      ios,
      screenTop: model.screen.top,
      settings,
      language,
      voipBeforeFirstUnlock: settings.voipBeforeFirstUnlock,
      protectedData: 'unlocked',
      region: HOME_REGION,
      appearance: firstAppearance(ios, settings),
      doNotDisturb: false,
      blockedHandles: new Set(),
      allowedHandles: new Set(),
      silenceUnknownCallers: false,
      contacts: new Set(),
      sensitiveHandles: new Set(),
      protectedApps: new Set(),
      screenShared: false,
      newId: () => randomness.uuid().toUpperCase(),
      note: (kind, data) => void journal.write('phone', kind, data, udid),
      log: (process, text, level) => log.system(process, text, level),
    };
    this.#context = context;

    const runningBoard = new RunningBoard(context, {
      launcher: options.launcher,
      phone: { modelName: model.name, deviceName: name, language },
      storage: (app) => storage.forLaunch(app),
      calls: () => callServices.calls.all.map(callSnapshot),
      onMessage: (app, message) => routeMessage(this.#daemons, app, message),
      onExit: (app, exit) => this.#exited(app, exit),
    });
    const storage = new Storage(context, runningBoard);
    const springBoard = new SpringBoard(context, runningBoard, {
      onLock: () => {
        notifications.delivered.bannersToList();
        storage.protection.locked();
        doze.locked();
        this.#notifyd.post(DARWIN.lockState, DARWIN.lockComplete);
      },
      onUnlock: () => {
        storage.protection.unlocked();
        doze.unlocked();
        this.#notifyd.post(DARWIN.lockState);
      },
    });
    const callServices = new CallServices(
      context,
      runningBoard,
      springBoard.calls,
      updateAlert(springBoard.alerts, language),
    );
    const backgroundPushes = new BackgroundPushes(context, runningBoard);
    const notifications = new UserNotifications({ context, runningBoard, springBoard, backgroundPushes });
    const apsd = new Apsd(context, runningBoard, options.courier, {
      voip: (app, push) => callServices.voip.receive(app, push),
      ordinary: (app, push) => notifications.receive(app, push),
    });
    const doze = new Doze(context, apsd);
    this.#doze = doze;
    this.#daemons = { runningBoard, springBoard, apsd, backgroundPushes, callServices, notifications, storage, log };
    this.#apps = new PhoneApps({
      udid,
      iosMajor: options.ios.major,
      clock,
      daemons: this.#daemons,
      quiet: options.quiet,
    });
    this.line = new PhoneLine({ context, daemons: this.#daemons, quiet: options.quiet });
    this.#buttons = new Buttons(context, springBoard, callServices);
    this.#screen = new PhoneScreen(options, this.#daemons);
    apsd.connect();
  }

  // ── Apps ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Installs an app, or a new version over the old one, whose data, tokens and bans stay. */
  install(bundle: AppBundle): void {
    this.#apps.install(bundle);
    this.#notifyd.post(DARWIN.applicationInstalled);
  }

  async installFrom(folder: string): Promise<void> {
    // The compiler takes longer to load than all of the phone, and most phones get their app from the lab.
    const { loadApp } = await import('./app-process/load-app.ts');
    this.install(await loadApp(folder));
    await this.#options.quiet();
  }

  /** Deletes an app with its data, tokens, notifications and bans; nothing happens when it is not installed. */
  uninstall(bundleId: string): void {
    if (!this.#apps.uninstall(bundleId)) return;
    this.#notifyd.post(DARWIN.applicationUninstalled);
  }

  installedApps(): readonly InstalledApp[] {
    return this.#apps.installed;
  }

  isInstalled(bundleId: string): boolean {
    return this.#apps.isInstalled(bundleId);
  }

  launch(bundleId: string, options: LaunchOptions = {}): Promise<void> {
    return this.#apps.launch(bundleId, options);
  }

  openURL(url: URL, bundleId?: string): Promise<void> {
    return this.#apps.openURL(url, bundleId);
  }

  async terminate(bundleId: string): Promise<boolean> {
    const ended = this.#apps.terminate(bundleId);
    await this.#options.quiet();
    return ended;
  }

  /** As the system does for memory. A later push launches the app again. */
  terminateBySystem(bundleId: string): void {
    this.#apps.terminateBySystem(bundleId);
  }

  /**
   * Memory runs short. Running apps hear `applicationDidReceiveMemoryWarning`; when it is `critical`, the system also ends
   * all suspended apps. Nobody tells these.
   */
  async memoryPressure(level: 'warning' | 'critical'): Promise<void> {
    this.#apps.memoryPressure(level);
    await this.#options.quiet();
  }

  /**
   * The user swipes the app away in the app switcher. An app that is not suspended hears `applicationWillTerminate`
   * and is gone after it; wait for quiet before relying on that.
   */
  forceQuit(bundleId: string): void {
    this.#apps.forceQuit(bundleId);
  }

  /** Number on the app's icon. */
  badge(bundleId: string): number {
    return this.#apps.get(bundleId).badge;
  }

  appState(bundleId: string): AppState {
    return this.#apps.state(bundleId, this.surfaces());
  }

  activeApps(): readonly RunningApp[] {
    return this.#apps.active(this.surfaces());
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
    return screenMetrics(this.#screen.phoneModel).statusBar;
  }

  get screen(): IphoneModel['screen'] {
    return this.#screen.phoneModel.screen;
  }

  get deviceOrientation(): Orientation {
    return this.#daemons.springBoard.orientation;
  }

  get interfaceOrientation(): Orientation {
    return this.#screen.orientation;
  }

  /** Calls that have not ended. */
  calls(): readonly ShownCall[] {
    return this.#daemons.springBoard.calls.shown.filter(({ state }) => state !== 'ended' && state !== 'failed');
  }

  // ── Hands ──────────────────────────────────────────────────────────────────────────────────────────────────────

  tap(at: Point): Promise<void> {
    return this.#carry(tapIntentAt(this.surfaces(), at));
  }

  /** A finger that does not move presses long; one that does slides, and how long it rested before makes no difference. */
  drag(from: Point, to: Point, holdMs: number): Promise<void> {
    if (from.x === to.x && from.y === to.y) {
      return this.#carry(holdMs < LONG_PRESS_MS ? undefined : holdIntentAt(this.surfaces(), from));
    }
    return this.#carry(
      edgeSwipeIntent({ model: this.#screen.phoneModel }, from, to) ?? slideIntentAt(this.surfaces(), from, to),
    );
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

  async rotate(to: Orientation): Promise<void> {
    this.#daemons.springBoard.rotate(to);
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

  /** ISO 3166 code of the region that the user has set. */
  get region(): string {
    return this.#context.region;
  }

  /**
   * The user sets another region, until the next reset. Nothing of CallKit or PushKit changes with it: that apps do without
   * them in mainland China is asked of them by App Review, not by the system. All apps end, as they do for another
   * language (assumed of the region).
   */
  async setRegion(code: string): Promise<void> {
    this.#context.region = code;
    this.#context.note('phone.region', { region: code });
    this.#apps.endAll('SpringBoard');
    this.#daemons.springBoard.home();
    await this.#options.quiet();
  }

  get appearance(): Appearance {
    return this.#context.appearance;
  }

  /** Chooses light or dark, until the next reset; running apps hear of it. @throws Error on iOS 12 and before. */
  async setAppearance(appearance: Appearance): Promise<void> {
    if (this.ios.features.darkAppearance !== true) {
      throw new Error(`iOS ${this.ios.version} has one appearance. Light and dark are there from iOS 13 on.`);
    }
    this.#context.appearance = appearance;
    this.#context.note('phone.appearance', { appearance });
    for (const app of this.#daemons.runningBoard.apps) {
      if (app.running !== undefined) this.#daemons.runningBoard.deliver(app, { kind: 'app.appearance', appearance });
    }
    this.#daemons.springBoard.changed();
    await this.#options.quiet();
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

  /**
   * apsd starts anew, as after a crash or when APNs has changed the phone's tokens (change them at the gateway first):
   * apps that run get their tokens again.
   */
  async restartPushService(): Promise<void> {
    this.#daemons.apsd.restart();
    await this.#options.quiet();
  }

  /** The app's VoIP token is no longer good: its PushKit delegate hears `didInvalidatePushTokenFor`. */
  async invalidateVoipToken(bundleId: string): Promise<void> {
    this.#daemons.apsd.invalidateVoip(this.#apps.get(bundleId));
    await this.#options.quiet();
  }

  /** What becomes of VoIP pushes before the first unlock, until the next reset; the setting says what does else. */
  setVoipBeforeFirstUnlock(fate: 'launch' | 'queue' | 'drop'): void {
    this.#context.voipBeforeFirstUnlock = fate;
  }

  /**
   * Switches the phone off and on: no app runs, no call is left, the phone is locked and, with a passcode, before its
   * first unlock. Pushes that waited at the courier arrive then. Apps, tokens, bans and notifications stay.
   */
  async reboot(): Promise<void> {
    reboot(this.#context, this.#daemons, this.#apps);
    await this.#options.quiet();
  }

  /** callservicesd starts anew, as after a crash: apps hear `providerDidReset`. */
  async restartCallServices(): Promise<void> {
    this.#daemons.callServices.restart();
    await this.#options.quiet();
  }

  /**
   * Between specs: no calls, no running apps, no notifications, no bans; unlocked, on the home screen, without call
   * filters. Apps stay installed, with their user defaults, permissions and tokens. Calls end without a word.
   */
  async reset(): Promise<void> {
    this.#endAll('reset');
    this.#daemons.springBoard.reset();
    this.#daemons.storage.protection.unlocked();
    this.#doze.unlocked();
    this.#context.voipBeforeFirstUnlock = this.#context.settings.voipBeforeFirstUnlock;
    this.#context.region = HOME_REGION;
    this.#context.appearance = firstAppearance(this.ios, this.#context.settings);
    this.line.setFilters(NO_FILTERS);
    await this.#options.quiet();
  }

  /** Ends all apps and goes off line. */
  close(): void {
    this.#daemons.apsd.disconnect();
    this.#endAll('shutdown');
  }

  now(): number {
    return this.#context.clock.now();
  }

  onLog(listener: (line: LogLine) => void): () => void {
    return this.#log.subscribe(listener);
  }

  onDarwinNotification(listener: (name: string) => void): () => void {
    return this.#notifyd.listen(listener);
  }

  /** Calls go first, so that no dying app ends one. */
  #endAll(by: string): void {
    this.#daemons.callServices.clear();
    this.#daemons.backgroundPushes.clear();
    this.#apps.reset(by);
    this.#daemons.notifications.clear();
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
      const forceQuit = (bundleId: string) => this.#apps.forceQuit(bundleId);
      carryIntent({ daemons: this.#daemons, context: this.#context, answeredFullScreen, forceQuit }, intent);
    }
    await this.#options.quiet();
  }

  #exited(app: App, exit: AppExit): void {
    this.#apps.exited(app, exit);
    this.#daemons.callServices.processExited(app);
    this.#daemons.notifications.processExited(app);
    this.#daemons.springBoard.exited(app);
  }
}

/** Of a phone that nobody has set otherwise since its reset. */
function firstAppearance({ features }: IosVersion, { appearance }: PhoneSettings): Appearance {
  return features.darkAppearance === true ? appearance : 'light';
}
