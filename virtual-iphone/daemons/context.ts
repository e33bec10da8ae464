/** What every daemon of one phone is given: time, the version's rules, settings, the journal and the log. */

import type { Clock, EventData } from '../../clock/index.ts';
import type { LogLine } from '../device.ts';
import type { IphoneModel } from '../ios/models.ts';
import type { IosVersion } from '../ios/versions.ts';
import type { ProtectedData } from '../messages.ts';
import type { Appearance, Language } from '../ui/model.ts';
import type { PhoneSettings } from './settings.ts';

/** System processes that write to the log, with the pid they have on a virtual phone. */
export const SYSTEM_PIDS = {
  SpringBoard: 61,
  apsd: 87,
  callservicesd: 112,
  usernotificationsd: 118,
  runningboardd: 34,
  kernel: 0,
  cfprefsd: 101,
  InCallService: 214,
  MobilePhone: 226,
} as const;
export type SystemProcess = keyof typeof SYSTEM_PIDS;

/** The region of a phone, as an ISO 3166 code, until its user sets another. */
export const HOME_REGION = 'US';

export interface PhoneContext {
  readonly clock: Clock;
  readonly ios: IosVersion;
  /** What the top of its screen is made of. */
  readonly screenTop: IphoneModel['screen']['top'];
  readonly settings: PhoneSettings;
  readonly language: Language;
  /** As the settings say, unless somebody chose otherwise; Apple leaves it open, so both happen on one phone. */
  voipBeforeFirstUnlock: PhoneSettings['voipBeforeFirstUnlock'];
  /** Kept by `securityd/data-protection.ts`. */
  protectedData: ProtectedData;
  /** Light where the version has no other. */
  appearance: Appearance;
  /** Settings ▸ General ▸ Language & Region: an ISO 3166 code. */
  region: string;
  /** The user's choice; a Focus since iOS 15. */
  doNotDisturb: boolean;
  /** Callers on the block list: phone numbers and e-mail addresses. */
  blockedHandles: ReadonlySet<string>;
  /** Callers whom Do Not Disturb lets through. */
  allowedHandles: ReadonlySet<string>;
  /** Silence Unknown Callers is on; who is known are the contacts. */
  silenceUnknownCallers: boolean;
  contacts: ReadonlySet<string>;
  /** Callers whom the user keeps from the screen. */
  sensitiveHandles: ReadonlySet<string>;
  /** Bundle ids of apps that the user has locked. */
  protectedApps: ReadonlySet<string>;
  /** The screen is being shared or mirrored. */
  screenShared: boolean;
  /** An upper-case UUID that nothing else has. */
  readonly newId: () => string;
  /** Writes to the journal, as this phone. */
  readonly note: (kind: string, data: EventData) => void;
  /** Writes a line of a system process to the phone's log. */
  readonly log: (process: SystemProcess, text: string, level?: LogLine['level']) => void;
}
