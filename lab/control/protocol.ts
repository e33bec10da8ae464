/**
 * The control API: how specs and tools steer a lab, as JSON over loopback HTTP. What stands here is all that a spec may
 * know of a lab, so that specs run unchanged on other kinds of phone.
 *
 * A phone is named by its udid; its testbed (gateway, call server, clock, journal) is reached through it.
 */

import type { CallRecord } from '../../call-server/index.ts';
import type { EventMatch, JournalEvent } from '../../clock/index.ts';
import type { PhoneKind } from '../../conformance/catalogue.ts';
import type { Claims } from '../../conformance/claims/claims-file.ts';
import type { Witness } from '../../conformance/observability/witnesses.ts';
import type { Situation } from '../../conformance/situations.ts';

export interface LabPhone {
  readonly udid: string;
  /** Unique in the lab, as in the lab file. */
  readonly name: string;
  readonly kind: PhoneKind;
  readonly model: string;
  readonly ios: string;
  readonly language: 'en' | 'zh-Hans';
  /** What the lab file changed of what the phone does where Apple says nothing; absent: nothing. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly bundleId: string;
  readonly appName: string;
  /** Which processes can hold the call buttons on this iOS, the likelier first. */
  readonly callHosts: readonly string[];
  /** How an incoming call shows on this phone when it is unlocked; `none` without CallKit. */
  readonly unlockedCall: 'none' | 'full-screen' | 'banner';
  /** UIBackgroundModes of the app's Info.plist. */
  readonly backgroundModes: readonly string[];
  /** The requirements that this run checks on this phone, by id, each with the situations to check it in. */
  readonly requirements: Readonly<Record<string, readonly Situation[]>>;
  /** What the app says that it offers, and does not; absent without a claims file. */
  readonly claims?: Claims;
  /** Other builds of the app that can be installed here. */
  readonly variants: readonly string[];
}

export interface LabInfo {
  readonly phones: readonly LabPhone[];
  readonly appiumUrl: string;
}

/** A phone handed to one session; nobody else gets it until the lease is returned. */
export interface Lease {
  readonly id: string;
  readonly phone: LabPhone;
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** A phone that somebody has now. */
export interface LeasedPhone {
  readonly udid: string;
  readonly phone: string;
  /** Who has it, in their own words. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** A call as the call server has it. */
export interface ServerCall {
  readonly id: string;
  readonly state: 'ringing' | 'connected' | 'ended';
  readonly endReason?: string;
}

/** Which signal between app and call server is lost, or late. */
export interface SignalFate {
  /** Who is signed in on the phone; by default the user of every lab, `bob`. */
  readonly user?: string;
  readonly direction: 'to-device' | 'to-server';
  /** Type of the signal, such as `ended`. Default: any. */
  readonly signal?: string | undefined;
  /** Which of those that follow, from 1. Default 1. */
  readonly nth?: number | undefined;
  /** Testbed milliseconds; without it the signal is lost. */
  readonly delayMs?: number | undefined;
}

/** Which push tokens the call server holds for the phone's user. */
export interface ServerDevice {
  readonly registered: boolean;
  readonly alertToken: boolean;
  readonly voipToken: boolean;
  /** APNs environment that the app says its tokens are for; null when not registered. */
  readonly environment: 'sandbox' | 'production' | null;
  /** The tokens themselves, for an APNs client that pushes to this phone; made up by the lab, and no secrets. */
  readonly tokens: { readonly alert: string | null; readonly voip: string | null };
}

/** Body of a VoIP push: any JSON object, sense or not. */
export type VoipPayload = { readonly [key: string]: unknown };

/** The tokens that the phone has had from APNs for the app, whether or not the app has passed them on. */
export interface IssuedTokens {
  readonly alert: string | null;
  readonly voip: string | null;
  /** The environment that the app is signed for. */
  readonly environment: 'sandbox' | 'production';
}

export interface DialRequest {
  /** The user who is called; by default the user of every lab, `bob`. */
  readonly to?: string;
  readonly name: string;
  readonly handle: string;
  readonly video: boolean;
}

/**
 * What people do on a phone's line beside touching its screen: other callers, a headset, Siri, Recents, and what the user
 * has set for incoming calls. Calls are upper-case UUIDs; handles are phone numbers and e-mail addresses.
 */
export type LineAct =
  /** Somebody calls on the cellular line or in another calling app. */
  | {
      readonly do: 'receive';
      readonly from: 'cellular' | 'another-app';
      readonly number: string;
      readonly name?: string;
      readonly supportsHolding?: boolean;
    }
  /** The user dials on the cellular line, and the other side answers. */
  | { readonly do: 'dial-cellular'; readonly number: string }
  /** The other side of a call made by one of the two above hangs up. */
  | { readonly do: 'remote-hang-up'; readonly call: string }
  /** By headset, car, watch or Siri. */
  | { readonly do: 'answer' }
  | { readonly do: 'decline' }
  | { readonly do: 'hang-up' }
  /** The call that is heard. */
  | { readonly do: 'mute'; readonly on: boolean }
  /** The call that is heard, or, with false, the one that is held. */
  | { readonly do: 'hold'; readonly on: boolean }
  | { readonly do: 'merge'; readonly call: string; readonly other: string }
  | { readonly do: 'split'; readonly call: string }
  /** Digits, `*`, `#`, and `,` and `;` as pauses. */
  | { readonly do: 'play-tones'; readonly call: string; readonly text: string }
  | { readonly do: 'send-waiting-tones'; readonly call: string }
  /** iOS 26: the user has the call translated, or no longer. */
  | { readonly do: 'translate'; readonly call: string; readonly translating: boolean }
  /** A touch on the call's entry in Recents. */
  | { readonly do: 'call-back'; readonly call: string }
  /** Siri or a contact card. The type is CXHandleType's raw value. */
  | {
      readonly do: 'start-call';
      readonly handle: { readonly type: 1 | 2 | 3; readonly value: string };
      readonly video?: boolean;
    }
  /** What is not given stays as it is; a reset takes all of it back. */
  | {
      readonly do: 'set-filters';
      readonly doNotDisturb?: boolean;
      readonly silenceUnknownCallers?: boolean;
      readonly contacts?: readonly string[];
      readonly screenShared?: boolean;
      readonly allowedHandles?: readonly string[];
      readonly blockedHandles?: readonly string[];
      readonly sensitiveHandles?: readonly string[];
      readonly protectedApps?: readonly string[];
    };

/** `call` for an act that makes one; else whether there was something to do. */
export type LineResult = { readonly call: string } | { readonly done: boolean };

/** An entry of Recents. */
export interface RecentEntry {
  readonly call: string;
  readonly bundleId: string;
  readonly caller: string;
  readonly video: boolean;
  readonly outgoing: boolean;
  readonly missed: boolean;
  /** Absent when the call never connected. */
  readonly durationMs?: number;
}

/** What a worker tells the run while it works; `phone` is the phone's name in the lab. */
export type RunEvent =
  | { readonly type: 'check-started'; readonly phone: string; readonly requirement: string; readonly title: string }
  | { readonly type: 'check-finished'; readonly phone: string; readonly result: CheckReport }
  /** Something outside a check went wrong, such as a session that could not be opened. */
  | { readonly type: 'trouble'; readonly phone: string; readonly message: string }
  /** A worker is done with spec files, whether or not their checks ran; any exit code but 0 and 1 means that it died. */
  | {
      readonly type: 'specs-ended';
      readonly phone: string;
      readonly specs: readonly string[];
      readonly exitCode: number;
    };

/** Result of one check as a spec reports it; the lab adds what it knows of the phone. */
export interface CheckReport {
  readonly udid: string;
  readonly requirement: string;
  readonly title: string;
  /** `skipped`: something outside product and suite kept the check from running; `not-observable`: the kind of phone. */
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped' | 'not-observable';
  readonly message?: string;
  /** Wall-clock start, milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly measurements: Readonly<Record<string, number>>;
  /** Who saw what the check rests on; absent: nobody saw anything. */
  readonly witnesses?: readonly Witness[];
  /** Which of several names an element of the call screen was found by, and in which process. */
  readonly matches?: readonly string[];
  /** PNG of the phone when the check failed, base64. */
  readonly screenshot?: string;
}

export interface ControlError {
  readonly error: {
    readonly message: string;
    /** The outcome of the check that asked, where neither the app nor the suite is to blame. */
    readonly means?: 'not-observable' | 'skipped';
  };
}

export type { CallRecord, EventMatch, JournalEvent, Situation, Witness };
