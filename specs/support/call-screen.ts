/**
 * The system's call screen as a person sees it: full screen, banner, or slider on a locked phone.
 *
 * Names differ by iOS version and language; all known ones are tried at once, so one page object serves every phone.
 */

import { awaitRecord, isRecorded, recorded } from './call-kit.ts';
import { type Call, caller } from './caller.ts';
import { expectThat } from './expectation.ts';
import { measure } from './measure.ts';
import { takePicture } from './picture.ts';
import { type Element, find, lookingAt, oneOf, quoted, SPRINGBOARD, waitToMiss, waitToSee } from './screen.ts';
import { session } from './session.ts';
import { matched } from './witnesses.ts';

export const ANSWER = ['acceptCall', 'Accept', 'Answer', 'Answer call', '接受', '接听', '接听来电'];
export const DECLINE = ['rejectCall', 'Decline', 'Decline call', '拒绝', '拒绝来电'];
const HANG_UP = ['End call', 'End', '结束通话', '结束', '挂断'];
const MUTE = ['mute', 'Mute', '静音'];
const SLIDER = ['slide to answer', '滑动来接听'];

const named = (names: readonly string[]) => `(name IN ${oneOf(names)} OR label IN ${oneOf(names)})`;
export const button = (names: readonly string[]) => `type == 'XCUIElementTypeButton' AND ${named(names)}`;
export const text = (string: string) => `type == 'XCUIElementTypeStaticText' AND label CONTAINS ${quoted(string)}`;

/** Duration of a connected call, such as 00:05. */
const DURATION = "type == 'XCUIElementTypeStaticText' AND label MATCHES '.*[0-9]{1,2}:[0-9]{2}'";

/** The status bar of a phone without Dynamic Island, while a call goes on behind an app: it is a button then. */
const BAR = "type == 'XCUIElementTypeButton' AND label MATCHES '.*[0-9]{1,2}:[0-9]{2}'";

/** Consumer page, usage Power. */
const SIDE_BUTTON = { page: 0x0c, usage: 0x30, durationSeconds: 0.1 };

/** iOS shows a call that was reported and ended at once for about two seconds. */
const KEEPS_RINGING_MS = 5_000;

/** Pixels to keep from the ends of the slider's track. */
const SLIDER_INSET = 24;

/** The process that was looked at last. */
let host = SPRINGBOARD;

/** Looks for the element in each process that may own the call screen. */
async function inCallHost<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const candidate of session().phone.callHosts) {
    host = candidate;
    const seen = await lookingAt(host, look);
    if (seen !== undefined) return seen;
  }
  return undefined;
}

/** On a phone outside, names and hosts are what is known of its iOS: the report shows which of them were right. */
async function noteMatch(element: Element): Promise<void> {
  const { phone, driver } = session();
  if (phone.kind === 'virtual' || driver.ask !== undefined) return;
  const name = (await element.getAttribute('name')) ?? (await element.getAttribute('label'));
  matched(`found by "${name ?? 'no name'}" in ${host}, iOS ${phone.ios}, ${phone.language}`);
}

/** The first element in a process that may own the call screen, or undefined. */
export const see = (predicate: string) => inCallHost(() => find(predicate));

/**
 * The mute button of the full call screen. Once the banner of a call is gone, WebDriverAgent finds no process of the
 * system in front and shows the application that is, and one for calls has a mute button of its own.
 */
const seeInCall = () =>
  inCallHost(async () => {
    const seen = await find(button(MUTE));
    const { driver, phone } = session();
    // A tester is asked for the call screen, and knows it from an app.
    if (seen === undefined || driver.ask !== undefined) return seen;
    const inFront = (await driver.mobile('activeAppInfo')) as { readonly bundleId?: string };
    return inFront.bundleId === phone.bundleId ? undefined : seen;
  });

/** Finds the element and uses it before WebDriverAgent looks elsewhere again. */
export async function use(
  predicate: string,
  otherwise: string,
  act: (element: Element) => Promise<void>,
): Promise<void> {
  await waitToSee(
    () =>
      inCallHost(async () => {
        const element = await find(predicate);
        if (element === undefined) return undefined;
        await noteMatch(element);
        await act(element);
        return true;
      }),
    otherwise,
  );
}

/** A check may make several calls: the push is the first since this one was dialled. */
async function measureFromPush(call: Call, shownAt: number): Promise<void> {
  const [dialled] = await recorded('call.dialed', { call: call.id });
  const accepted = (await recorded('push.accepted')).find(({ at }) => at >= (dialled?.at ?? 0));
  // The signalling connection of an app in front may be faster than the push.
  if (accepted !== undefined && accepted.at <= shownAt) measure('pushToCallScreenMs', shownAt - accepted.at);
}

export const callScreen = {
  /** The call screen is up and names the caller. */
  async appears(call: Call): Promise<void> {
    const shown = isRecorded()
      ? await awaitRecord(
          'call.shown',
          { call: call.uuid },
          `No call screen appeared for the pushed call ${call.uuid}.`,
        )
      : undefined;
    await waitToSee(() => see(text(call.from)), `The call screen does not show the caller's name "${call.from}".`);
    await waitToSee(
      () => see(`${button(ANSWER)} OR ${named(SLIDER)}`),
      'The call screen shows neither an answer button nor a slider.',
    );
    if (shown !== undefined) await measureFromPush(call, shown.at);
    await takePicture('Incoming call');
  },

  /** It rings for longer than the seconds for which iOS shows any reported call. */
  async keepsRinging(call: Call): Promise<void> {
    await session().control.elapse(KEEPS_RINGING_MS);
    const ended = isRecorded() ? await recorded('call.ended', { call: call.uuid }) : [];
    expectThat(ended.length === 0, 'The call stopped ringing although nobody ended it.');
    await waitToSee(() => see(`${button(ANSWER)} OR ${named(SLIDER)}`), 'The call screen is gone.');
  },

  /** Answers by button, or by the slider of a locked phone. */
  async answer(): Promise<void> {
    await use(`${button(ANSWER)} OR ${named(SLIDER)}`, 'There is nothing to answer the call with.', async (element) => {
      if ((await element.getAttribute('type')) === 'XCUIElementTypeButton') return element.click();
      const { x, y, width, height } = await element.rect();
      const middle = Math.round(y + height / 2);
      const from = { x: x + SLIDER_INSET, y: middle };
      await session().driver.swipe(from, { x: x + width - SLIDER_INSET, y: middle }, 200);
    });
  },

  /** By button; on a locked phone, which shows none, by pressing the side button twice. */
  async decline(): Promise<void> {
    if ((await see(named(SLIDER))) === undefined) {
      return use(button(DECLINE), 'The call screen has no decline button.', (element) => element.click());
    }
    for (let press = 0; press < 2; press += 1) await session().driver.mobile('performIoHidEvent', SIDE_BUTTON);
    await session().control.rest();
  },

  /** @param call which one is heard, when it is not Alice's */
  async hangUp(call?: Call): Promise<void> {
    await this.expand(call?.from);
    await use(button(HANG_UP), 'The call screen has no button to hang up.', (element) => element.click());
  },

  /** Brings the full call screen up from a banner, pill or Dynamic Island; does nothing when it is up. */
  async expand(from = caller.name): Promise<void> {
    if ((await seeInCall()) !== undefined) return;
    await use(
      `(${text(from)}) OR name CONTAINS 'systemApertureElementIdentifierCall' OR name == 'call-status-pill' OR (${BAR})`,
      'Nothing on the screen leads back to the call.',
      (element) => element.click(),
    );
    await waitToSee(seeInCall, 'The in-call screen did not open.');
  },

  /** By the button with the app's icon; the full call screen must be up. */
  async openApp(): Promise<void> {
    const { appName, bundleId } = session().phone;
    const icon = button(['app', appName, bundleId]);
    await use(icon, 'The call screen has no button with the icon of the app.', (element) => element.click());
    await session().control.rest();
  },

  /** The call screen shows a call with a running duration. */
  async showsConnected(call: Call): Promise<void> {
    if (isRecorded()) {
      const state = { call: call.uuid, state: 'connected' };
      const connected = await awaitRecord('call.state', state, 'The call did not become connected.');
      const [answered] = await recorded('action.performed', { type: 'answer', call: call.uuid });
      if (answered !== undefined) measure('answerToConnectMs', connected.at - answered.at);
    }
    await this.expand(call.from);
    await waitToSee(() => see(DURATION), 'The call screen shows no running call duration.');
    await takePicture('Connected call');
  },

  async isGone(): Promise<void> {
    await session().control.elapse(3_000);
    await waitToMiss(
      () => see(`${button([...ANSWER, ...DECLINE, ...HANG_UP])} OR ${named(SLIDER)}`),
      'A call is still on the screen.',
    );
  },

  /** No call screen appeared, and none is there. */
  async neverAppeared(): Promise<void> {
    await session().control.rest();
    const shown = isRecorded() ? await recorded('call.shown') : [];
    expectThat(shown.length === 0, 'A call screen appeared.');
    const seen = await see(`${button([...ANSWER, ...DECLINE])} OR ${named(SLIDER)}`);
    expectThat(seen === undefined, 'A call screen appeared.');
  },
};
