/** Which phones are there: those of a lab file, of the cable, of simctl, or of a lab that is up, with who has them. */

import { ControlApiError, ControlClient } from '../control/client.ts';
import { messageOf, UsageError } from '../errors.ts';
import type { Inventory } from '../inventory.ts';
import { phoneRefOf } from '../lab-phone.ts';
import { Simctl, type SimulatorDevice } from '../simulator/simctl.ts';
import { type AttachedPhone, attachedPhones } from './cable.ts';

export interface ListedPhone {
  readonly name: string;
  readonly kind: 'virtual' | 'real' | 'simulator' | 'manual';
  readonly udid: string;
  /** Absent where nobody says. */
  readonly model?: string;
  readonly ios?: string;
  /** `busy`: somebody has it, or it cannot be used now; `reason` says who or why. */
  readonly state: 'free' | 'busy' | 'absent';
  readonly reason?: string;
}

export interface PhoneList {
  readonly phones: readonly ListedPhone[];
  /** What could not be asked, and why. */
  readonly notes: readonly string[];
}

/** Phones of a lab file, and whatever else is attached to this machine. */
export async function phonesHere(inventory: Inventory, environment = process.env): Promise<PhoneList> {
  const notes: string[] = [];
  const note = (error: unknown): readonly [] => {
    notes.push(`${messageOf(error).replace(/\.$/, '')}.`);
    return [];
  };
  const simctl = new Simctl(environment);
  const [attached, simulators = []] = await Promise.all([
    attachedPhones(environment).catch(note),
    simctl.devices().catch(note),
  ]);
  const ofFile = inventory.phones.map((entry) => inFile(phoneRefOf(entry), attached, simulators));
  const known = new Set(ofFile.map(({ udid }) => udid));
  const onCable = attached
    .filter(({ udid }) => !known.has(udid))
    .map(({ udid, name = udid, model, ios, connection }): ListedPhone => {
      const about = { ...(model !== undefined && { model }), ...(ios !== undefined && { ios }) };
      return { name, kind: 'real', udid, ...about, state: 'free', reason: `by ${connection}; not in the lab file` };
    });
  const simulated = simulators
    .filter(({ udid }) => !known.has(udid))
    .map(({ udid, name, ios, booted, unusable }): ListedPhone => {
      const phone = { name, kind: 'simulator', udid, ios } as const;
      if (unusable !== undefined) return { ...phone, state: 'busy', reason: unusable };
      return { ...phone, state: 'free', reason: booted ? 'booted' : 'off' };
    });
  return { phones: [...ofFile, ...onCable, ...simulated], notes };
}

function inFile(
  { name, kind, udid, model, ios }: ReturnType<typeof phoneRefOf>,
  attached: readonly AttachedPhone[],
  simulators: readonly SimulatorDevice[],
): ListedPhone {
  const phone = { name, kind, udid, model, ios };
  if (kind === 'virtual') return { ...phone, state: 'free', reason: 'made when a lab starts' };
  if (kind === 'manual') return { ...phone, state: 'free', reason: 'in the hands of a tester' };
  if (kind === 'simulator') {
    const simulator = simulators.find((candidate) => candidate.udid.toUpperCase() === udid.toUpperCase());
    if (simulator === undefined) return { ...phone, state: 'absent', reason: 'simctl does not know it' };
    const { unusable, booted } = simulator;
    if (unusable !== undefined) return { ...phone, state: 'busy', reason: unusable };
    return { ...phone, state: 'free', reason: booted ? 'booted' : 'off' };
  }
  const there = attached.find((candidate) => candidate.udid.toUpperCase() === udid.toUpperCase());
  if (there === undefined) return { ...phone, state: 'absent', reason: 'usbmuxd does not see it' };
  if (there.ios !== undefined && there.ios !== ios) {
    return { ...phone, state: 'free', reason: `it says that it runs iOS ${there.ios}` };
  }
  return { ...phone, state: 'free', reason: `by ${there.connection}` };
}

/** @param url of the control API. @throws UsageError when no lab answers there */
export async function phonesOfLab(url: URL, now = Date.now()): Promise<PhoneList> {
  const client = new ControlClient(url.href.replace(/\/$/, ''));
  try {
    const [{ phones }, leases] = await Promise.all([client.info(), client.leases()]);
    const listed = phones.map(({ name, kind, udid, model, ios }): ListedPhone => {
      const lease = leases.find((candidate) => candidate.udid === udid);
      const phone = { name, kind, udid, model, ios };
      if (lease === undefined) return { ...phone, state: 'free' };
      return { ...phone, state: 'busy', reason: `leased to ${lease.by} for ${lasting(now - lease.since)}` };
    });
    return { phones: listed, notes: [] };
  } catch (error) {
    if (!(error instanceof ControlApiError || error instanceof SyntaxError)) throw error;
    const what = error instanceof SyntaxError ? `What answers at ${url.href} is no control API.` : error.message;
    throw new UsageError(what, 'Give the address of the control API that `ringproof serve` prints, or a lab file.');
  }
}

function lasting(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
