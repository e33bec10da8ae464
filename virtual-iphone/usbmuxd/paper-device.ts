/** A phone on paper: what device services may know of one, for tests that need no living phone. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceServices, InstalledApp, LogLine } from '../device.ts';
import { IPHONE_MODELS } from '../ios/models.ts';
import { iosVersion } from '../ios/versions.ts';

export interface PaperDevice extends DeviceServices {
  /** Lets the phone log a line; missing fields are those of SpringBoard at {@link PAPER_TIME}. */
  writeLog(text: string, line?: Partial<LogLine>): void;
  /** Whether anybody listens to the log. */
  readonly isLogHeard: boolean;
}

/** 24 November 2026, 06:48:41.5 UTC. */
export const PAPER_TIME = Date.UTC(2026, 10, 24, 6, 48, 41, 500);

export const PAPER_APP: InstalledApp = {
  bundleId: 'com.example.calls',
  displayName: 'Example Calls',
  version: '4.2',
  minimumOsVersion: '9.0',
};

export interface PaperDeviceOptions {
  readonly udid: string;
  /** Default `18.6`. */
  readonly ios?: string;
  /** Default `Alice's iPhone`. */
  readonly name?: string;
  /** Default {@link PAPER_TIME}, standing still. */
  readonly now?: () => number;
}

export function paperDevice({
  udid,
  ios: version = '18.6',
  name = "Alice's iPhone",
  now,
}: PaperDeviceOptions): PaperDevice {
  const ios = iosVersion(version);
  const model = IPHONE_MODELS.find(({ majors: [first, last] }) => ios && first <= ios.major && ios.major <= last);
  if (ios === undefined || model === undefined) throw new Error(`no iPhone of the lab runs iOS ${version}`);
  const listeners = new Set<(line: LogLine) => void>();
  const apps = new Map([[PAPER_APP.bundleId, PAPER_APP]]);
  const darwin = new Set<(name: string) => void>();
  const post = (name: string) => {
    for (const listener of darwin) listener(name);
  };
  return {
    udid,
    name,
    model,
    ios,
    language: 'en',
    now: now ?? (() => PAPER_TIME),
    installedApps: () => [...apps.values()],
    async installFrom(folder) {
      const [, bundleId] =
        /^CFBundleIdentifier: (\S+)$/m.exec(await readFile(join(folder, 'manifest.yaml'), 'utf8')) ?? [];
      if (bundleId === undefined) throw new Error('The manifest does not describe an app.');
      apps.set(bundleId, { ...PAPER_APP, bundleId });
      post('com.apple.mobile.application_installed');
    },
    uninstall(bundleId) {
      if (apps.delete(bundleId)) post('com.apple.mobile.application_uninstalled');
    },
    async reboot() {
      this.writeLog('restarted');
    },
    onDarwinNotification(listener) {
      darwin.add(listener);
      return () => darwin.delete(listener);
    },
    onLog(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    writeLog(text, line = {}) {
      const entry: LogLine = { at: PAPER_TIME, process: 'SpringBoard', pid: 62, level: 'Notice', text, ...line };
      for (const listener of listeners) listener(entry);
    },
    get isLogHeard() {
      return listeners.size > 0;
    },
  };
}
