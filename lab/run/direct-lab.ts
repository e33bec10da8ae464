/** The lab of a run without Appium: worker processes that have one phone each at a time. */

import { startWorkers, type Workers } from '../direct/workers.ts';
import { onlyVirtual } from '../inventory.ts';
import { phoneRefOf } from '../lab-phone.ts';
import type { LabStart, RunLab } from './open-run.ts';
import { situationsOn } from './plan.ts';

export const DIRECT_LAB: LabStart<RunLab & Pick<Workers, 'ended'>> = {
  laps: { lab: 'Workers start', checks: 'Phones start' },
  async start({ plan, logFolder, onEvent }) {
    const phones = plan.phones.map(({ phone }) => phoneRefOf(phone));
    const visits = plan.phones
      .filter(({ requirements }) => requirements.length > 0)
      .map(({ phone, specs }) => ({
        phone: onlyVirtual('A run without Appium', phone),
        specs,
        requirements: situationsOn(plan, phone.name),
      }));
    const { ready, ended, app, stop } = startWorkers({ visits, logFolder, onEvent });
    await Promise.race([ready, ended]);
    return { phones, app, ended, close: stop };
  },
};
