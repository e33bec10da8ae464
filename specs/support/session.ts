/** The session a spec runs in: the phone it has leased and the way to its testbed. */

import { ControlClient, type PhoneControl } from '../../lab/control/client.ts';
import type { LabPhone } from '../../lab/control/protocol.ts';

export interface Session {
  readonly phone: LabPhone;
  readonly lab: ControlClient;
  readonly control: PhoneControl;
}

let current: Session | undefined;

/** Called by the runner before it loads a spec file; one worker process serves many sessions, one after the other. */
export async function openSession(controlUrl: string, udid: string): Promise<void> {
  const lab = new ControlClient(controlUrl);
  const control = lab.phone(udid);
  current = { lab, control, phone: await control.describe() };
}

export function session(): Session {
  if (current === undefined) {
    throw new Error('No phone is leased: run the specs through `ringproof run` or `wdio run wdio.conf.ts`.');
  }
  return current;
}
