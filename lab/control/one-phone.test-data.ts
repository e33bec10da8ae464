/** The control API of a lab that has one phone, whatever udid it is asked for. */

import { labPhoneOf } from '../lab-phone.ts';
import type { ControlledTestbed } from './controlled-testbed.ts';
import { type ControlledLab, type ControlServer, startControlServer } from './server.ts';

export async function controlOfOnePhone(
  testbed: ControlledTestbed,
  more: Partial<Pick<ControlledLab, 'capabilities' | 'onRunEvent'>> = {},
): Promise<ControlServer> {
  const shown = labPhoneOf(testbed, {});
  return startControlServer({
    info: () => ({ phones: [shown], appiumUrl: '' }),
    describe: () => shown,
    testbed: () => testbed,
    capabilities: () => ({}),
    onRunEvent: () => undefined,
    ...more,
  });
}
