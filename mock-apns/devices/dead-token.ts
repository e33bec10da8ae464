/**
 * When a device token dies, and from when on it draws 410. Source of the fuzzy mode: Apple engineers, developer forums
 * thread 670868 and others: APNs learns of a deleted app only from a push that reached the device, and answers 410 later,
 * on a schedule that is not published.
 */

import type { GatewaySettings } from '../settings/settings.ts';
import type { Registration } from './device-tokens.ts';
import { draw, textSeed } from './random.ts';

/** What the device does with a push whose app it has deleted, or that came after its token died. */
export type Death = 'alive' | 'deleted' | 'dead';

export function deathOf({ isDeleted, inactiveSince }: Registration): Death {
  if (inactiveSince !== undefined) return 'dead';
  return isDeleted ? 'deleted' : 'alive';
}

/** The app is gone from the device, or lets go of the token. @returns whether APNs knows at once. */
export function deleteToken(registration: Registration, now: number, settings: GatewaySettings): boolean {
  if (settings.deadTokenMode === 'strict') {
    retireToken(registration, now, settings);
    return true;
  }
  registration.isDeleted = true;
  return registration.inactiveSince !== undefined;
}

/**
 * Without a grace a dead token is refused from the beginning of time, so that it is refused at once by each process of the
 * gateway: their clocks are up to a millisecond behind one another.
 */
const AT_ONCE = 0;

/** The token is dead for all to know; refused once the grace is over. */
export function retireToken(registration: Registration, now: number, { deadTokenGraceMs }: GatewaySettings): void {
  if (registration.inactiveSince !== undefined) return;
  registration.inactiveSince = now;
  registration.refusedFrom = deadTokenGraceMs === 0 ? AT_ONCE : now + deadTokenGraceMs;
}

/** A push reached the device after the deletion: 410 begins a random time later, the same one for the same seed. */
export function findTokenDead(registration: Registration, now: number, settings: GatewaySettings): void {
  const { seed, withinMs } = settings.deadTokenFuzz;
  registration.inactiveSince = now;
  const chance = draw(textSeed(`${seed} ${registration.deviceId} ${registration.topic}`));
  registration.refusedFrom = now + Math.floor(chance.value * withinMs);
}

/** The topic was registered again. */
export function reviveToken(registration: Registration): void {
  registration.isDeleted = false;
  registration.inactiveSince = undefined;
  registration.refusedFrom = undefined;
}
