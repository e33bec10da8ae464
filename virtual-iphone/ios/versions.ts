/**
 * What differs by iOS version, as data. Every behaviour that changed between 8 and 27 is one field here, so that no
 * daemon or screen asks for a version number itself.
 */

export interface IosFeatures {
  /** CallKit exists (iOS 10). */
  readonly callKit: boolean;
  /** UNUserNotificationCenter exists (iOS 10); below it UILocalNotification is the way. */
  readonly userNotifications: boolean;
  /** An app linked against the iOS 13 SDK must report every VoIP push (iOS 13). */
  readonly strictVoipPush: boolean;
  /** `apns-collapse-id` replaces a shown notification (iOS 10). */
  readonly collapseId: boolean;
  /** How an incoming call appears on an unlocked phone: compact banner since iOS 14. */
  readonly unlockedCall: 'none' | 'full-screen' | 'banner';
  /** Process whose tree holds the call buttons: InCallService since iOS 18 (seen in public test suites). */
  readonly callHost: 'com.apple.springboard' | 'com.apple.InCallService';
  /** Accessibility identifiers of the call buttons: fixed words since iOS 18, localized titles before. */
  readonly callButtonIdentifiers: 'localized' | 'fixed';
  /** The system ends an unanswered third-party call after this time (iOS 16); `undefined`: never. */
  readonly ringLimitMs: number | undefined;
  /** Text of the exception that PushKit throws for an unreported push. */
  readonly unreportedPushText: string;
  /** Home, lock and call screens: flat (8–15), lock-screen widgets and big clock (16–25), Liquid Glass (26). */
  readonly look: 'flat' | 'modern' | 'glass';
  /** In-call grid titles: lower case up to 16, title case from 17, where End also moved into the grid. */
  readonly inCallGrid: 'classic' | 'with-end';
  /** Time that `beginBackgroundTask` grants: about 3 minutes, 30 s since iOS 13. */
  readonly backgroundTaskMs?: number;
  /** A reported call whose UUID was used before gets no call screen, only the status bar (iOS 17, callkeep#750). */
  readonly reusedUuidHidesCall?: boolean;
  /** Intents that open an app for a call: one for audio and one for video (iOS 10), one for both (13). */
  readonly startCallIntents?: 'audio-video' | 'one';
  /** A provider may keep its calls out of Recents (iOS 11). */
  readonly recentsOptOut?: boolean;
  /** The newer reasons to filter a call, codes 5 to 7 (in recent SDKs; which release, assumed). */
  readonly recentCallFilters?: boolean;
  /** What decides how a second call of one app can be answered: holding, or since iOS 26 the provider's call groups. */
  readonly waitingCallRule?: 'holding' | 'groups';
  /** LiveCommunicationKit exists (17.4; the lab's first version with it is 17.7). */
  readonly liveCommunicationKit?: boolean;
  /** The system translates calls (iOS 26). */
  readonly translation?: boolean;
  /** A banner of its own offers to swap calls while one is held (seen on iOS 26, and not on 17 and 18). */
  readonly swapBanner?: boolean;
  /** A VoIP push that waited too long need not be reported (iOS 26.4). */
  readonly staleVoipPushExcused?: boolean;
  /** The user can choose a dark appearance (iOS 13). */
  readonly darkAppearance?: boolean;
  /** Opening the app from the locked call screen needs a remote handle (seen on iOS 26). */
  readonly openAppNeedsHandle?: boolean;
}

export interface IosVersion {
  /** As written in a lab file, such as `18.6`. */
  readonly version: string;
  readonly build: string;
  readonly major: number;
  readonly features: IosFeatures;
}

/** Versions a lab file may name, with their build number. */
const BUILDS: Readonly<Record<string, string>> = {
  '8.4': '12H143',
  '9.3': '13E233',
  '10.3': '14E277',
  '11.4': '15F79',
  '12.5': '16H20',
  '13.7': '17H35',
  '14.8': '18H17',
  '15.8': '19H370',
  '16.7': '20H19',
  '17.7': '21H16',
  '18.6': '22G86',
  '26.0': '23A341',
  '26.4': '23E246',
};

export const IOS_VERSIONS: readonly string[] = Object.keys(BUILDS);

/** The version and what it can do, or `undefined` when the lab does not know it. */
export function iosVersion(version: string): IosVersion | undefined {
  const build = BUILDS[version];
  return build === undefined ? undefined : { build, ...anyIosVersion(version) };
}

/** What a phone with any version can do, also one that no lab can simulate. */
export function anyIosVersion(version: string): Omit<IosVersion, 'build'> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return { version, major, features: featuresOf(major, minor) };
}

function featuresOf(major: number, minor: number): IosFeatures {
  return {
    callKit: major >= 10,
    userNotifications: major >= 10,
    strictVoipPush: major >= 13,
    collapseId: major >= 10,
    unlockedCall: major < 10 ? 'none' : major < 14 ? 'full-screen' : 'banner',
    callHost: major < 18 ? 'com.apple.springboard' : 'com.apple.InCallService',
    callButtonIdentifiers: major < 18 ? 'localized' : 'fixed',
    ringLimitMs: major < 16 ? undefined : 60_000,
    unreportedPushText:
      major < 15
        ? 'Killing app because it never posted an incoming call to the system after receiving a PushKit VoIP push callback.'
        : 'Killing app because it never posted an incoming call to the system after receiving a PushKit VoIP push.',
    look: major < 16 ? 'flat' : major < 26 ? 'modern' : 'glass',
    inCallGrid: major < 17 ? 'classic' : 'with-end',
    backgroundTaskMs: major < 13 ? 180_000 : 30_000,
    reusedUuidHidesCall: major >= 17,
    ...(major < 10 ? {} : { startCallIntents: major < 13 ? 'audio-video' : 'one' }),
    recentsOptOut: major >= 11,
    recentCallFilters: major >= 18,
    waitingCallRule: major < 26 ? 'holding' : 'groups',
    liveCommunicationKit: major >= 17,
    translation: major >= 26,
    swapBanner: major >= 26,
    staleVoipPushExcused: major > 26 || (major === 26 && minor >= 4),
    darkAppearance: major >= 13,
    openAppNeedsHandle: major >= 26,
  };
}
