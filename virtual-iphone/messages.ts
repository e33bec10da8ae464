/**
 * Everything that crosses the border between an app's process and the daemons: plain data, in order, never a shared
 * object. Frameworks write {@link FromApp} and read {@link ToApp}; daemons do the reverse.
 *
 * UUIDs are upper case, times are testbed milliseconds since 1970, tokens are lower-case hex.
 */

import type { Appearance, AppScreen } from './ui/model.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** An NSError: domain and code, no userInfo (CallKit's errors carry none). */
export interface ErrorData {
  readonly domain: string;
  readonly code: number;
}

// ── CallKit ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface HandleData {
  /** CXHandleType: generic 1, phoneNumber 2, emailAddress 3. */
  readonly type: 1 | 2 | 3;
  readonly value: string;
}

/** CXCallUpdate; a field that is absent was never set, which is not the same as false. */
export interface CallUpdateData {
  readonly remoteHandle?: HandleData;
  readonly localizedCallerName?: string;
  readonly supportsHolding?: boolean;
  readonly supportsGrouping?: boolean;
  readonly supportsUngrouping?: boolean;
  readonly supportsDTMF?: boolean;
  readonly hasVideo?: boolean;
}

export interface ProviderConfigurationData {
  readonly localizedName?: string;
  readonly ringtoneSound?: string;
  readonly maximumCallGroups: number;
  readonly maximumCallsPerCallGroup: number;
  readonly supportsVideo: boolean;
  readonly includesCallsInRecents: boolean;
  /** iOS 26. Absent: the app does not say. */
  readonly supportsAudioTranslation?: boolean;
  readonly supportedHandleTypes: readonly number[];
  /** The provider of a ConversationManager (LiveCommunicationKit, iOS 17.4). */
  readonly conversations?: boolean;
}

export type CallActionData = { readonly id: string; readonly call: string } & (
  | { readonly type: 'start'; readonly handle: HandleData; readonly video: boolean }
  | { readonly type: 'answer' }
  | { readonly type: 'end' }
  | { readonly type: 'set-held'; readonly onHold: boolean }
  | { readonly type: 'set-muted'; readonly muted: boolean }
  | { readonly type: 'play-dtmf'; readonly digits: string; readonly dtmfType: 1 | 2 | 3 }
  | { readonly type: 'set-group'; readonly other: string | null }
  /** iOS 26. Languages as BCP 47 tags. */
  | {
      readonly type: 'set-translating';
      readonly translating: boolean;
      readonly localLanguage: string;
      readonly remoteLanguage: string;
    }
);

/** CXCall as CXCallObserver shows it. */
export interface CallSnapshot {
  readonly id: string;
  readonly isOutgoing: boolean;
  readonly isOnHold: boolean;
  readonly hasConnected: boolean;
  readonly hasEnded: boolean;
}

/** The intent of an NSUserActivity that asks an app to start a call. */
export interface StartCallIntentData {
  readonly type: 'INStartAudioCallIntent' | 'INStartVideoCallIntent' | 'INStartCallIntent';
  readonly handle: HandleData;
  readonly video: boolean;
}

// ── Notifications ────────────────────────────────────────────────────────────────────────────────────────────────

export interface NotificationData {
  /** Request identifier (UNNotificationRequest) or one made by the framework (UILocalNotification). */
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly sound?: string;
  readonly category?: string;
  readonly userInfo: JsonObject;
  readonly remote: boolean;
}

/** A button of a notification: UNNotificationAction, UIUserNotificationAction. */
export interface NotificationActionData {
  readonly identifier: string;
  readonly title: string;
  /** The app comes to the front; else it runs in the background for a while. */
  readonly foreground: boolean;
  readonly destructive: boolean;
  /** Only on an unlocked phone, which is unlocked for it. */
  readonly authenticationRequired: boolean;
}

/** What an app may do, by UNAuthorizationStatus; `options` are the UNAuthorizationOptions it asked for. */
export interface NotificationAuthorization {
  readonly status: 'not-determined' | 'denied' | 'authorized' | 'provisional';
  readonly options: number;
  /** Its notifications go to Notification Center only, without banner, sound and badge. */
  readonly quiet: boolean;
}

export interface NotificationCategoryData {
  readonly identifier: string;
  readonly actions: readonly NotificationActionData[];
  /** Actions of the banner where they are others (iOS 8 and 9). */
  readonly minimalActions?: readonly NotificationActionData[];
}

// ── Data protection ──────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Which protected data can be read: none that needs the passcode since the phone started, what was protected until the
 * first unlock, or all.
 */
export type ProtectedData = 'before-first-unlock' | 'locked' | 'unlocked';

/** An item of the keychain. */
export interface KeychainItemData {
  /** kSecClass: `genp`, `inet` … */
  readonly class: string;
  /** kSecAttrAccessible: `ak` when unlocked, `ck` after first unlock, `dk` always; `u` behind it: on this device only. */
  readonly accessible: string;
  /** By Apple's short keys (`svce`, `acct` …). */
  readonly attributes: Readonly<Record<string, string>>;
  /** In lower-case hex. */
  readonly data: string;
}

// ── From the app's frameworks to the daemons ─────────────────────────────────────────────────────────────────────

export type FromApp =
  /** `application:didFinishLaunchingWithOptions:` returned. */
  | { readonly kind: 'app.launched' }
  | { readonly kind: 'app.screen'; readonly screen: AppScreen }
  | { readonly kind: 'app.log'; readonly level: 'Debug' | 'Notice' | 'Warning' | 'Error'; readonly text: string }
  | { readonly kind: 'app.background-task'; readonly id: number; readonly running: boolean }
  | { readonly kind: 'app.badge'; readonly value: number }
  /** The whole of NSUserDefaults after a change; kept over launches. */
  | { readonly kind: 'app.defaults'; readonly values: JsonObject }
  /** A change of a suite, which an app group may share; null: the key is removed. */
  | { readonly kind: 'app.suite'; readonly suite: string; readonly key: string; readonly value: Json }
  /** All keychain items of the bundle's access group after a change. */
  | { readonly kind: 'app.keychain'; readonly items: readonly KeychainItemData[] }
  | { readonly kind: 'pushkit.register'; readonly type: 'voIP' }
  | { readonly kind: 'pushkit.unregister'; readonly type: 'voIP' }
  /** The completion handler of the receive callback was called. */
  /** Each time that the completion handler of a push is called, so also when it should not be any more. */
  | { readonly kind: 'pushkit.completed'; readonly push: string }
  /** From a notification service extension: the content to show; null keeps the notification from the user. */
  | { readonly kind: 'extension.content'; readonly request: string; readonly notification: NotificationData | null }
  /** CXProvider.reportNewIncomingVoIPPushPayload. */
  | { readonly kind: 'callkit.report-voip-payload'; readonly request: number; readonly payload: JsonObject }
  | { readonly kind: 'remote.register' }
  | { readonly kind: 'remote.unregister' }
  | { readonly kind: 'remote.completed'; readonly push: string; readonly result: 'new-data' | 'no-data' | 'failed' }
  /** registerUserNotificationSettings (iOS 8/9) or requestAuthorization (10+); always granted unless the phone says no. */
  | { readonly kind: 'notifications.authorize'; readonly request: number; readonly options: number }
  | { readonly kind: 'notifications.settings'; readonly request: number }
  /** The app's categories from now on, in place of those it had. */
  | { readonly kind: 'notifications.categories'; readonly categories: readonly NotificationCategoryData[] }
  /** Present now: presentLocalNotificationNow, or an added UNNotificationRequest without trigger. */
  | { readonly kind: 'notifications.present'; readonly notification: NotificationData }
  /** Empty list: all of this app's. */
  | { readonly kind: 'notifications.remove-delivered'; readonly ids: readonly string[] }
  /** Answer to `notifications.will-present`: UNNotificationPresentationOptions. */
  | { readonly kind: 'notifications.presentation'; readonly id: string; readonly options: number }
  | { readonly kind: 'notifications.response-completed'; readonly id: string }
  | { readonly kind: 'callkit.register-provider'; readonly configuration: ProviderConfigurationData }
  | { readonly kind: 'callkit.invalidate-provider' }
  | {
      readonly kind: 'callkit.report-incoming';
      readonly request: number;
      readonly call: string;
      readonly update: CallUpdateData;
    }
  | { readonly kind: 'callkit.report-updated'; readonly call: string; readonly update: CallUpdateData }
  /** `reason` is CXCallEndedReason's raw value; `at` null means now. */
  | {
      readonly kind: 'callkit.report-ended';
      readonly call: string;
      readonly at: number | null;
      readonly reason: number;
    }
  | {
      readonly kind: 'callkit.report-outgoing';
      readonly call: string;
      readonly phase: 'started-connecting' | 'connected';
      readonly at: number | null;
    }
  | {
      readonly kind: 'callkit.request';
      readonly request: number;
      readonly transaction: string;
      readonly actions: readonly CallActionData[];
    }
  | {
      readonly kind: 'callkit.action-completed';
      readonly action: string;
      readonly outcome: 'fulfilled' | 'failed';
      /** From fulfillWithDateConnected and its like; null means now. */
      readonly at: number | null;
    }
  | { readonly kind: 'audio.configure'; readonly category: string; readonly mode: string }
  | { readonly kind: 'audio.set-active'; readonly request: number; readonly active: boolean };

// ── From the daemons to the app's frameworks ─────────────────────────────────────────────────────────────────────

export type AppRunState = 'active' | 'inactive' | 'background';

export type ToApp =
  | { readonly kind: 'app.state'; readonly state: AppRunState }
  | { readonly kind: 'app.will-terminate' }
  /** The time of `beginBackgroundTask` is over: expiration handlers run. */
  | { readonly kind: 'app.background-time-over' }
  | { readonly kind: 'app.memory-warning' }
  | { readonly kind: 'app.appearance'; readonly appearance: Appearance }
  /** `application:openURL:options:`, or `application:continueUserActivity:restorationHandler:` for a universal link. */
  | { readonly kind: 'app.open-url'; readonly url: string; readonly way: 'scheme' | 'universal-link' }
  /** `application:continueUserActivity:restorationHandler:`. */
  | { readonly kind: 'app.user-activity'; readonly intent: StartCallIntentData }
  /** `defaults` and `suites` come with the first unlock: until then the process could not read them. */
  | {
      readonly kind: 'app.protected-data';
      readonly state: ProtectedData;
      readonly defaults?: JsonObject;
      readonly suites?: AppLaunch['suites'];
    }
  /** Another bundle of the same app group has written. */
  | { readonly kind: 'app.suite-changed'; readonly suite: string; readonly key: string; readonly value: Json }
  /** Another bundle of the same access group has written. */
  | { readonly kind: 'app.keychain-changed'; readonly items: readonly KeychainItemData[] }
  | { readonly kind: 'app.touch'; readonly view: number }
  | { readonly kind: 'app.focus'; readonly view: number }
  | { readonly kind: 'app.type'; readonly text: string }
  | { readonly kind: 'app.clear-text' }
  | { readonly kind: 'pushkit.credentials'; readonly type: 'voIP'; readonly token: string }
  | { readonly kind: 'pushkit.invalidated'; readonly type: 'voIP' }
  | {
      readonly kind: 'pushkit.push';
      readonly push: string;
      readonly type: 'voIP';
      readonly payload: JsonObject;
      /** A call must be reported before the delegate method returns, or PushKit ends the app. */
      readonly mustReport: boolean;
    }
  /** To a notification service extension. */
  | { readonly kind: 'extension.notification'; readonly request: string; readonly notification: NotificationData }
  | { readonly kind: 'extension.time-over'; readonly request: string }
  | { readonly kind: 'callkit.voip-payload-reported'; readonly request: number; readonly error: ErrorData | null }
  | { readonly kind: 'remote.registered'; readonly token: string }
  | { readonly kind: 'remote.failed'; readonly error: ErrorData }
  | { readonly kind: 'remote.push'; readonly push: string; readonly payload: JsonObject }
  | { readonly kind: 'notifications.authorized'; readonly request: number; readonly granted: boolean }
  | {
      readonly kind: 'notifications.settings';
      readonly request: number;
      readonly authorization: NotificationAuthorization;
    }
  /** iOS 8/9: didReceiveLocalNotification / didReceiveRemoteNotification after a tap on a running app. iOS 10+: willPresent. */
  | { readonly kind: 'notifications.will-present'; readonly notification: NotificationData }
  | {
      readonly kind: 'notifications.response';
      readonly notification: NotificationData;
      /** `default`, `dismiss`, or the identifier of the app's own action. */
      readonly action: string;
    }
  | { readonly kind: 'callkit.provider-began' }
  | { readonly kind: 'callkit.provider-reset' }
  | { readonly kind: 'callkit.reported'; readonly request: number; readonly error: ErrorData | null }
  | { readonly kind: 'callkit.requested'; readonly request: number; readonly error: ErrorData | null }
  | { readonly kind: 'callkit.perform'; readonly transaction: string; readonly actions: readonly CallActionData[] }
  | { readonly kind: 'callkit.timed-out'; readonly action: CallActionData }
  /** Mirror of all calls on the phone, sent after each change; ended calls appear once with `hasEnded`. */
  | { readonly kind: 'callkit.calls'; readonly calls: readonly CallSnapshot[] }
  | { readonly kind: 'audio.activated' }
  | { readonly kind: 'audio.deactivated' }
  /** The user chose the speaker or the receiver. */
  | { readonly kind: 'audio.route-changed'; readonly speaker: boolean }
  | { readonly kind: 'audio.active-set'; readonly request: number; readonly error: ErrorData | null };

// ── The app's process, as daemons see it ─────────────────────────────────────────────────────────────────────────

/** What an app's process is told when it starts; the frameworks answer synchronous questions from it. */
export interface AppLaunch {
  readonly bundleId: string;
  readonly displayName: string;
  readonly pid: number;
  /** Info.plist of the app, as its manifest states it. */
  readonly info: JsonObject;
  readonly iosVersion: string;
  /** Which frameworks this iOS has, from `ios/versions.ts`. */
  readonly callKit: boolean;
  readonly liveCommunicationKit: boolean;
  readonly userNotifications: boolean;
  readonly unreportedPushText: string;
  readonly modelName: string;
  readonly deviceName: string;
  /** identifierForVendor: stable while the app is installed. */
  readonly vendorIdentifier: string;
  readonly language: 'en' | 'zh-Hans';
  /** ISO 3166 code of the region that the user has set. */
  readonly region: string;
  readonly appearance: Appearance;
  readonly state: 'foreground' | 'background';
  /** The process is an extension of an app, not the app. */
  readonly extension?: 'notification-service';
  /** What `beginBackgroundTask` grants, milliseconds. */
  readonly backgroundTaskMs: number;
  /** UIApplicationLaunchOptionsKey → value; iOS 8/9 tapped notifications come in here. */
  readonly launchOptions: {
    readonly remoteNotification?: JsonObject;
    readonly localNotification?: NotificationData;
  };
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Empty before the first unlock, when they cannot be read. */
  readonly defaults: JsonObject;
  /** Suites of defaults by their names, those of app groups among them; empty when `defaults` are. */
  readonly suites: Readonly<Record<string, JsonObject>>;
  readonly keychain: readonly KeychainItemData[];
  readonly protectedData: ProtectedData;
  /** Calls that there are already, of all apps: what CXCallObserver shows at once. */
  readonly calls: readonly CallSnapshot[];
}

/** What the process may read when it starts. */
export type StoredForLaunch = Pick<AppLaunch, 'defaults' | 'suites' | 'keychain' | 'protectedData'>;

/** Why a process ended. */
export type AppExit =
  | { readonly kind: 'exception'; readonly name: string; readonly reason: string }
  | { readonly kind: 'killed'; readonly by: string; readonly code?: string };

export interface AppProcessEvents {
  onMessage(message: FromApp): void;
  /** Called once, also after {@link AppProcess.kill}. */
  onExit(exit: AppExit): void;
}

export interface AppProcess {
  readonly pid: number;
  readonly alive: boolean;
  /** Queues a message; it arrives in a later turn of the event loop, in order, and counts as work in flight until then. */
  deliver(message: ToApp): void;
  /** Suspended: timers do not fire and neither messages nor network data arrive until {@link resume}. */
  suspend(): void;
  resume(): void;
  kill(exit: AppExit): void;
}

/** What a manifest says of an app, in Info.plist's own keys where Apple has one. */
export interface AppManifest {
  readonly CFBundleIdentifier: string;
  readonly CFBundleDisplayName: string;
  readonly CFBundleShortVersionString: string;
  readonly MinimumOSVersion: string;
  /** Such as `iphoneos18.0`: the SDK the app is linked against. */
  readonly DTSDKName: string;
  readonly UIBackgroundModes: readonly string[];
  readonly entitlements: { readonly 'aps-environment': 'development' | 'production'; readonly [key: string]: Json };
  readonly [key: string]: Json | readonly string[];
}

/** A bundled app: its manifest, and its code compiled once for all phones. `code` is opaque to the daemons. */
export interface AppBundle {
  readonly manifest: AppManifest;
  readonly code: unknown;
  /** The app's notification service extension (UNNotificationServiceExtension), a bundle of its own. */
  readonly notificationService?: AppBundle;
}

export interface AppLauncher {
  /** Starts a process in a fresh context. The app's code runs in a later turn. */
  launch(bundle: AppBundle, launch: AppLaunch, events: AppProcessEvents): AppProcess;
}
