/**
 * The call server's wire, as an app sees it: JSON over HTTP and one WebSocket per signed-in device.
 *
 *   PUT    /users/:user/devices/:device   {@link DeviceRegistration}: binds a device and its push tokens to a user
 *   DELETE /users/:user/devices/:device   signs the device out
 *   GET    /calls/:call                   {@link CallInfo}, or 404
 *   WS     /signalling?user=…&device=…    {@link FromDevice} and {@link ToDevice}
 */

export interface DeviceRegistration {
  readonly bundleId: string;
  readonly environment: 'sandbox' | 'production';
  /** Ordinary APNs device token in hex, or null. */
  readonly alertToken: string | null;
  /** PushKit token in hex, or null. */
  readonly voipToken: string | null;
}

export interface CallInfo {
  /** Lower-case UUID. */
  readonly id: string;
  /** The remote party, whoever dialed. */
  readonly from: { readonly name: string; readonly handle: string };
  readonly video: boolean;
  readonly state: 'ringing' | 'connected' | 'ended';
  /** The device dialed. Absent: it is called. */
  readonly direction?: 'outgoing' | undefined;
}

/** Why a call is over. */
export const END_REASONS = [
  'cancelled',
  'declined',
  'busy',
  'hung-up',
  'unanswered',
  'answered-elsewhere',
  'declined-elsewhere',
  'failed',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** Why a device declines by itself. */
export const DECLINE_CAUSES = ['busy', 'do-not-disturb', 'unavailable'] as const;
export type DeclineCause = (typeof DECLINE_CAUSES)[number];

export type FromDevice =
  /** The user calls somebody, who rings at once. The app makes the id, a lower-case UUID. */
  | {
      readonly type: 'dial';
      readonly call: string;
      readonly to: { readonly name?: string | undefined; readonly handle: string };
      readonly video: boolean;
    }
  | { readonly type: 'ringing'; readonly call: string }
  | { readonly type: 'accept'; readonly call: string }
  /** Without a cause the user declined. */
  | { readonly type: 'decline'; readonly call: string; readonly cause?: DeclineCause | undefined }
  | { readonly type: 'hang-up'; readonly call: string }
  | { readonly type: 'mute'; readonly call: string; readonly muted: boolean }
  | { readonly type: 'hold'; readonly call: string; readonly held: boolean }
  /** The app's audio has begun, has changed direction or, with both false, has stopped. */
  | ({ readonly type: 'media'; readonly call: string } & Media)
  /** The user pressed keys, for the remote party to hear. */
  | { readonly type: 'dtmf'; readonly call: string; readonly digits: string };

/** What goes between a device and the remote party of a call. */
export interface Media {
  /** The microphone, and nobody has muted it. */
  readonly sends: boolean;
  /** The remote party is played. */
  readonly plays: boolean;
}

export type ToDevice =
  /** First message on a socket: the calls that concern this user now. A pushed call that is not among them is dead. */
  | { readonly type: 'welcome'; readonly calls: readonly CallInfo[] }
  | { readonly type: 'incoming'; readonly call: CallInfo }
  /** The dial was taken, and the remote party rings. */
  | { readonly type: 'ringing'; readonly call: string }
  /** The accept was taken, or the remote party has answered, and media flows. */
  | { readonly type: 'connected'; readonly call: string }
  | { readonly type: 'ended'; readonly call: string; readonly reason: EndReason }
  /** The remote party pressed keys. */
  | { readonly type: 'dtmf'; readonly call: string; readonly digits: string }
  /** The remote party handed the call on: from now on it is with somebody else. */
  | { readonly type: 'transferred'; readonly call: string; readonly from: CallInfo['from'] }
  /** Answer to a message about a call that the server does not know. */
  | { readonly type: 'unknown-call'; readonly call: string };

/** Body of a VoIP push: the call, and nothing for the system to show. */
export interface VoipPushPayload {
  readonly aps: Record<string, never>;
  readonly call: CallInfo;
}

/** Body of the ordinary push that rings a phone without CallKit. */
export interface AlertPushPayload {
  readonly aps: {
    readonly alert: { readonly title: string; readonly body: string };
    readonly sound: string;
    readonly category: 'INCOMING_CALL';
    readonly 'mutable-content': 1;
  };
  readonly call: CallInfo;
}

/** Body of the background push that takes a ringing notification away. */
export interface CancelPushPayload {
  readonly aps: { readonly 'content-available': 1 };
  readonly cancelled: string;
}
