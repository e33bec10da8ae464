/** What the call server heard, and what it may use. */

import { awaitRecord, recorded } from './call-kit.ts';
import type { Call } from './caller.ts';
import { expectThat } from './expectation.ts';
import { session } from './session.ts';

type Signal = 'accept' | 'decline' | 'hang-up' | 'mute' | 'hold';

export const callServer = {
  /** The server heard the signal for this call, and heard it once. */
  async heardOnce(type: Signal, call: Call): Promise<void> {
    await awaitRecord('signal.received', { type, call: call.id }, `The call server never heard the ${type}.`);
    await session().control.rest();
    const count = (await recorded('signal.received', { type, call: call.id })).length;
    expectThat(count === 1, `The call server heard the ${type} ${count} times; expected once.`);
  },

  async heardNothing(type: Signal, call: Call): Promise<void> {
    await session().control.rest();
    const count = (await recorded('signal.received', { type, call: call.id })).length;
    expectThat(count === 0, `The call server heard ${type} although nobody did that.`);
  },

  /** The server's own record of the call. */
  async hasEnded(call: Call, reason: string): Promise<void> {
    await awaitRecord(
      'call.ended',
      { call: call.id, reason },
      `For the call server the call has not ended as ${reason}.`,
    );
  },

  async holdsTokens(expected: { alert: boolean; voip: boolean }): Promise<void> {
    const device = await session().control.serverDevice();
    expectThat(device.registered, 'The app did not register its device with the call server.');
    const held = (kind: string, has: boolean) => `${has ? 'a' : 'no'} ${kind} token`;
    expectThat(
      device.alertToken === expected.alert && device.voipToken === expected.voip,
      `The call server should hold ${held('ordinary', expected.alert)} and ${held('VoIP', expected.voip)}; it holds ` +
        `${held('ordinary', device.alertToken)} and ${held('VoIP', device.voipToken)}.`,
    );
  },

  async mayUse(credentials: { alert: boolean; voip: boolean }): Promise<void> {
    await session().control.setCredentials(credentials);
  },

  async hasNoVoipToken(): Promise<void> {
    await session().control.withholdToken('voip');
  },
};
