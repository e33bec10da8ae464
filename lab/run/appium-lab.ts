/** The lab of a run whose phones are driven through Appium: all of them, from the first check to the last. */

import { type Lab, startLab } from '../lab.ts';
import type { LabBegin, LabStart, RunLab } from './open-run.ts';
import { situationsOn } from './plan.ts';
import { TimeLines } from './time-lines.ts';

export const APPIUM_LAB: LabStart<Lab & RunLab> = {
  laps: { lab: 'Phones and Appium start', checks: 'WebdriverIO start' },
  async start({ plan, options, logFolder, onEvent }: LabBegin) {
    const timeLines = new TimeLines();
    const lab = await startLab({
      phones: plan.phones.map(({ phone }) => phone),
      requirementsFor: ({ name }) => situationsOn(plan, name),
      logFolder,
      ...(options.controlPort === undefined ? {} : { controlPort: options.controlPort }),
      ...(options.appiumPort === undefined ? {} : { appiumPort: options.appiumPort }),
      onRunEvent: (event) => onEvent(event, timeLines.during(event)),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    timeLines.open(lab.testbeds);
    return { ...lab, app: () => lab.testbeds[0]?.app };
  },
};
