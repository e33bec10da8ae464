/** The person at the other end: dials the user of the phone, hangs up, gives up. */

import { session } from './session.ts';

export interface Call {
  /** As the call server names it: lower case. */
  readonly id: string;
  /** As CallKit names it: upper case. */
  readonly uuid: string;
  /** Name of who calls, as screens should show it. */
  readonly from: string;
}

/** Somebody who can call. */
export interface Caller {
  readonly name: string;
  readonly handle: string;
}

const CALLER = { name: 'Alice Example', handle: 'alice@example.com', video: false };

export const caller = {
  name: CALLER.name,

  /** Dials and resolves when the push is on its way. */
  async dial(who: Caller = CALLER): Promise<Call> {
    return named((await session().control.dial({ ...CALLER, ...who })).id, who);
  },

  /** Dials somebody else than the user of the phone. */
  async dialUser(user: string): Promise<Call> {
    return named((await session().control.dial({ ...CALLER, to: user })).id);
  },

  async dialByVideo(): Promise<Call> {
    return named((await session().control.dial({ ...CALLER, video: true })).id);
  },

  /** The user takes, or refuses, the call on another device of theirs. */
  async isAnsweredElsewhere(call: Call): Promise<void> {
    await session().control.endElsewhere(call.id, 'answer');
  },

  async isDeclinedElsewhere(call: Call): Promise<void> {
    await session().control.endElsewhere(call.id, 'decline');
  },

  /** A push arrives for a call that the call server does not know (any more). */
  async pushUnknownCall(): Promise<Call> {
    return named((await session().control.pushUnknownCall(CALLER)).id);
  },

  /** Gives up while it rings. */
  async cancel(call: Call): Promise<void> {
    await session().control.cancel(call.id);
  },

  async hangUp(call: Call): Promise<void> {
    await session().control.remoteHangUp(call.id);
  },
};

/** A call by the id that the call server gave it, or the phone. */
export function named(id: string, { name }: Caller = CALLER): Call {
  return { id, uuid: id.toUpperCase(), from: name };
}

const UNITS = { ms: 1, s: 1_000, min: 60_000 } as const;

/**
 * Lets testbed time pass.
 *
 * @param duration such as `500 ms`, `5 s` or `1 min`
 */
export async function elapse(duration: `${number} ${keyof typeof UNITS}`): Promise<void> {
  const [amount, unit] = duration.split(' ') as [string, keyof typeof UNITS];
  await session().control.elapse(Number(amount) * UNITS[unit]);
}
