/** Who is heard and who waits, for CallKit, for the call server and for the app's audio session alike. */

import type { CallRecord } from '../../lab/control/protocol.ts';
import { recorded } from './call-kit.ts';
import type { Call } from './caller.ts';
import { ExpectationError, LIMIT_MS, shown } from './expectation.ts';
import { waitToSee } from './screen.ts';
import { session } from './session.ts';

type Leg = CallRecord['legs'][number];

/** Where a call stands in the three places. */
interface Standing {
  readonly callKit: unknown;
  readonly server: string;
  readonly sound: boolean;
}

export const conversation = {
  /** Connected and not on hold, and the app has the audio session. */
  async isHeard(call: Call): Promise<void> {
    await becomes(call, { callKit: 'connected', server: 'connected', sound: true });
  },

  /** On hold; whether anybody else is heard is not asked. */
  async isOnHold(call: Call): Promise<void> {
    await becomes(call, { callKit: 'held', server: 'held' });
  },

  /** Whether the call is still on hold, where an app may leave that to the user. */
  async stillWaits(call: Call): Promise<boolean> {
    return (await standing(call)).callKit === 'held';
  },

  /** Nothing plays, and nothing is recorded. */
  async isSilent(): Promise<void> {
    await waitToSee(async () => ((await hasSound()) ? undefined : true), 'The app still has the audio session.');
  },
};

async function becomes(call: Call, expected: Partial<Standing>): Promise<void> {
  const isThere = (now: Standing) =>
    Object.entries(expected).every(([place, is]) => now[place as keyof Standing] === is);
  try {
    await waitToSee(async () => (isThere(await standing(call)) ? true : undefined), 'not there');
  } catch (error) {
    if (!(error instanceof ExpectationError)) throw error;
    const { callKit, server, sound } = await standing(call);
    throw new ExpectationError(
      `After ${LIMIT_MS / 1_000} s the call with ${call.from} should be ${expected.server}; it is ${shown(callKit)} for ` +
        `CallKit and ${server} for the call server, and the app has ${sound ? 'the' : 'no'} audio session.`,
    );
  }
}

async function standing(call: Call): Promise<Standing> {
  const [states, record, sound] = await Promise.all([
    recorded('call.state', { call: call.uuid }),
    session().control.callRecord(call.id),
    hasSound(),
  ]);
  const leg = record?.legs.find(({ state }) => state === 'connected');
  return { callKit: states.at(-1)?.data['state'], server: stateOf(record, leg), sound };
}

function stateOf(record: CallRecord | null, leg: Leg | undefined): string {
  if (record === null) return 'unknown';
  return leg?.held === true ? 'held' : record.state;
}

/** The system's word on the audio session, and the app's own, which can only take it away. */
async function hasSound(): Promise<boolean> {
  const events = [
    ...(await recorded('audio.activated')),
    ...(await recorded('audio.deactivated')),
    ...(await recorded('audio.set-active', { active: false, error: null })),
  ];
  return events.toSorted((a, b) => a.seq - b.seq).at(-1)?.kind === 'audio.activated';
}
