/** Begins a session on a phone in a tester's hands, in the process that asks. */

import { ControlClient, type ControlLink } from '../../lab/control/client.ts';
import { byHandDriver, type Tester } from './by-hand-driver.ts';
import { beginSession } from './session.ts';

export async function openByHandSession(control: ControlLink, tester: Tester, udid: string): Promise<void> {
  const lab = new ControlClient(control);
  await beginSession(lab, udid, { driver: byHandDriver(tester, await lab.phone(udid).describe()) });
}
