/** The phone under test, as the person who holds it. */

import type { Situation } from '../../lab/control/protocol.ts';
import { app } from './app.ts';
import { awaitRecord, beginRecord, isRecorded, recorded } from './call-kit.ts';
import { callScreen } from './call-screen.ts';
import type { Call } from './caller.ts';
import { measureNoMore } from './measure.ts';
import { notification } from './notification.ts';
import { recents } from './recents.ts';
import { session } from './session.ts';
import { waitingCall } from './waiting-call.ts';

/** An app without work is suspended some seconds after it went to the background. */
const SUSPENDED_AFTER_MS = 30_000;
const SUSPENDED_LOOK_MS = 1_000;

/** XCUIApplicationStateRunningBackgroundSuspended. */
const SUSPENDED = 2;

/** Long enough for a notification service extension that hands a call on, and for the app to be launched by that. */
const EXTENSION_MS = 3_000;

/** Long enough for connections to be given up. */
const FLIGHT_MS = 60_000;

export const phone = {
  callScreen,
  waitingCall,
  notification,
  app,
  recents,

  /** Unlocked, home screen, no call, app signed in and not running: where every check begins. */
  async comeToRest({ afresh }: { readonly afresh: boolean }): Promise<void> {
    const { control, phone: leased } = session();
    if (leased.kind !== 'virtual') return this.comeToRestByHand({ afresh });
    // Also before it is at rest: an app that crashes on the way there must be seen, and no earlier phone's record.
    await beginRecord();
    await control.reset();
    // A check may have left it signed in as somebody else.
    if (afresh || !(await control.serverDevice()).registered) {
      await this.installAfresh();
      await this.openApp();
      await app.signIn();
      await control.reset();
    }
    await beginRecord();
  },

  /** The same with nothing but what a finger can do; the app keeps its data. */
  async comeToRestByHand({ afresh }: { readonly afresh: boolean }): Promise<void> {
    const { control, driver } = session();
    await control.reset();
    await driver.mobile('unlock');
    await this.endApp();
    if (afresh || !(await control.serverDevice()).registered) {
      await this.openApp();
      if (!(await control.serverDevice()).registered) await app.signInAfresh();
      await this.endApp();
    }
    await this.goHome();
    await beginRecord();
  },

  async endApp(): Promise<void> {
    await session().driver.mobile('terminateApp', { bundleId: session().phone.bundleId });
  },

  /** The app is on the phone and has never been opened. */
  async comeToInstall(): Promise<void> {
    await beginRecord();
    await session().control.reset();
    await this.installAfresh();
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
    const { tell } = session().driver;
    // To swipe it away would be something else; a restart ends it as the system does.
    if (tell !== undefined) {
      return tell(`Restart the phone and unlock it; do not open ${session().phone.appName}.`);
    }
    // As near as a test gets outside: XCTest ends the process, and iOS does not take it for a swipe.
    if (session().phone.kind !== 'virtual') return this.endApp();
    await session().control.terminateBySystem();
  },

  /** The app has been in use and then the user swiped it away. */
  async forceQuitApp(): Promise<void> {
    await this.openApp();
    await this.goHome();
    if (session().driver.tell !== undefined) return this.endApp();
    await session().control.forceQuit();
  },

  async lock(): Promise<void> {
    await session().driver.mobile('lock');
    await session().control.rest();
  },

  async unlock(): Promise<void> {
    await session().driver.mobile('unlock');
    await session().control.rest();
  },

  async turnsOnFocus(): Promise<void> {
    await session().control.line({ do: 'set-filters', doNotDisturb: true });
  },

  async turnsOnFlightMode(): Promise<void> {
    measureNoMore();
    await session().control.setFlightMode(true);
  },

  async turnsOffFlightMode(): Promise<void> {
    await session().control.setFlightMode(false);
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
    const { phone: leased, control, driver } = session();
    // A tester cannot see it; and simulated time costs nothing.
    if (leased.kind === 'virtual' || driver.ask !== undefined) return control.elapse(SUSPENDED_AFTER_MS);
    // Outside, iOS may keep an app running for as long as a test is attached to it.
    for (let waited = 0; waited < SUSPENDED_AFTER_MS; waited += SUSPENDED_LOOK_MS) {
      if ((await driver.mobile('queryAppState', { bundleId: leased.bundleId })) === SUSPENDED) return;
      await control.elapse(SUSPENDED_LOOK_MS);
    }
  },

  /** iOS ends the app, whatever it is doing, and nobody tells it. */
  async losesApp(): Promise<void> {
    await session().control.terminateBySystem();
  },

  /** The user sets the region to mainland China, which ends all apps, and opens the app. */
  async movesToMainlandChina(): Promise<void> {
    await session().control.setRegion('CN');
    await this.openApp();
  },

  /** The region has been mainland China ever since the app was installed; its user has signed in. */
  async livesInMainlandChina(): Promise<void> {
    await session().control.setRegion('CN');
    await this.installAfresh();
    await this.openApp();
    await app.signIn();
  },

  /** The system's own call service crashes and comes back, without the calls that there were. */
  async losesCallServices(): Promise<void> {
    await session().control.restartCallServices();
  },

  /** A call that was pushed as an ordinary push is seen: as it came, or as the call that an extension has made of it. */
  async showsCallOrNotification(call: Call): Promise<void> {
    await session().control.elapse(EXTENSION_MS);
    const isCall = isRecorded() && (await recorded('call.shown', { call: call.uuid })).length > 0;
    await (isCall ? callScreen.appears(call) : notification.appears('remote'));
  },

  /** Memory is so short that iOS ends every suspended app and warns the others. */
  async runsShortOfMemory(): Promise<void> {
    await session().control.memoryPressure('critical');
  },

  async setFlightMode(on: boolean): Promise<void> {
    measureNoMore();
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

  /** The VoIP token is no longer good, and PushKit tells the app so. */
  async losesVoipToken(): Promise<void> {
    await session().control.invalidateVoipToken();
    await session().control.rest();
  },

  /** APNs gives the phone new tokens, as after a restore from backup. */
  async getsNewTokens(bytes?: number): Promise<void> {
    await session().control.rotateTokens(bytes);
    await session().control.rest();
  },

  /** The system handed the pushed call to the app's PushKit delegate. */
  async handsPushToApp(): Promise<void> {
    await awaitRecord('push.delivered', { channel: 'pushkit' }, 'The VoIP push never reached a PushKit delegate.');
  },

  /** Pushes still arrive, and the app reaches nobody. */
  async blocksNetwork(): Promise<void> {
    measureNoMore();
    await session().control.blockNetwork();
    await session().control.rest();
  },

  /** Every message to and from the app takes so long from now on, and the network is otherwise well. */
  async hasLatency(latencyMs: number): Promise<void> {
    measureNoMore();
    await session().control.setNetworkLatency(latencyMs);
  },

  /** The button of a headset, while the phone rings. */
  async answersByHeadset(): Promise<void> {
    await session().control.line({ do: 'answer' });
  },

  async endsFocus(): Promise<void> {
    await session().control.line({ do: 'set-filters', doNotDisturb: false });
  },

  /** Opening a connection takes so long from now on. */
  async slowDownNetwork(delayMs: number): Promise<void> {
    measureNoMore();
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
