/** VoIP pushes that arrive otherwise than the call server sends them: late, again, or with a payload without sense. */

import type { VoipPayload } from '../../lab/control/protocol.ts';
import { recorded } from './call-kit.ts';
import { type Call, caller } from './caller.ts';
import { expectThat } from './expectation.ts';
import { session } from './session.ts';

/** How long APNs keeps a push that is sent with `isStored`. */
const STORED_MS = 120_000;

export const voipPush = {
  /** Somebody dials, and the push of the call does not leave the server. */
  async isHeldBack(): Promise<Call> {
    const { control } = session();
    await control.setCredentials({ alert: false, voip: false });
    const call = await caller.dial();
    await control.setCredentials({ alert: true, voip: true });
    return call;
  },

  /** The push of the call arrives: for the first time if it was held back, else once more. */
  async arrives(call: Call): Promise<void> {
    await this.carries({ aps: {}, call: await infoOf(call) });
  },

  /** It names the call in upper case, as CallKit prints UUIDs, while signalling goes on in lower case. */
  async arrivesInUpperCase(call: Call): Promise<void> {
    await this.carries({ aps: {}, call: { ...(await infoOf(call)), id: call.uuid } });
  },

  /** The server sends it while the phone is off line, and APNs keeps it. */
  async isStored(call: Call): Promise<void> {
    await session().control.pushPayload({ aps: {}, call: await infoOf(call) }, STORED_MS);
  },

  /** A server of another kind tells by VoIP push that the call was cancelled. */
  async tellsOfCancel(call: Call): Promise<void> {
    await this.carries({ aps: {}, cancelled: call.id });
  },

  async carries(payload: VoipPayload): Promise<void> {
    await session().control.pushPayload(payload);
    await session().control.rest();
  },

  /** Of the two things that phones do before the first unlock after a restart, this one. */
  async launchesAppBeforeFirstUnlock(): Promise<void> {
    await session().control.setVoipBeforeFirstUnlock('launch');
  },

  /** The app called the completion handler of each of this number of pushes, and none twice. */
  async wasCompletedOnce(pushes = 1): Promise<void> {
    await session().control.rest();
    const delivered = await recorded('push.delivered', { channel: 'pushkit' });
    expectThat(delivered.length === pushes, `Expected ${pushes} VoIP push(es) in the app, saw ${delivered.length}.`);
    for (const { data } of delivered) {
      const count = (await recorded('push.completed', { id: data['id'] ?? null })).length;
      expectThat(count === 1, `The app called the completion handler of a VoIP push ${count} times; expected once.`);
    }
  },

  /** So many VoIP pushes left the server in all. */
  async wasSent(times: number): Promise<void> {
    await session().control.rest();
    const sent = await recorded('push.accepted', { pushType: 'voip' });
    expectThat(sent.length === times, `Expected ${times} VoIP push(es) at the gateway, saw ${sent.length}.`);
  },
};

/** The call as the call server puts it into a push. */
async function infoOf(call: Call): Promise<Record<string, unknown>> {
  const record = await session().control.callRecord(call.id);
  if (record === null) throw new Error(`The call server does not know the call ${call.id}.`);
  return { id: call.id, from: record.from, video: record.video, state: 'ringing' };
}
