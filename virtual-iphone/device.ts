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
  /**
   * Installs the app in a folder of this machine, or a new version over the old one. The folder is not needed afterwards.
   * @throws Error that says why the folder holds no app for this phone
   */
  installFrom(folder: string): Promise<void>;
  /** Nothing happens when the app is not installed. */
  uninstall(bundleId: string): void;
  /** Switches the phone off and on. */
  reboot(): Promise<void>;
  /** Calls `listener` for each new line until the returned function is called. */
  onLog(listener: (line: LogLine) => void): () => void;
  /** Calls `listener` with the name of each Darwin notification of the system, until the returned function is called. */
  onDarwinNotification(listener: (name: string) => void): () => void;
}
