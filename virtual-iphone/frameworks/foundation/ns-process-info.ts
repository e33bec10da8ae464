/** NSProcessInfo: how an app asks which iOS it runs on. */

import { launch } from '../bridge.ts';

export interface NSOperatingSystemVersion {
  readonly majorVersion: number;
  readonly minorVersion: number;
  readonly patchVersion: number;
}

export class NSProcessInfo {
  static readonly processInfo = new NSProcessInfo();

  get arguments(): readonly string[] {
    return launch.arguments;
  }

  get environment(): Readonly<Record<string, string>> {
    return launch.environment;
  }

  get processIdentifier(): number {
    return launch.pid;
  }

  get operatingSystemVersion(): NSOperatingSystemVersion {
    const [majorVersion = 0, minorVersion = 0, patchVersion = 0] = launch.iosVersion.split('.').map(Number);
    return { majorVersion, minorVersion, patchVersion };
  }

  isOperatingSystemAtLeastVersion(wanted: NSOperatingSystemVersion): boolean {
    const own = this.operatingSystemVersion;
    if (own.majorVersion !== wanted.majorVersion) return own.majorVersion > wanted.majorVersion;
    if (own.minorVersion !== wanted.minorVersion) return own.minorVersion > wanted.minorVersion;
    return own.patchVersion >= wanted.patchVersion;
  }
}
