/** The first request that draws each reason of broadcast channels, played for the page of reasons. */

import { Journal, type TestbedClock } from '../../clock/index.ts';
import type { BroadcastReason } from '../broadcast/reasons.ts';
import { startGateway } from '../index.ts';
import { BROADCAST_CASES, type BroadcastCase, Broadcaster } from '../testing/broadcasting.ts';

export interface DrawnBroadcast {
  readonly reason: BroadcastReason;
  readonly told: string;
  /** Status and body. */
  readonly answer: string;
}

/** By name of the reason. */
export async function drawnBroadcasts(clock: TestbedClock): Promise<DrawnBroadcast[]> {
  const first = new Map<BroadcastReason, BroadcastCase>();
  for (const one of BROADCAST_CASES) if (!first.has(one.reason)) first.set(one.reason, one);
  const drawn: DrawnBroadcast[] = [];
  for (const { reason, told, settings = {}, draw } of first.values()) {
    const gateway = await startGateway({ clock, journal: new Journal(clock), settings, broadcast: true });
    const provider = new Broadcaster(gateway);
    const { status, body } = await draw(provider, gateway);
    drawn.push({ reason, told, answer: `${status} ${JSON.stringify(body)}` });
    provider.close();
    await gateway.close();
  }
  return drawn.toSorted((one, other) => (one.reason < other.reason ? -1 : 1));
}
