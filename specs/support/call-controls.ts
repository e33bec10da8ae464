/** The buttons of a call under way on the system's call screen, and what the app made of a tap on one. */

import { recorded } from './call-kit.ts';
import { button, use } from './call-screen.ts';
import type { Call } from './caller.ts';
import { expectThat, shown } from './expectation.ts';
import { session } from './session.ts';

/** Known names, by iOS version and language. */
const NAMES = {
  mute: ['mute', 'Mute', '静音'],
  speaker: ['speaker', 'Speaker', 'audio', 'Audio', '免提', '音频'],
  hold: ['hold', 'Hold', '保留'],
  keypad: ['keypad', 'Keypad', '拨号键盘'],
  hide: ['hide', 'Hide', '隐藏'],
} as const;

/** A pause that nobody ends takes two to three seconds. */
const LONGEST_PAUSE_MS = 4_000;

export const callControls = {
  /** The call screen must be open; see `callScreen.showsConnected`. */
  async tap(name: keyof typeof NAMES): Promise<void> {
    await use(button(NAMES[name]), `The call screen has no button "${name}".`, (element) => element.click());
    await session().control.rest();
  },

  /** Keys of the keypad, one after the other; the grid is back afterwards. @param keys digits, `*` and `#` */
  async press(keys: string): Promise<void> {
    await this.tap('keypad');
    for (const key of keys) {
      await use(button([key]), `The keypad has no key "${key}".`, (element) => element.click());
      await session().control.rest();
    }
    await this.tap('hide');
  },

  /** The dial string of a contact: keys, with `,` for a pause and `;` for one that the user ends. */
  async playDialString(call: Call, text: string): Promise<void> {
    const { control } = session();
    await control.line({ do: 'play-tones', call: call.uuid, text });
    await control.elapse(LONGEST_PAUSE_MS);
    await control.line({ do: 'send-waiting-tones', call: call.uuid });
  },

  /** So many mute actions came to the app, whoever asked for them, each fulfilled; the last one left the call so. */
  async muted(call: Call, expected: { readonly muted: boolean; readonly actions: number }): Promise<void> {
    await session().control.elapse(1_000);
    const action = { type: 'set-muted', call: call.uuid };
    const performed = await recorded('action.performed', action);
    const fulfilled = await recorded('action.fulfilled', action);
    const seen = `${performed.length} came to the app, which fulfilled ${fulfilled.length}`;
    expectThat(
      performed.length === expected.actions && fulfilled.length === expected.actions,
      `Expected ${expected.actions} set-muted action(s) for the call, all fulfilled; ${seen}.`,
    );
    const record = await session().control.callRecord(call.id);
    const leg = record?.legs.find(({ state }) => state === 'connected');
    expectThat(
      leg?.muted === expected.muted,
      `For the call server the phone should be ${expected.muted ? 'muted' : 'heard'}; muted is ${shown(leg?.muted)}.`,
    );
  },
};
