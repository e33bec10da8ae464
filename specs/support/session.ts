/** The session a spec runs in: the phone it has leased, the way to its testbed, and what it sees the screen through. */

import { ControlClient, type PhoneControl } from '../../lab/control/client.ts';
import type { LabPhone } from '../../lab/control/protocol.ts';
import { attentive } from './attention.ts';
import type { Album, Driver } from './driver.ts';
import { withDriverErrors } from './driver-error.ts';
import { witnessed, witnessedAnswer } from './witnesses.ts';

export interface Session {
  readonly phone: LabPhone;
  readonly lab: ControlClient;
  readonly control: PhoneControl;
  readonly driver: Driver;
  /** Absent when nobody will look at pictures of checks that passed. */
  readonly album?: Album;
}

let current: Session | undefined;

/** Called before spec files are loaded; one worker process serves many sessions, one after the other. */
export async function beginSession(
  lab: ControlClient,
  udid: string,
  by: Pick<Session, 'driver' | 'album'>,
): Promise<void> {
  const phone = await lab.phone(udid).describe();
  const byPhone = phone.kind === 'virtual' ? 'phone' : 'probe';
  const link = new ControlClient(async (method, path, body) => {
    const answer = await lab.request(method, path, body);
    witnessedAnswer(path, answer, byPhone);
    return answer;
  });
  const driver = phone.kind === 'virtual' ? by.driver : withDriverErrors(by.driver);
  current = { lab, control: link.phone(udid), phone, ...by, driver: witnessing(attentive(driver)) };
}

/** Also what is not on the screen has been looked for there. */
function witnessing(driver: Driver): Driver {
  return {
    ...driver,
    find(predicate) {
      witnessed(driver.ask === undefined ? 'screen' : 'human');
      return driver.find(predicate);
    },
  };
}

export function session(): Session {
  if (current === undefined) {
    throw new Error('No phone is leased: run the specs through `ringproof run` or `wdio run wdio.conf.ts`.');
  }
  return current;
}
