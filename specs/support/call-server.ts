/** What the call server heard, and what it may use. */

import { awaitRecord, recorded } from './call-kit.ts';
import type { Call } from './caller.ts';
import { expectThat, shown } from './expectation.ts';
import { session } from './session.ts';

type Signal = 'ringing' | 'accept' | 'decline' | 'hang-up' | 'mute' | 'hold';

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

  /** Each token stands in its place, whole, as the phone had it from APNs. */
  async holdsIssuedTokens(): Promise<void> {
    const { control } = session();
    const [{ tokens }, issued] = await Promise.all([control.serverDevice(), control.issuedTokens()]);
    for (const kind of ['alert', 'voip'] as const) {
      expectThat(
        (tokens[kind]?.toLowerCase() ?? null) === issued[kind],
        `The ${kind === 'voip' ? 'VoIP' : 'ordinary'} token of the phone is ${shown(issued[kind])}; ` +
          `the call server holds ${shown(tokens[kind])} in its place.`,
      );
    }
  },

  /** The tokens are registered for the APNs environment that issued them. */
  async knowsEnvironment(): Promise<void> {
    const { control } = session();
    const [device, issued] = await Promise.all([control.serverDevice(), control.issuedTokens()]);
    expectThat(
      device.environment === issued.environment,
      `The tokens are from APNs' ${issued.environment} environment; the app says ${shown(device.environment)}.`,
    );
  },

  /** Which tokens the server holds for another user than the phone's. */
  async holdsDeviceOf(user: string): Promise<void> {
    const { registered, voipToken } = await session().control.serverDevice(user);
    expectThat(registered && voipToken, `The call server has no device with a VoIP token for "${user}".`);
  },

  async holdsNoDeviceOf(user: string): Promise<void> {
    const { registered } = await session().control.serverDevice(user);
    expectThat(!registered, `The call server still has a device of "${user}".`);
  },

  async mayUse(credentials: { alert: boolean; voip: boolean }): Promise<void> {
    await session().control.setCredentials(credentials);
  },

  async hasNoVoipToken(): Promise<void> {
    await session().control.withholdToken('voip');
  },
};
