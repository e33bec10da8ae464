/**
 * Begins a session for a rehearsal: on a virtual phone that is shown as another kind. As a manual one it is in the hands
 * of a tester who does all that a tester can, and sees what is there.
 */

import { ControlClient, type ControlLink } from '../../lab/control/client.ts';
import { byHandDriver } from './by-hand-driver.ts';
import { openDirectDriver, type WebDriverAgent } from './direct-driver.ts';
import type { Driver } from './driver.ts';
import { LIMIT_MS } from './expectation.ts';
import { SPRINGBOARD } from './screen.ts';
import { beginSession } from './session.ts';

export interface Rehearsal {
  readonly control: ControlLink;
  readonly agent: WebDriverAgent;
  readonly udid: string;
  /** Bundle id of the process that shows calls. */
  readonly callHost: string;
  /** Off and on, and unlocked. */
  readonly restart: () => Promise<void>;
}

export async function openRehearsalSession({ control, agent, udid, callHost, restart }: Rehearsal): Promise<void> {
  const lab = new ControlClient(control);
  const phone = await lab.phone(udid).describe();
  const driver = await openDirectDriver(agent);
  if (phone.kind !== 'manual') return beginSession(lab, udid, { driver });
  const told = async () => 'done' as const;
  const limits = byHandDriver({ who: 'a rehearsal', answers: async () => 'yes', follows: told }, phone);
  let lookedAt = 'auto';
  const look = async (bundleId: string, predicate: string) => {
    await driver.lookAt(bundleId);
    return driver.find(predicate);
  };
  // A tester who looks at what is of the system sees all of it at once, whichever process shows it.
  const lookThere = async (predicate: string) => {
    const seen = await look(lookedAt, predicate);
    return seen === undefined && lookedAt === SPRINGBOARD ? look(callHost, predicate) : seen;
  };
  const watched: Driver = {
    ...driver,
    ask: async () => true,
    tell: restart,
    swipe: (from, to, seconds) => limits.swipe(from, to, seconds),
    screenshot: () => limits.screenshot(),
    async lookAt(bundleId) {
      lookedAt = bundleId;
      await driver.lookAt(bundleId);
    },
    async find(predicate) {
      const seen = await lookThere(predicate);
      if (seen !== undefined) return { ...seen, rect: () => limits.swipe({ x: 0, y: 0 }, { x: 0, y: 0 }, 0) as never };
      // A person keeps looking for a while.
      await lab.phone(udid).elapse(LIMIT_MS / 2);
      return lookThere(predicate);
    },
    async mobile(command, args) {
      await limits.mobile(command, args);
      return driver.mobile(command, args);
    },
  };
  return beginSession(lab, udid, { driver: watched });
}
