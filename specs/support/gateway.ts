/** What the APNs gateway carried. */

import type { JournalEvent } from '../../lab/control/protocol.ts';
import { recorded } from './call-kit.ts';
import { expectThat, shown } from './expectation.ts';
import { session } from './session.ts';

/** The fields of a push that the routing rule decides. */
export interface ExpectedPush {
  readonly topic: 'bundle id' | 'bundle id + .voip';
  readonly pushType: 'voip' | 'alert';
  readonly priority: number;
  /** `now or never`: 0; `until the ring limit`: some seconds ahead. */
  readonly expiration: 'now or never' | 'until the ring limit';
}

/** A ringing call is worth delivering for at most so long; Apple asks for seconds, storage defaults to 30 days. */
const LONGEST_RING_S = 120;

export const gateway = {
  /** Nothing was pushed. */
  async carriedNothing(): Promise<void> {
    await session().control.rest();
    const pushes = await accepted();
    expectThat(pushes.length === 0, `Expected no push at the gateway, saw ${pushes.length}.`);
  },

  /** Exactly one push was carried, and none refused. */
  async carriedOnePush(): Promise<JournalEvent> {
    await session().control.rest();
    const rejected = await recorded('push.rejected');
    expectThat(
      rejected.length === 0,
      `The gateway rejected a push: ${shown(rejected[0]?.data['status'])} ${shown(rejected[0]?.data['reason'])}.`,
    );
    const [push, ...others] = await accepted();
    expectThat(
      push !== undefined && others.length === 0,
      `Expected one push at the gateway, saw ${push === undefined ? 0 : 1 + others.length}.`,
    );
    return push;
  },

  /** Exactly one push was carried for the call, with these headers. */
  async carriedOne(expected: ExpectedPush): Promise<void> {
    const { at, data: push } = await this.carriedOnePush();
    const bundleId = session().phone.bundleId;
    const topic = expected.topic === 'bundle id' ? bundleId : `${bundleId}.voip`;
    expectEqual('apns-topic', push['topic'], topic);
    expectEqual('apns-push-type', push['pushType'], expected.pushType);
    expectEqual('apns-priority', push['priority'], expected.priority);
    const expiration = push['expiration'];
    if (expected.expiration === 'now or never') return expectEqual('apns-expiration', expiration, 0);
    const ahead = typeof expiration === 'number' ? expiration - at / 1000 : Number.NaN;
    expectThat(
      ahead > 0 && ahead <= LONGEST_RING_S,
      `apns-expiration should lie 1 to ${LONGEST_RING_S} s ahead; it is ${shown(expiration)} (${Math.round(ahead)} s ahead).`,
    );
  },
};

/** Pushes that were taken: by the gateway for its own phones, or by Apple, to whom it relayed them. */
async function accepted(): Promise<JournalEvent[]> {
  const { kind } = session().phone;
  if (kind === 'virtual' || kind === 'simulator') return recorded('push.accepted');
  const answers = await recorded('relay.answered', { status: 200 });
  const sent = await recorded('relay.sent');
  return sent.filter(({ data }) => answers.some((answer) => answer.data['id'] === data['id']));
}

function expectEqual(header: string, seen: unknown, expected: string | number): void {
  expectThat(seen === expected, `${header} should be ${expected}; the gateway saw ${shown(seen)}.`);
}
