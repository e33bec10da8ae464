/** Things that happen at nearly the same time, and cross on the way, on testbed time. */

import { elapse } from './caller.ts';

/** What a network makes of "at once". */
const AROUND_MS = [-100, -50, -10, 0, 10, 50, 100] as const;

export const race = {
  /** How long after one thing the other happens, in milliseconds; negative: before it. Each is worth a check. */
  moments(): readonly number[] {
    return AROUND_MS;
  },

  /** @returns for titles, such as `50 ms before the answer` */
  around(ms: number, what: string): string {
    if (ms === 0) return `in the moment of ${what}`;
    return `${Math.abs(ms)} ms ${ms < 0 ? 'before' : 'after'} ${what}`;
  },

  /**
   * @param ms how long after `first` the second happens; negative: before it
   * @example
   * await race.between(() => phone.callScreen.answer(), -50, () => caller.cancel(call));
   */
  async between(first: () => Promise<void>, ms: number, second: () => Promise<void>): Promise<void> {
    const [earlier, later] = ms < 0 ? [second, first] : [first, second];
    await earlier();
    if (ms !== 0) await elapse(`${Math.abs(ms)} ms`);
    await later();
  },
};
