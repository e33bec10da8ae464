/** The phone under test, as the person who holds it. */

import { app } from './app.ts';
import { beginRecord } from './call-kit.ts';
import { callScreen } from './call-screen.ts';
import { notification } from './notification.ts';
import { session } from './session.ts';

export const phone = {
  callScreen,
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
