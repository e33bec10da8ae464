/** The system's list of calls, as CallKit recorded it during the running check. */

import type { JournalEvent } from '../../lab/control/protocol.ts';
import { recorded } from './call-kit.ts';
import type { Call } from './caller.ts';
import { expectThat, shown } from './expectation.ts';
import { session } from './session.ts';

/** A call that is ended at once still rings two seconds (flutter_callkit_incoming#386); the rest is for the app. */
const MINIMUM_RING_MS = 2_100;
const END_LIMIT_MS = 5_000;

/** Calls that the app reported and CallKit took, oldest first. */
function taken(): Promise<JournalEvent[]> {
  return recorded('call.reported', { error: null });
}

export const systemCalls = {
  /** So many calls came about in all, whatever their UUIDs. */
  async number(expected: number): Promise<void> {
    await session().control.rest();
    const calls = await taken();
    expectThat(calls.length === expected, `The app should have reported ${expected} call(s); it was ${calls.length}.`);
  },

  /** Each call has a UUID of its own. */
  async areDistinct(): Promise<void> {
    const uuids = (await taken()).map(({ data }) => data['call']);
    const again = uuids.find((uuid, index) => uuids.indexOf(uuid) !== index);
    expectThat(again === undefined, `Two calls were reported with one UUID, ${shown(again)}.`);
  },

  /** Within the time that a call takes to end by itself, none is left on the phone. */
  async areGone(): Promise<void> {
    await session().control.elapse(END_LIMIT_MS);
    for (const { data } of await taken()) {
      const ended = await recorded('call.ended', { call: data['call'] ?? null });
      expectThat(ended.length > 0, `The call ${shown(data['call'])} is still on the phone.`);
    }
  },

  /** None rang longer than a call that is ended in the moment in which it is reported. */
  async rangNoLongerThanTheyMust(): Promise<void> {
    for (const { at, data } of await taken()) {
      const [ended] = await recorded('call.ended', { call: data['call'] ?? null });
      const rang = ended === undefined ? undefined : ended.at - at;
      expectThat(
        rang !== undefined && rang <= MINIMUM_RING_MS,
        `The phone rang for ${rang === undefined ? 'ever' : `${rang} ms`} for a push that brings no call.`,
      );
    }
  },

  /** This call is there, and has not ended. */
  async has(call: Call): Promise<void> {
    await session().control.rest();
    const reported = (await taken()).filter(({ data }) => data['call'] === call.uuid);
    const ended = await recorded('call.ended', { call: call.uuid });
    expectThat(reported.length === 1, `The call ${call.uuid} was not reported, or not once.`);
    expectThat(ended.length === 0, `The call ${call.uuid} has ended.`);
  },
};
