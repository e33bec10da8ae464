/** A phone of the lab as the control API shows it. */

import type { PhoneRef } from '../conformance/check.ts';
import type { ControlledTestbed } from './control/controlled-testbed.ts';
import type { LabPhone } from './control/protocol.ts';
import type { PhoneEntry } from './inventory.ts';
import { udidOfVirtual } from './udid.ts';

const SPRINGBOARD = 'com.apple.springboard';

/** What can be said of a phone before there is a testbed for it. */
export function phoneRefOf(phone: PhoneEntry): PhoneRef {
  const { name, kind, model, ios, language } = phone;
  const shown = kind === 'virtual' && phone.settings && { settings: { ...phone.settings } };
  return { udid: udidOfPhone(phone), name, kind, model: model.name, ios: ios.version, language, ...shown };
}

/** A phone outside has its own; one that the lab simulates has that of its name, unless the lab file gives it one. */
function udidOfPhone(phone: PhoneEntry): string {
  return phone.kind === 'virtual' ? udidOfVirtual(phone) : phone.udid;
}

/** @param requirements those to check on the phone */
export function labPhoneOf({ entry, app }: ControlledTestbed, requirements: LabPhone['requirements']): LabPhone {
  const { callHost, unlockedCall } = entry.ios.features;
  return {
    // Kind and language once more, of their narrower types.
    ...phoneRefOf(entry),
    kind: entry.kind,
    language: entry.language,
    bundleId: app.CFBundleIdentifier,
    appName: app.CFBundleDisplayName,
    // A tester sees the whole screen at once.
    callHosts: callHost === SPRINGBOARD || entry.kind === 'manual' ? [SPRINGBOARD] : [callHost, SPRINGBOARD],
    unlockedCall,
    backgroundModes: app.UIBackgroundModes,
    requirements,
    variants: Object.keys(entry.variants),
    ...(entry.claims && { claims: entry.claims }),
  };
}
