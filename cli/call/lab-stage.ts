/** Finds the phone of a running lab on which a call script is played, and keeps others off it meanwhile. */

import type { Stage } from '../../call-server/scripts/index.ts';
import { labStage } from '../../lab/call-scripts/lab-stage.ts';
import { ControlApiError, ControlClient } from '../../lab/control/client.ts';
import type { LabPhone } from '../../lab/control/protocol.ts';
import { UsageError } from '../../lab/errors.ts';

const ADVICE = '`ringproof serve` prints the address of its control API, and the names of its phones.';

/**
 * @param url of the control API
 * @param wanted part of the phone's name; not needed when the lab has one phone
 * @param user who is signed in on it; the user of every lab by default
 * @throws UsageError when there is no such lab or phone, or the phone is in use
 */
export async function openLabStage(
  url: string,
  wanted: string | undefined,
  user: string | undefined,
): Promise<{ readonly stage: Stage; close(): Promise<void> }> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new UsageError(`--lab ${url} is no address such as http://127.0.0.1:40123.`, ADVICE);
  }
  const client = new ControlClient(url.replace(/\/$/, ''));
  const { phones } = await client.info().catch(forUser);
  const phone = onePhone(phones, wanted);
  const lease = await client.lease(phone.name, 0, 'ringproof call').catch(forUser);
  return {
    stage: labStage(client.phone(phone.udid), phone, user),
    close: () => client.returnLease(lease.id),
  };
}

function onePhone(phones: readonly LabPhone[], wanted: string | undefined): LabPhone {
  const matching = phones.filter(({ name }) => name.toLowerCase().includes((wanted ?? '').toLowerCase()));
  const [phone] = matching;
  const names = phones.map(({ name }) => `"${name}"`).join(', ');
  if (phone === undefined) throw new UsageError(`No phone of this lab matches "${wanted ?? ''}".`, `It has ${names}.`);
  // A name that is the beginning of another one must still be good for something.
  const exact = matching.find(({ name }) => name === wanted) ?? (matching.length === 1 ? phone : undefined);
  if (exact !== undefined) return exact;
  throw new UsageError(`${matching.length} phones of this lab could be meant.`, `Choose with --phone: ${names}.`);
}

function forUser(error: unknown): never {
  if (error instanceof ControlApiError) throw new UsageError(error.message, ADVICE);
  // Something answers there that is no control API.
  if (error instanceof SyntaxError) throw new UsageError('What answers at --lab is no control API.', ADVICE);
  throw error;
}
