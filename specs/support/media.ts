/** What the remote party hears: the sound and the keys of a call, as the app tells its call server of them. */

import { awaitRecord, recorded } from './call-kit.ts';
import type { Call } from './caller.ts';
import { expectThat, LIMIT_MS, shown } from './expectation.ts';
import { session } from './session.ts';

/** Where the sound of a call goes. */
const FLOWS = {
  'both ways': { sends: true, plays: true },
  'only to the phone': { sends: false, plays: true },
  nowhere: { sends: false, plays: false },
} as const;

type Flow = keyof typeof FLOWS;

export const media = {
  /** The sound of the call goes there within the limit, and stays so. */
  async flows(call: Call, flow: Flow): Promise<void> {
    await session().control.elapse(LIMIT_MS);
    const seen = await flowOf(call);
    expectThat(seen === flow, `The sound of the call with ${call.from} should go ${flow}; the app says: ${seen}.`);
  },

  /** The app began to play and record when the system had activated the audio session, and not before. */
  async waitedForTheSystem(call: Call): Promise<void> {
    const activated = await awaitRecord('audio.activated', {}, 'The system has not activated the audio session.');
    await session().control.elapse(1_000);
    const early = (await recorded('media.began', { call: call.id })).filter(({ seq }) => seq < activated.seq);
    expectThat(early.length === 0, 'The sound began before the system had activated the audio session.');
  },

  /** The remote party heard these keys, each once and in this order, and the app fulfilled each action. */
  async heardKeys(call: Call, keys: string, actions = keys.length): Promise<void> {
    await session().control.rest();
    const record = await session().control.callRecord(call.id);
    const heard = record?.legs.map(({ digits }) => digits).join('');
    expectThat(heard === keys, `The remote party should hear the keys ${shown(keys)}; it heard ${shown(heard)}.`);
    const fulfilled = await recorded('action.fulfilled', { type: 'play-dtmf', call: call.uuid });
    expectThat(
      fulfilled.length === actions,
      `Expected ${actions} play-dtmf action(s) that the app fulfils; it fulfilled ${fulfilled.length}.`,
    );
  },
};

async function flowOf(call: Call): Promise<string> {
  const told = [
    ...(await recorded('media.began', { call: call.id })),
    ...(await recorded('media.changed', { call: call.id })),
    ...(await recorded('media.stopped', { call: call.id })),
  ].toSorted((a, b) => a.seq - b.seq);
  const { sends = false, plays = false } = told.at(-1)?.data ?? {};
  const flow = (Object.keys(FLOWS) as Flow[]).find((it) => FLOWS[it].sends === sends && FLOWS[it].plays === plays);
  return flow ?? 'only to the remote party';
}
