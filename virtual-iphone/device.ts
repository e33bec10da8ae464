/** What device services (lockdownd, installation_proxy, syslog_relay) may know of a phone. */

import type { IphoneModel } from './ios/models.ts';
import type { IosVersion } from './ios/versions.ts';
import type { Language } from './ui/model.ts';

export interface InstalledApp {
  readonly bundleId: string;
  readonly displayName: string;
  readonly version: string;
  readonly minimumOsVersion: string;
}

/** A line of the phone's log, before it is put in syslog form. */
export interface LogLine {
  /** Testbed time, milliseconds since 1970. */
  readonly at: number;
  readonly process: string;
  readonly pid: number;
  readonly level: 'Debug' | 'Notice' | 'Warning' | 'Error';
  readonly text: string;
}

export interface DeviceServices {
  /** 8 hex digits, a dash, 16 hex digits. */
  readonly udid: string;
  readonly name: string;
  readonly model: IphoneModel;
  readonly ios: IosVersion;
  readonly language: Language;
  /** Testbed time, milliseconds since 1970. */
  now(): number;
  installedApps(): readonly InstalledApp[];
  /** Calls `listener` for each new line until the returned function is called. */
  onLog(listener: (line: LogLine) => void): () => void;
}
