/**
 * A call that comes while another goes on, as a person sees it. Up to iOS 18 each answer says what becomes of the call
 * that is there; for a second call of one app with two call groups iOS 26 shows a plain Accept, which holds.
 */

import { awaitRecord } from './call-kit.ts';
import { ANSWER, button, callScreen, DECLINE, see, text, use } from './call-screen.ts';
import type { Call } from './caller.ts';
import { expectThat } from './expectation.ts';
import { takePicture } from './picture.ts';
import { waitToSee } from './screen.ts';
import { session } from './session.ts';

const END_AND_ACCEPT = ['End & Accept', '结束并接受'];
const HOLD_AND_ACCEPT = ['Hold & Accept', '保留并接受'];
const SEND_TO_VOICEMAIL = ['Send to Voicemail', '发送到语音信箱'];
const SWAP = ['swap', 'Swap', '切换'];

/** Buttons that put the call under way on hold. */
const HOLDING = [...HOLD_AND_ACCEPT, ...ANSWER];

export const waitingCall = {
  /** The second call is on the screen, names the caller and can be answered. */
  async appears(call: Call): Promise<void> {
    await awaitRecord('call.shown', { call: call.uuid }, `No call screen appeared for the second call ${call.uuid}.`);
    await waitToSee(() => see(text(call.from)), `The call screen does not show the second caller, "${call.from}".`);
    const answers = button([...END_AND_ACCEPT, ...HOLDING]);
    await waitToSee(() => see(answers), 'The second call shows nothing to answer it with.');
    await takePicture('Second call');
  },

  /** A call that can be held is not to be ended for another one. */
  async offersToHold(): Promise<void> {
    const seen = await see(button(HOLDING));
    expectThat(seen !== undefined, 'The second call can only be answered by ending the first, which can be held.');
  },

  async holdAndAccept(): Promise<void> {
    await use(button(HOLDING), 'The second call cannot be answered with the first on hold.', (element) =>
      element.click(),
    );
    await session().control.rest();
  },

  async endAndAccept(): Promise<void> {
    await use(button(END_AND_ACCEPT), 'The second call has no "End & Accept".', (element) => element.click());
    await session().control.rest();
  },

  /** A call on the cellular line goes to voicemail. */
  async decline(): Promise<void> {
    const refusals = button([...DECLINE, ...SEND_TO_VOICEMAIL]);
    await use(refusals, 'The second call has no button to decline it.', (element) => element.click());
    await session().control.rest();
  },

  /** The two calls change places, on the system's call screen of the one that is heard. */
  async swap(heard: Call): Promise<void> {
    await callScreen.expand(heard.from);
    await use(button(SWAP), 'The call screen has no button to swap the calls.', (element) => element.click());
    await session().control.rest();
  },
};
