/** The phone under test, as the person who holds it. */

import type { Situation } from '../../lab/control/protocol.ts';
import { app } from './app.ts';
import { beginRecord } from './call-kit.ts';
import { callScreen } from './call-screen.ts';
import { notification } from './notification.ts';
import { session } from './session.ts';
import { waitingCall } from './waiting-call.ts';

/** An app without work is suspended some seconds after it went to the background. */
const SUSPENDED_AFTER_MS = 30_000;

/** Long enough for connections to be given up. */
const FLIGHT_MS = 60_000;

export const phone = {
  callScreen,
  waitingCall,
  notification,
  app,

  /** Unlocked, home screen, no call, app signed in and not running: where every check begins. */
  async comeToRest(): Promise<void> {
    const { control } = session();
    // Also before it is at rest: an app that crashes on the way there must be seen, and no earlier phone's record.
    await beginRecord();
    await control.reset();
    if (!(await control.serverDevice()).registered) {
      await this.openApp();
      await app.signIn();
      await control.reset();
    }
    await beginRecord();
  },

  /** From rest to where a check begins. */
  async bringTo({ app: appState, phone: phoneState }: Situation): Promise<void> {
    const { control } = session();
    if (appState !== 'foreground' && appState !== 'background') await BRING_APP[appState]();
    else await this.openApp();
    if (phoneState === 'after-flight-mode') await this.passFlightMode();
    if (phoneState === 'focus') await control.line({ do: 'set-filters', doNotDisturb: true });
    // Flight mode takes longer than an app is left running in the background.
    if (appState === 'background') await this.goHome();
    if (phoneState === 'locked' && appState !== 'before-first-unlock') await this.lock();
  },

  async openApp(): Promise<void> {
    await session().driver.mobile('activateApp', { bundleId: session().phone.bundleId });
    await session().control.rest();
  },

  /** The home button or gesture: the app goes on in the background, and is suspended soon. */
  async goHome(): Promise<void> {
    await session().driver.mobile('backgroundApp', { seconds: -1 });
    await session().control.rest();
  },

  /** The app has been in use and then iOS ended it to reclaim memory. */
  async terminateApp(): Promise<void> {
    await this.openApp();
    await this.goHome();
    await session().control.terminateBySystem();
  },

  /** The app has been in use and then the user swiped it away. */
  async forceQuitApp(): Promise<void> {
    await this.openApp();
    await this.goHome();
    await session().control.forceQuit();
  },

  async lock(): Promise<void> {
    await session().driver.mobile('lock');
    await session().control.rest();
  },

  /** Off line for a while, and on line again. */
  async passFlightMode(): Promise<void> {
    const { control } = session();
    await control.setFlightMode(true);
    await control.elapse(FLIGHT_MS);
    await control.setFlightMode(false);
  },

  /** The app has been in use and a new version of it is installed, which has not been opened yet. */
  async updateApp(): Promise<void> {
    await this.openApp();
    await this.goHome();
    await session().control.update();
  },

  /** The app has been in use, and iOS no longer gives it any time. */
  async letAppSuspend(): Promise<void> {
    await this.openApp();
    await this.goHome();
    await session().control.elapse(SUSPENDED_AFTER_MS);
  },

  /** iOS ends the app, whatever it is doing, and nobody tells it. */
  async losesApp(): Promise<void> {
    await session().control.terminateBySystem();
  },

  /** The system's own call service crashes and comes back, without the calls that there were. */
  async losesCallServices(): Promise<void> {
    await session().control.restartCallServices();
  },

  /** Memory is so short that iOS ends every suspended app and warns the others. */
  async runsShortOfMemory(): Promise<void> {
    await session().control.memoryPressure('critical');
  },

  async setFlightMode(on: boolean): Promise<void> {
    await session().control.setFlightMode(on);
  },

  /** Off and on; locked, and not unlocked since. */
  async restart(): Promise<void> {
    await session().control.reboot();
  },

  /** Deletes the app with its data and installs it (or a variant of it) anew. */
  async installAfresh(variant?: string): Promise<void> {
    await session().control.install(variant);
  },

  /** Opening a connection takes so long from now on. */
  async slowDownNetwork(delayMs: number): Promise<void> {
    await session().control.setNetworkDelay(delayMs);
  },
};

/** How the app comes to the states that it keeps whatever is done to the phone after it. */
const BRING_APP: Readonly<Record<Exclude<Situation['app'], 'foreground' | 'background'>, () => Promise<void>>> = {
  suspended: () => phone.letAppSuspend(),
  terminated: () => phone.terminateApp(),
  'force-quit': () => phone.forceQuitApp(),
  'before-first-unlock': () => phone.restart(),
  'after-update': () => phone.updateApp(),
};
