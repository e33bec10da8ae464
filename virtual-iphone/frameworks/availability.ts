/** Which classes this iOS has, and which frameworks this app is linked against. */

import { launch } from './bridge.ts';

const linked = new Set<string>();

/** Says that the app's bundle contains this framework, as a load command in a Mach-O file does. */
export function link(framework: string): void {
  linked.add(framework);
}

export function isLinked(framework: string): boolean {
  return linked.has(framework);
}

/** Fails as the use of a class fails on a system that does not have it. @throws ReferenceError */
export function requireClass(name: string, exists: boolean, since: string): void {
  if (exists) return;
  throw new ReferenceError(
    `${name} is not defined: this iPhone has iOS ${launch.iosVersion}, and the class exists from ${since} on. ` +
      'Ask NSProcessInfo.processInfo.isOperatingSystemAtLeastVersion before you touch it.',
  );
}

export function requireCallKit(name: string): void {
  requireClass(name, launch.callKit, 'iOS 10.0');
}

export function requireUserNotifications(name: string): void {
  requireClass(name, launch.userNotifications, 'iOS 10.0');
}

/** Whether this iOS is that version or a later one. */
export function isIos(major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = launch.iosVersion.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** Major version of this iOS. */
export function iosMajor(): number {
  return Number(launch.iosVersion.split('.')[0]);
}

/** Major version of the SDK that the app is linked against, from DTSDKName; newer than any iOS when it is not told. */
export function sdkMajor(): number {
  const name = launch.info.DTSDKName;
  const major = typeof name === 'string' ? /^iphoneos(\d+)/.exec(name)?.[1] : undefined;
  return major === undefined ? Number.POSITIVE_INFINITY : Number(major);
}

/**
 * Whether PushKit's iOS 13 rule applies: "if you link against the iOS 13 SDK or later"
 * (Apple, pushkit/responding-to-voip-notifications-from-pushkit).
 */
export function isStrictVoipApp(): boolean {
  return iosMajor() >= 13 && sdkMajor() >= 13;
}
