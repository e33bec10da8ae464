/** Begins a session without Appium, in the process that the phone is in. */

import { ControlClient, type ControlLink } from '../../lab/control/client.ts';
import { openDirectDriver, type WebDriverAgent } from './direct-driver.ts';
import { beginSession } from './session.ts';

export async function openDirectSession(control: ControlLink, agent: WebDriverAgent, udid: string): Promise<void> {
  await beginSession(new ControlClient(control), udid, { driver: await openDirectDriver(agent) });
}
