/** A phone of the lab as the control API shows it. */

import type { PhoneRef } from '../conformance/check.ts';
import type { LabPhone } from './control/protocol.ts';
import type { PhoneEntry } from './inventory.ts';
import type { Testbed } from './testbed.ts';
import { udidOf } from './udid.ts';

const SPRINGBOARD = 'com.apple.springboard';

/** What can be said of a phone before there is a testbed for it. */
export function phoneRefOf({ name, kind, model, ios, language, settings }: PhoneEntry): PhoneRef {
  const shown = settings && { settings: { ...settings } };
  return { udid: udidOf(name), name, kind, model: model.name, ios: ios.version, language, ...shown };
}

/** @param requirements those to check on the phone */
export function labPhoneOf({ entry, bundle }: Testbed, requirements: LabPhone['requirements']): LabPhone {
  const { callHost, unlockedCall } = entry.ios.features;
  return {
    // Kind and language once more, of their narrower types.
    ...phoneRefOf(entry),
    kind: entry.kind,
    language: entry.language,
    bundleId: bundle.manifest.CFBundleIdentifier,
    appName: bundle.manifest.CFBundleDisplayName,
    callHosts: callHost === SPRINGBOARD ? [SPRINGBOARD] : [callHost, SPRINGBOARD],
    unlockedCall,
    backgroundModes: bundle.manifest.UIBackgroundModes,
    requirements,
    variants: Object.keys(entry.variants),
    ...(entry.claims && { claims: entry.claims }),
  };
}
