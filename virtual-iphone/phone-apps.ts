/** Installed and running apps, as a tester, the system and the user deal with them. */

import { createHash } from 'node:crypto';
import type { Clock } from '../clock/index.ts';
import { APP_STATE, type AppState, type LaunchOptions, type RunningApp } from './automation.ts';
import { SYSTEM_PIDS } from './daemons/context.ts';
import { App } from './daemons/runningboard/app.ts';
import type { OpenRequest } from './daemons/springboard/springboard.ts';
import { urlWay } from './daemons/springboard/url-handlers.ts';
import type { InstalledApp } from './device.ts';
import type { AppBundle, AppExit } from './messages.ts';
import type { Daemons } from './phone-messages.ts';
import type { Surface } from './ui/model.ts';
import { IN_CALL_SERVICE, PHONE, SPRINGBOARD, uncovered } from './ui/surfaces.ts';

/** Applications of the system that automation may name, with their process. */
const SYSTEM_APPS: Readonly<Record<string, 'SpringBoard' | 'InCallService' | 'MobilePhone'>> = {
  [PHONE]: 'MobilePhone',
  [SPRINGBOARD]: 'SpringBoard',
  [IN_CALL_SERVICE]: 'InCallService',
};

/** Turns of the event loop that an app gets for `applicationWillTerminate` before it is gone. */
const WILL_TERMINATE_TURNS = 4;

export interface PhoneAppsScene {
  readonly udid: string;
  readonly iosMajor: number;
  readonly clock: Clock;
  readonly daemons: Daemons;
  readonly quiet: () => Promise<void>;
}

export class PhoneApps {
  readonly #scene: PhoneAppsScene;
  #installs = 0;
  /** How each app's last process ended, for whoever waits for a launch to succeed. */
  readonly #lastExits = new Map<App, AppExit>();

  constructor(scene: PhoneAppsScene) {
    this.#scene = scene;
  }

  install(bundle: AppBundle): void {
    const { runningBoard, springBoard, notifications } = this.#scene.daemons;
    const bundleId = bundle.manifest.CFBundleIdentifier;
    const old = runningBoard.app(bundleId);
    if (old !== undefined) {
      runningBoard.kill(old, { kind: 'killed', by: 'installd' });
      notifications.extensions.forget(old);
      old.bundle = bundle;
    } else {
      this.#installs += 1;
      runningBoard.add(new App(bundle, this.#vendorIdentifier(bundleId)));
    }
    springBoard.changed();
  }

  /** @returns whether the app was installed */
  uninstall(bundleId: string): boolean {
    const { runningBoard, apsd, callServices, notifications, springBoard, storage } = this.#scene.daemons;
    const app = runningBoard.app(bundleId);
    if (app === undefined) return false;
    runningBoard.kill(app, { kind: 'killed', by: 'installd' });
    apsd.forget(app);
    callServices.voip.forget(app);
    notifications.forget(app);
    storage.forget(app);
    runningBoard.remove(app);
    this.#lastExits.delete(app);
    springBoard.changed();
    return true;
  }

  get installed(): readonly InstalledApp[] {
    return this.#scene.daemons.runningBoard.apps.map(({ bundle: { manifest } }) => ({
      bundleId: manifest.CFBundleIdentifier,
      displayName: manifest.CFBundleDisplayName,
      version: manifest.CFBundleShortVersionString,
      minimumOsVersion: manifest.MinimumOSVersion,
    }));
  }

  isInstalled(bundleId: string): boolean {
    return this.#scene.daemons.runningBoard.app(bundleId) !== undefined || bundleId in SYSTEM_APPS;
  }

  /** @throws Error that names the apps which are installed. */
  get(bundleId: string): App {
    const { runningBoard } = this.#scene.daemons;
    const app = runningBoard.app(bundleId);
    if (app !== undefined) return app;
    const installed = runningBoard.apps.map((each) => each.bundleId).join(', ') || 'none';
    throw new Error(`${bundleId} is not installed (installed: ${installed}). Install the app first.`);
  }

  async launch(bundleId: string, options: LaunchOptions): Promise<void> {
    const { springBoard } = this.#scene.daemons;
    if (bundleId === SPRINGBOARD) {
      springBoard.home();
      return this.#scene.quiet();
    }
    const app = bundleId === PHONE ? undefined : this.get(bundleId);
    this.#demandUnlocked(bundleId);
    if (app === undefined) {
      springBoard.openPhoneApp();
      return this.#scene.quiet();
    }
    await this.#open(app, options);
  }

  /** @throws Error when no app, or not the one that is named, opens such URLs, or the phone is locked. */
  async openURL(url: URL, bundleId?: string): Promise<void> {
    const { runningBoard } = this.#scene.daemons;
    const apps = bundleId === undefined ? runningBoard.apps : [this.get(bundleId)];
    for (const app of apps) {
      const way = urlWay(app, url, this.#scene.iosMajor);
      if (way === undefined) continue;
      this.#demandUnlocked(app.bundleId);
      await this.#open(app, {
        whileInactive: () => runningBoard.deliver(app, { kind: 'app.open-url', url: url.href, way }),
      });
      return;
    }
    const who = bundleId === undefined ? 'No app on the phone' : `Nothing in ${bundleId}`;
    throw new Error(`${who} opens URLs that begin with ${url.protocol}`);
  }

  #demandUnlocked(bundleId: string): void {
    const { springBoard, log } = this.#scene.daemons;
    if (!springBoard.isLocked) return;
    log.system('SpringBoard', `Can't launch ${bundleId} when device is locked`, 'Error');
    log.system('SpringBoard', `FBSystemService: request to open ${bundleId} was denied: Locked (7)`, 'Error');
    throw new Error(`${bundleId} cannot be launched while the phone is locked. Unlock the phone first.`);
  }

  async #open(app: App, request: LaunchOptions & Pick<OpenRequest, 'whileInactive'>): Promise<void> {
    const { bundleId } = app;
    this.#lastExits.delete(app);
    this.#scene.daemons.springBoard.open(app, { ...request, reason: 'user' });
    await this.#scene.quiet();
    const exit = this.#lastExits.get(app);
    if (app.running !== undefined || exit === undefined) return;
    const why = exit.kind === 'exception' ? `${exit.name}: ${exit.reason}` : `it was ended by ${exit.by}`;
    throw new Error(`${bundleId} did not survive its launch. ${why}`);
  }

  /** Without `applicationWillTerminate`; @returns whether the app was running. */
  terminate(bundleId: string): boolean {
    const { runningBoard } = this.#scene.daemons;
    const app = runningBoard.app(bundleId);
    return app !== undefined && runningBoard.kill(app, { kind: 'killed', by: 'XCTest' });
  }

  /** Every running app hears of it; when it is critical, suspended apps make room, the longest in the background first. */
  memoryPressure(level: 'warning' | 'critical'): void {
    const { runningBoard } = this.#scene.daemons;
    const running = runningBoard.apps.filter((app) => app.running !== undefined);
    for (const app of running) runningBoard.deliver(app, { kind: 'app.memory-warning' });
    if (level === 'warning') return;
    const since = (app: App) => app.running?.backgroundSince ?? 0;
    const suspended = running.filter((app) => app.running?.state === 'suspended');
    for (const app of suspended.toSorted((a, b) => since(a) - since(b))) {
      runningBoard.kill(app, { kind: 'killed', by: 'jetsam' });
    }
  }

  terminateBySystem(bundleId: string): void {
    this.#scene.daemons.runningBoard.kill(this.get(bundleId), { kind: 'killed', by: 'jetsam' });
  }

  forceQuit(bundleId: string): void {
    const app = this.get(bundleId);
    const { runningBoard, springBoard, callServices } = this.#scene.daemons;
    if (springBoard.front === app) springBoard.home();
    const exit: AppExit = { kind: 'killed', by: 'user' };
    const { running } = app;
    if (running !== undefined && running.state !== 'suspended') {
      running.ending = true;
      runningBoard.deliver(app, { kind: 'app.will-terminate' });
      const release = this.#scene.clock.busy(`force quit of ${bundleId}`);
      afterTurns(WILL_TERMINATE_TURNS, () => {
        if (app.running === running) runningBoard.kill(app, exit);
        callServices.voip.ended(app);
        release();
      });
    } else {
      runningBoard.kill(app, exit);
    }
    app.forceQuit = true;
  }

  /** XCUIApplication's state: an app counts as foreground while nothing covers it. */
  state(bundleId: string, surfaces: readonly Surface[]): AppState {
    const onScreen = uncovered(surfaces).some((surface) => surface.bundleId === bundleId);
    const app = this.#scene.daemons.runningBoard.app(bundleId);
    if (app === undefined) {
      if (bundleId === SPRINGBOARD || onScreen) return APP_STATE.foreground;
      return bundleId in SYSTEM_APPS ? APP_STATE.notRunning : APP_STATE.unknown;
    }
    if (app.running === undefined) return APP_STATE.notRunning;
    if (onScreen) return APP_STATE.foreground;
    return app.running.state === 'suspended' ? APP_STATE.suspended : APP_STATE.background;
  }

  active(surfaces: readonly Surface[]): readonly RunningApp[] {
    const frontFirst = uncovered(surfaces).toReversed();
    return [...new Set(frontFirst.map((surface) => surface.bundleId))].flatMap((bundleId) => {
      const app = this.#scene.daemons.runningBoard.app(bundleId);
      if (app?.running !== undefined) return [{ bundleId, pid: app.running.pid, name: app.displayName }];
      const name = SYSTEM_APPS[bundleId];
      return name === undefined ? [] : [{ bundleId, pid: SYSTEM_PIDS[name], name }];
    });
  }

  exited(app: App, exit: AppExit): void {
    this.#lastExits.set(app, exit);
  }

  /** Ends all apps and forgets that the user ever swiped them away. */
  endAll(by: string): void {
    for (const app of this.#scene.daemons.runningBoard.apps) {
      this.#scene.daemons.runningBoard.kill(app, { kind: 'killed', by });
      app.forceQuit = false;
    }
    this.#scene.daemons.notifications.extensions.endAll(by);
    this.#lastExits.clear();
  }

  /** The same, and takes the badges off. */
  reset(by: string): void {
    this.endAll(by);
    for (const app of this.#scene.daemons.runningBoard.apps) app.badge = 0;
  }

  /** identifierForVendor: stable while installed, another one after the app was deleted. */
  #vendorIdentifier(bundleId: string): string {
    const seed = `${this.#scene.udid} ${bundleId} ${this.#installs}`;
    const hex = createHash('sha256').update(seed).digest('hex').toUpperCase();
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  }
}

function afterTurns(turns: number, then: () => void): void {
  if (turns === 0) then();
  else setImmediate(() => afterTurns(turns - 1, then));
}
