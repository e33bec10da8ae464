/**
 * The control API: how specs and tools steer a lab, as JSON over loopback HTTP. What stands here is all that a spec may
 * know of a lab, so that specs run unchanged on other kinds of phone.
 *
 * A phone is named by its udid; its testbed (gateway, call server, clock, journal) is reached through it.
 */

import type { EventMatch, JournalEvent } from '../../clock/index.ts';

export interface LabPhone {
  readonly udid: string;
  /** Unique in the lab, as in the lab file. */
  readonly name: string;
  readonly kind: 'virtual';
  readonly model: string;
  readonly ios: string;
  readonly language: 'en' | 'zh-Hans';
  readonly bundleId: string;
  readonly appName: string;
  /** Which processes can hold the call buttons on this iOS, the likelier first. */
  readonly callHosts: readonly string[];
  /** How an incoming call shows on this phone when it is unlocked; `none` without CallKit. */
  readonly unlockedCall: 'none' | 'full-screen' | 'banner';
  /** Ids of the requirements that this run checks on this phone. */
  readonly requirements: readonly string[];
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

/** A call as the call server has it. */
export interface ServerCall {
  readonly id: string;
  readonly state: 'ringing' | 'connected' | 'ended';
  readonly endReason?: string;
}

/** Which push tokens the call server holds for the phone's user. */
export interface ServerDevice {
  readonly registered: boolean;
  readonly alertToken: boolean;
  readonly voipToken: boolean;
  /** The tokens themselves, for an APNs client that pushes to this phone; made up by the lab, and no secrets. */
  readonly tokens: { readonly alert: string | null; readonly voip: string | null };
}

export interface DialRequest {
  readonly name: string;
  readonly handle: string;
  readonly video: boolean;
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
  readonly outcome: 'passed' | 'failed' | 'error';
  readonly message?: string;
  /** Wall-clock start, milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly measurements: Readonly<Record<string, number>>;
  /** PNG of the phone when the check failed, base64. */
  readonly screenshot?: string;
}

export interface ControlError {
  readonly error: { readonly message: string };
}

export type { EventMatch, JournalEvent };
