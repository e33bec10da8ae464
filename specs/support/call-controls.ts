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
} as const;

export const callControls = {
  /** The call screen must be open; see `callScreen.showsConnected`. */
  async tap(name: keyof typeof NAMES): Promise<void> {
    await use(button(NAMES[name]), `The call screen has no button "${name}".`, (element) => element.click());
    await session().control.rest();
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
