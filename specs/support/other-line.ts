/** Calls on the phone that are not the app's: on the cellular line, and in another calling app. */

import { type Call, named } from './caller.ts';
import { session } from './session.ts';

const NUMBER = '+15550199';

export const otherLine = {
  /** Somebody calls, and it rings. */
  async rings(line: 'cellular' | 'another-app'): Promise<Call> {
    const result = await session().control.line({ do: 'receive', from: line, number: NUMBER });
    if (!('call' in result)) throw new Error('The phone answers a received call without its UUID.');
    return named(result.call.toLowerCase(), { name: NUMBER, handle: NUMBER });
  },

  /** The other side ends its call. */
  async hangsUp(call: Call): Promise<void> {
    await session().control.line({ do: 'remote-hang-up', call: call.uuid });
  },
};
