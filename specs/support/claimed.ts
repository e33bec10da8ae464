/** What the app says of itself, and what can be seen of it: on the screen, in CallKit's record, at the gateway. */

import type { LabPhone } from '../../lab/control/protocol.ts';
import { awaitRecord, recorded } from './call-kit.ts';
import { button, see, use } from './call-screen.ts';
import { type Call, caller } from './caller.ts';
import { expectThat } from './expectation.ts';
import { session } from './session.ts';

type Claim = keyof NonNullable<LabPhone['claims']>;

/** What the app said of a call that it reported. */
interface Offers {
  readonly holding: boolean;
  readonly grouping: boolean;
  readonly dtmf: boolean;
  readonly video: boolean;
}

/** CXHandleType.generic. */
const GENERIC = 1;

const KEYPAD = ['keypad', 'Keypad', '拨号键盘'];

const MUTE = ['mute', 'Mute', '静音'];

/**
 * A yes was seen, or a no was not.
 *
 * @param what what was looked for, as a phrase such as `the call can be held`
 */
export function isAsClaimed(claim: Claim, seen: boolean, what: string): void {
  const claimed = session().phone.claims?.[claim];
  if (claimed === undefined) throw new Error(`The run has no claims, so "${claim}" cannot be verified.`);
  const says = `The claims say ${claim}: ${claimed ? 'yes' : 'no'}`;
  expectThat(claimed === seen, `${says}, and it was ${seen ? '' : 'not '}seen that ${what}.`);
}

export const abilities = {
  /** How many calls the app's CXProvider takes at a time; 0 without one. */
  async callsAtATime(): Promise<number> {
    const [provider] = await recorded('provider.registered');
    return Number(provider?.data['calls'] ?? 0);
  },

  /** What can be done with the call, in the app's own words to CallKit. */
  async ofCall(call: Call): Promise<Offers> {
    const { data } = await awaitRecord('call.reported', { call: call.uuid }, 'The app did not report the call.');
    return data['offers'] as unknown as Offers;
  },

  /** Siri or a contact card asks for a call. */
  async startsCall(): Promise<boolean> {
    const { control } = session();
    await control.line({ do: 'start-call', handle: { type: GENERIC, value: caller.name } });
    await control.rest();
    return (await recorded('action.performed', { type: 'start' })).length > 0;
  },

  /** The mute button of the call screen. */
  async mutes(call: Call): Promise<boolean> {
    await use(button(MUTE), 'The call screen has no mute button.', (element) => element.click());
    await session().control.rest();
    return (await recorded('action.fulfilled', { type: 'set-muted', call: call.uuid })).length > 0;
  },

  /** A key of the keypad comes to the remote party. */
  async playsTones(call: Call): Promise<boolean> {
    await use(button(KEYPAD), 'The call screen has no button "keypad".', (element) => element.click());
    const key = await see(button(['5']));
    await key?.click();
    await session().control.rest();
    const fulfilled = await recorded('action.fulfilled', { type: 'play-dtmf', call: call.uuid });
    return fulfilled.length > 0 && (await recorded('call.dtmf', { call: call.id })).length > 0;
  },

  /** The app says of its audio that it has begun. */
  async tellsOfMedia(call: Call): Promise<boolean> {
    await session().control.elapse(2_000);
    return (await recorded('media.began', { call: call.id })).length > 0;
  },

  async isPushedTo(pushType: 'alert' | 'voip'): Promise<boolean> {
    await session().control.rest();
    return (await recorded('push.accepted', { pushType })).length > 0;
  },

  async hasInRecents(call: Call): Promise<boolean> {
    await session().control.elapse(3_000);
    return (await session().control.recents()).some((entry) => entry.call === call.uuid);
  },
};
