/** The ordinary notification of a call, on banner or lock screen. */

import { awaitRecord, recorded } from './call-kit.ts';
import { caller } from './caller.ts';
import { expectThat, shown } from './expectation.ts';
import { takePicture } from './picture.ts';
import { find, lookingAt, quoted, SPRINGBOARD, waitToMiss, waitToSee } from './screen.ts';
import { session } from './session.ts';

const OF_CALL = `name == 'NotificationShortLookView' AND label CONTAINS ${quoted(caller.name)}`;

const see = () => lookingAt(SPRINGBOARD, () => find(OF_CALL));

async function appearsToTester(ask: (question: string) => Promise<boolean>): Promise<void> {
  await waitToSee(see, `No notification on the screen names the caller "${caller.name}".`);
  const rang = await ask('Did it ring with a call sound, other than the short sound of any message?');
  expectThat(rang, 'The notification should ring with a call sound; the tester heard none.');
}

export const notification = {
  /** A notification with the caller's name and a sound of its own is on the screen. */
  async appears(origin: 'remote' | 'local'): Promise<void> {
    const { ask } = session().driver;
    if (ask !== undefined) return appearsToTester(ask);
    const event = await awaitRecord(
      'notification.shown',
      { remote: origin === 'remote' },
      origin === 'remote' ? 'No pushed notification appeared.' : 'The app posted no local notification.',
    );
    const sound = event.data['sound'];
    expectThat(
      typeof sound === 'string' && sound !== '' && sound !== 'default',
      `The notification should ring with a call sound; its sound is ${shown(sound)}.`,
    );
    await waitToSee(see, `No notification on the screen names the caller "${caller.name}".`);
    await takePicture('Notification of the call');
  },

  async open(): Promise<void> {
    await lookingAt(SPRINGBOARD, async () => {
      const element = await waitToSee(() => find(OF_CALL), 'There is no notification to tap.');
      await element.click();
    });
  },

  async isGone(): Promise<void> {
    if (session().driver.ask !== undefined)
      return waitToMiss(see, 'The notification of the cancelled call is still there.');
    await awaitRecord('notification.removed', {}, 'The app did not remove the notification.');
    await waitToMiss(see, 'The notification of the cancelled call is still there.');
    const all = await recorded('notification.shown');
    expectThat(all.length === 1, `Expected one notification in all, saw ${all.length}.`);
  },
};
