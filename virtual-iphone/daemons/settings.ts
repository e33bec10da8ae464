/**
 * What Apple leaves undocumented or to the user, as named settings of a phone with their default, unit and source.
 * What differs by iOS version is not here but in `ios/versions.ts`.
 */

/** What may keep a call from ringing. */
export const CALL_FILTERS = [
  'do-not-disturb',
  'block-list',
  'screen-shared',
  'app-protected',
  'sensitive-caller',
] as const;

export interface PhoneSettings {
  /** How long a background app runs without a background task, push or call before it is suspended. Default 5 s. */
  readonly backgroundTimeMs: number;
  /** How long after its expiration handler an app may keep a background task open. Default 5 s (assumed). */
  readonly backgroundTaskGraceMs: number;
  /** How long an app may take to finish launching. Default 20 s (observed; Apple, "Addressing watchdog terminations"). */
  readonly launchLimitMs: number;
  /**
   * The phone has a passcode, without which nothing is protected while it is locked. Default true; whoever unlocks the
   * phone knows it.
   */
  readonly passcode: boolean;
  /** How long after locking data of the class "when unlocked" can still be read. Default 10 s (assumed). */
  readonly protectedDataGraceMs: number;
  /**
   * What a VoIP push does between a start of the phone and the first unlock, which Apple leaves open: `launch` the app,
   * which reads no protected data then; `queue` the push until PushKit is registered, with the duty to report it in
   * time; or `drop` it. Default `queue` (stated to vary: forums thread 784473).
   */
  readonly voipBeforeFirstUnlock: 'launch' | 'queue' | 'drop';
  /** Keychain items outlive the app that made them. Default true (known of all releases, documented of none). */
  readonly keychainOutlivesApp: boolean;
  /** Time to report a call after a VoIP push, for an app that must. Default 7 s (observed; forums thread 817976). */
  readonly strictVoipDeadlineMs: number;
  /** How long a VoIP push keeps any other app awake. Default 30 s (observed). */
  readonly voipDeadlineMs: number;
  /** How long a locked phone lies idle before APNs cannot reach it until it is unlocked. Default: never (seen at 30 min). */
  readonly idleDisconnectMs: number;
  /** Kills for unreported pushes after which VoIP pushes no longer launch the app. Default 3 (observed). */
  readonly voipKillLimit: number;
  /**
   * From which age on a VoIP push that waited for PushKit need not be reported, on systems that say so (iOS 26.4); Apple
   * leaves the criteria open (forums thread 817976). Default 60 s (assumed).
   */
  readonly staleVoipPushMs: number;
  /** First SDK whose apps the unrestricted-voip entitlement exempts no more. Default 15 (assumed; stated: newer SDKs). */
  readonly voipExemptionEndsWithSdk: number;
  /**
   * Push tokens of a deleted app work on for a while, also for the app installed again. Default false: they die with the
   * app (both were observed).
   */
  readonly tokensOutliveApp: boolean;
  /** How long they do then. Default 1 day (observed: every night). */
  readonly tokenReconciliationMs: number;
  /** After how long the daily maintenance forgives all kills. Default 1 day (observed; forums thread 764376). */
  readonly voipKillResetMs: number;
  /** An incoming call younger than this is not ended at once by a report. Default 2.0 s (observed). */
  readonly minimumRingMs: number;
  /** Age at which such a call ends instead. Default 2.01 s (observed). */
  readonly deferredEndMs: number;
  /** CXStartCallAction, CXAnswerCallAction, all other actions. Defaults 600, 60 and 5 s (observed on recent systems). */
  readonly startTimeoutMs: number;
  readonly answerTimeoutMs: number;
  readonly actionTimeoutMs: number;
  /** How long an ended call stays on the screen. Default 1.5 s (assumed). */
  readonly endedScreenMs: number;
  /** How long the banner of an answered call stays before it shrinks into the status bar. Default 3 s (assumed). */
  readonly connectedBannerMs: number;
  /** How long a notification banner stays. Default 5 s (assumed). */
  readonly notificationBannerMs: number;
  /** Running time for a `content-available` push. Default 30 s (UIApplicationDelegate documentation). */
  readonly backgroundPushMs: number;
  /** Running time of a notification service extension for one push. Default 30 s (known, documented as limited). */
  readonly serviceExtensionMs: number;
  /** Two presses of the side button within this time decline a ringing call. Default 0.5 s (assumed). */
  readonly sideButtonDoubleMs: number;
  /** Settings ▸ Display & Brightness ▸ Appearance on iOS 13 and later; what ships before is light. Default `light`. */
  readonly appearance: 'light' | 'dark';
  /** Settings ▸ Phone ▸ Incoming Calls on iOS 14 and later; `system` is what the version ships with. */
  readonly incomingCallStyle: 'system' | 'full-screen';
  /** A call that waits beside another fills the screen, locked or not, since it asks for three buttons. Default true (assumed). */
  readonly waitingCallFillsScreen: boolean;
  /** End & Accept is offered; else only to end the current call. Default true (when the system does not is not known). */
  readonly endAndAcceptAllowed: boolean;
  /** How long a second window of an answered call asks for the same touch, as seen on phones. Default 0: never. */
  readonly secondCallWindowMs: number;
  /** Since iOS 17 the in-call grid keeps Hold and the app’s button behind More. Default false (its place is assumed). */
  readonly inCallMoreMenu: boolean;
  /** Calls of apps offer Message and Remind Me while they ring, as cellular ones do. Default false (not observed). */
  readonly appCallReplies: boolean;
  /** What a touch on a call in the Dynamic Island does; seen in one suite: expands it. Default `call-screen` (assumed). */
  readonly islandTouch: 'call-screen' | 'expand';
  /** Silence Unknown Callers keeps calls of apps off the screen too. Default false (assumed: it is for Phone and FaceTime). */
  readonly silencesUnknownCallers: boolean;
  /** What an unlocked phone shows after an answer on the full screen: its in-call screen, over the app, or the app. */
  readonly answeredFullScreen: 'in-call' | 'app';
  /** An app that asks to notify for the first time has its user asked, by an alert. Default false: the user has said it. */
  readonly asksForNotifications: boolean;
  /** What the user says when an app asks to notify, where no alert asks. Default true. */
  readonly notificationsGranted: boolean;
  /** A held call comes back when the user ends the cellular call beside it. Default true (seen by users of CallKit). */
  readonly resumeAfterUserEnd: boolean;
  /** And when the other side ends it. Default false (the same). */
  readonly resumeAfterRemoteEnd: boolean;
  /** Which filter of incoming calls is asked first; the rest do not apply. Default: all, Do Not Disturb first (assumed). */
  readonly filterOrder: readonly (typeof CALL_FILTERS)[number][];
  /** Recents has an entry for a call that a filter refused. Default false (assumed). */
  readonly filteredCallsInRecents: boolean;
  /** And for a call whose app died in it. Default false (assumed). */
  readonly lostCallsInRecents: boolean;
  /** A conversation of LiveCommunicationKit fills a locked screen and enters Recents as a call does. Default false (seen). */
  readonly conversationsShownAsCalls: boolean;
  /** How long a comma in a dial string waits. Default 2.5 s (Apple's documentation says a few seconds). */
  readonly softPauseMs: number;
  /** CXProvider.invalidate() ends the app's calls, as documented; recent releases do nothing. Default false (observed). */
  readonly invalidateEndsCalls: boolean;
  /** Error of an empty transaction; newest systems may answer `unentitled`. Default `emptyTransaction` (documented). */
  readonly emptyTransactionError: 'emptyTransaction' | 'unentitled';
  /** Refuse Start and Answer requests of background apps (seen in recent releases only). Default false. */
  readonly protectMicrophone: boolean;
}

export const DEFAULT_SETTINGS: PhoneSettings = {
  backgroundTimeMs: 5_000,
  backgroundTaskGraceMs: 5_000,
  launchLimitMs: 20_000,
  passcode: true,
  protectedDataGraceMs: 10_000,
  voipBeforeFirstUnlock: 'queue',
  keychainOutlivesApp: true,
  strictVoipDeadlineMs: 7_000,
  voipDeadlineMs: 30_000,
  idleDisconnectMs: Number.POSITIVE_INFINITY,
  staleVoipPushMs: 60_000,
  voipExemptionEndsWithSdk: 15,
  tokensOutliveApp: false,
  tokenReconciliationMs: 24 * 3_600_000,
  voipKillLimit: 3,
  voipKillResetMs: 24 * 3_600_000,
  minimumRingMs: 2_000,
  deferredEndMs: 2_010,
  startTimeoutMs: 600_000,
  answerTimeoutMs: 60_000,
  actionTimeoutMs: 5_000,
  endedScreenMs: 1_500,
  connectedBannerMs: 3_000,
  notificationBannerMs: 5_000,
  backgroundPushMs: 30_000,
  serviceExtensionMs: 30_000,
  sideButtonDoubleMs: 500,
  appearance: 'light',
  incomingCallStyle: 'system',
  waitingCallFillsScreen: true,
  endAndAcceptAllowed: true,
  secondCallWindowMs: 0,
  inCallMoreMenu: false,
  appCallReplies: false,
  islandTouch: 'call-screen',
  silencesUnknownCallers: false,
  answeredFullScreen: 'in-call',
  asksForNotifications: false,
  notificationsGranted: true,
  resumeAfterUserEnd: true,
  resumeAfterRemoteEnd: false,
  filterOrder: CALL_FILTERS,
  filteredCallsInRecents: false,
  lostCallsInRecents: false,
  conversationsShownAsCalls: false,
  softPauseMs: 2_500,
  invalidateEndsCalls: false,
  emptyTransactionError: 'emptyTransaction',
  protectMicrophone: false,
};
