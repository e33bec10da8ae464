/**
 * The three pushes of a call as APNs gets them. A cancel is never a VoIP push: every VoIP push must become a reported
 * call on iOS 13 and later, so a cancel sent that way makes the phone ring again or ends the app
 * (https://github.com/team-telnyx/flutter-voice-sdk/issues/108).
 */

import type { AlertPushPayload, CallInfo, CancelPushPayload, VoipPushPayload } from './signalling.ts';

/** A payload that a check wrote: what servers with a mistake of their own have sent. */
export type AnyPayload = Readonly<Record<string, unknown>>;

export interface Push {
  readonly channel: 'voip' | 'alert' | 'cancel';
  readonly topic: string;
  readonly pushType: 'voip' | 'alert' | 'background';
  readonly priority: 5 | 10;
  /** `apns-expiration`: UNIX seconds; 0 means one attempt and no storage. */
  readonly expiration: number;
  readonly collapseId?: string;
  readonly payload: VoipPushPayload | AlertPushPayload | CancelPushPayload | AnyPayload;
}

/** Expiration 0, because a call that arrives after flight mode is a call that nobody makes any more. */
export function voipPush(bundleId: string, call: CallInfo): Push {
  return {
    channel: 'voip',
    topic: `${bundleId}.voip`,
    pushType: 'voip',
    priority: 10,
    expiration: 0,
    payload: { aps: {}, call },
  };
}

/** `validUntil` in testbed milliseconds; null means one attempt and no storage. */
export function voipPushOf(bundleId: string, payload: AnyPayload, validUntil: number | null): Push {
  const expiration = validUntil === null ? 0 : Math.floor(validUntil / 1000);
  return { channel: 'voip', topic: `${bundleId}.voip`, pushType: 'voip', priority: 10, expiration, payload };
}

/**
 * A notification service extension may make a call of it, where the app has one.
 *
 * @param ringsUntil testbed milliseconds: a notification that comes later would ring for a call that is over
 */
export function alertPush(bundleId: string, call: CallInfo, ringsUntil: number): Push {
  const body = call.video ? 'Incoming video call' : 'Incoming call';
  return {
    channel: 'alert',
    topic: bundleId,
    pushType: 'alert',
    priority: 10,
    expiration: Math.floor(ringsUntil / 1000),
    collapseId: call.id,
    payload: {
      aps: {
        alert: { title: call.from.name, body },
        sound: 'ringtone.caf',
        category: 'INCOMING_CALL',
        'mutable-content': 1,
      },
      call,
    },
  };
}

/** Priority 5, since Apple calls 10 an error for a push that only carries `content-available`. */
export function cancelPush(bundleId: string, callId: string, validUntil: number): Push {
  return {
    channel: 'cancel',
    topic: bundleId,
    pushType: 'background',
    priority: 5,
    expiration: Math.floor(validUntil / 1000),
    payload: { aps: { 'content-available': 1 }, cancelled: callId },
  };
}
