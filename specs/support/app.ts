/** The app's own screens: sign-in, and the call screen that the app draws itself. Found by accessibility identifier. */

import { expectThat } from './expectation.ts';
import { takePicture } from './picture.ts';
import { type Element, find, lookingAt, quoted, waitToSee } from './screen.ts';
import { session } from './session.ts';

type Control = 'call' | 'accept' | 'decline' | 'hang-up' | 'mute' | 'hold' | 'swap';

/** Whom the phone under test belongs to. */
const USER = 'bob';

async function control(identifier: string): Promise<Element> {
  return waitToSee(() => find(`name == ${quoted(identifier)}`), `The app shows no element "${identifier}".`);
}

export const app = {
  async signIn(user = USER): Promise<void> {
    const field = await control('user');
    await field.click();
    await field.setValue(user);
    await (await control('sign-in')).click();
    await control('signed-in-as');
    await takePicture('Signed in');
    await session().control.rest();
  },

  /** Signs out whoever a check has left signed in, which may be somebody else. */
  async signInAfresh(): Promise<void> {
    const either = `name == 'user' OR name == 'sign-out'`;
    await waitToSee(() => find(either), 'The app shows neither a field for the user nor a button to sign out.');
    if ((await find(`name == 'sign-out'`)) !== undefined) await this.signOut();
    await this.signIn();
  },

  /** The app's Info.plist names the background mode. */
  async declaresBackgroundMode(mode: string): Promise<void> {
    const { backgroundModes } = session().phone;
    expectThat(
      backgroundModes.includes(mode),
      `UIBackgroundModes should name ${mode}; it names ${backgroundModes.join(', ') || 'nothing'}.`,
    );
  },

  async signOut(): Promise<void> {
    await (await control('sign-out')).click();
    await control('sign-in');
    await session().control.rest();
  },

  /** Also while a banner of the system lies over the app. */
  async tap(identifier: Control): Promise<void> {
    await lookingAt(session().phone.bundleId, async () => (await control(identifier)).click());
    await session().control.rest();
  },

  /** Calls this handle; the app is in front. Nothing is waited for, so that a hang-up may follow at once. */
  async dial(handle: string): Promise<void> {
    const field = await control('dial');
    await field.click();
    await field.setValue(handle);
    await (await control('call')).click();
  },

  /** The app's own call screen shows this status. */
  async showsCall(status: 'Incoming call' | 'Connecting…' | 'Connected' | 'On hold'): Promise<void> {
    await waitToSee(
      () => find(`name == 'call-status' AND label == ${quoted(status)}`),
      `The app's call screen does not show "${status}".`,
    );
    await takePicture(`Call screen of the app: ${status}`);
  },
};
