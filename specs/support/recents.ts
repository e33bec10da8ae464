/** What the phone's Recents say of calls that are over. */

import type { Call } from './caller.ts';
import { expectThat } from './expectation.ts';
import { session } from './session.ts';

export const recents = {
  async hasNotMissed(call: Call): Promise<void> {
    const entries = await session().control.recents();
    const missed = entries.some((entry) => entry.call === call.uuid && entry.missed);
    expectThat(!missed, 'Recents say that the call was missed.');
  },
};
