/** Calls that the user makes: how they are dialed, the person who is called, and what is known of them afterwards. */

import { app } from './app.ts';
import { awaitRecord, recorded } from './call-kit.ts';
import { type Call, caller, named } from './caller.ts';
import { expectThat, shown } from './expectation.ts';
import { session } from './session.ts';

const CALLEE = { name: 'carol@example.com', handle: 'carol@example.com' };

/** CXHandleType.generic. */
const GENERIC = 1;

/** What a duration in Recents may differ by. */
const DURATION_TOLERANCE_MS = 500;

/** The call that the app dialed, as the call server has it. */
async function placed(to: string): Promise<Call> {
  const event = await awaitRecord('call.placed', { to }, `The call server was not told of a call to ${to}.`);
  return named(shown(event.data['call']), { name: to, handle: to });
}

/** The person whom the user calls. */
export const callee = {
  /** By the app's own field and button. */
  async isDialed(): Promise<Call> {
    await app.dial(CALLEE.handle);
    await session().control.rest();
    return placed(CALLEE.handle);
  },

  /** The same, for a call that the server may not hear of; CallKit does. */
  async isDialedInVain(): Promise<Call> {
    await app.dial(CALLEE.handle);
    const started = await awaitRecord('action.performed', { type: 'start' }, 'The app did not request a start action.');
    return named(shown(started.data['call']).toLowerCase(), CALLEE);
  },

  async answers(call: Call): Promise<void> {
    await session().control.remoteAnswer(call.id);
    await session().control.rest();
  },

  async declines(call: Call): Promise<void> {
    await session().control.remoteRefuse(call.id, 'declined');
  },

  async isBusy(call: Call): Promise<void> {
    await session().control.remoteRefuse(call.id, 'busy');
  },
};

export const outgoing = {
  /** A touch on the entry of Alice's call in Recents. */
  async callsBack(): Promise<void> {
    const { control } = session();
    const [entry] = await control.recents();
    expectThat(entry !== undefined, 'The missed call is not in Recents.');
    await control.line({ do: 'call-back', call: entry.call });
    await control.rest();
  },

  /** Siri or a contact card asks for a call to Alice. */
  async isAskedFor({ video }: { readonly video: boolean }): Promise<void> {
    const { control } = session();
    await control.line({ do: 'start-call', handle: { type: GENERIC, value: 'alice@example.com' }, video });
    await control.rest();
  },

  /** The app has dialed Alice, with CallKit's knowledge. */
  async reachesCaller({ video }: { readonly video: boolean }): Promise<void> {
    const call = await placed('alice@example.com');
    const start = { type: 'start', call: call.uuid, source: 'app' };
    await awaitRecord('action.performed', start, `The app called ${caller.name} without a start action.`);
    const record = await session().control.callRecord(call.id);
    const kind = (isVideo: unknown) => (isVideo === true ? 'a video call' : 'a voice call');
    expectThat(record?.video === video, `Expected ${kind(video)}; the app dialed ${kind(record?.video)}.`);
  },

  /** Nobody is rung by the call server. */
  async reachesNobody(): Promise<void> {
    await session().control.rest();
    const calls = await recorded('call.placed');
    expectThat(calls.length === 0, 'The app dialed a call that the user no longer waits for.');
  },

  /** However often it was asked to, the app has started one call. */
  async isOneCall(): Promise<void> {
    await session().control.rest();
    const starts = await recorded('action.performed', { type: 'start' });
    expectThat(starts.length === 1, `The app should have started one call; it started ${starts.length}.`);
  },

  /** For CallKit the other side has not answered. */
  async isNotConnected(call: Call): Promise<void> {
    await session().control.rest();
    const connected = await recorded('call.state', { call: call.uuid, state: 'connected' });
    expectThat(connected.length === 0, 'The app reported the call connected although nobody has answered it.');
  },

  /** @param durationMs null: Recents have the call as one that was not answered */
  async lasted(call: Call, durationMs: number | null): Promise<void> {
    await session().control.rest();
    const entry = (await session().control.recents()).find(({ call: uuid }) => uuid === call.uuid);
    expectThat(entry !== undefined, 'The call is not in Recents.');
    const seen = entry.durationMs ?? null;
    const isRight =
      seen === null || durationMs === null ? seen === durationMs : Math.abs(seen - durationMs) < DURATION_TOLERANCE_MS;
    expectThat(isRight, `In Recents the call should last ${shown(durationMs)} ms; it lasts ${shown(seen)}.`);
  },
};
