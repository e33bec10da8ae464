/** Conversation, its handles, updates and events: the words of LiveCommunicationKit for calls, as values. */

import type { NSUUID } from '../foundation/ns-uuid.ts';

/** Handle.Kind; the values are CallKit's. */
export const HandleKind = { generic: 1, phoneNumber: 2, emailAddress: 3 } as const;
export type HandleKind = (typeof HandleKind)[keyof typeof HandleKind];

export class Handle {
  readonly type: HandleKind;
  readonly value: string;
  readonly displayName: string | null;

  constructor(type: HandleKind, value: string, displayName: string | null = null) {
    this.type = type;
    this.value = value;
    this.displayName = displayName;
  }
}

/** Conversation.Capabilities, an option set. */
export type ConversationCapability = 'video' | 'pausing' | 'merging' | 'unmerging' | 'playingTones';

/** Conversation.Update: what is absent does not change. */
export interface ConversationUpdate {
  readonly localMember?: Handle;
  readonly members?: readonly Handle[];
  readonly activeRemoteMembers?: readonly Handle[];
  readonly capabilities?: readonly ConversationCapability[];
}

/** Conversation.EndedReason, in Apple's order: CallKit's raw value is one more than the place. */
export const CONVERSATION_ENDED_REASONS = [
  'failed',
  'remoteEnded',
  'unanswered',
  'joinedElsewhere',
  'declinedElsewhere',
] as const;
export type ConversationEndedReason = (typeof CONVERSATION_ENDED_REASONS)[number];

/** Conversation.Event. */
export type ConversationEvent =
  | { readonly event: 'conversationStartedConnecting'; readonly date: Date }
  | { readonly event: 'conversationConnected'; readonly date: Date }
  | { readonly event: 'conversationEnded'; readonly date: Date; readonly reason: ConversationEndedReason }
  | { readonly event: 'conversationUpdated'; readonly update: ConversationUpdate };

export class Conversation {
  readonly uuid: NSUUID;

  constructor(uuid: NSUUID) {
    this.uuid = uuid;
  }
}
