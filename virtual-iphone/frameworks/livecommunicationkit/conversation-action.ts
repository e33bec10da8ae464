/** ConversationAction and its classes. Each stands for one of CallKit's actions, which does the work. */

import {
  CXAnswerCallAction,
  type CXCallAction,
  CXEndCallAction,
  CXPlayDTMFCallAction,
  CXSetGroupCallAction,
  CXSetHeldCallAction,
  CXSetMutedCallAction,
  CXStartCallAction,
} from '../callkit/cx-action.ts';
import { CXHandle } from '../callkit/cx-handle.ts';
import type { NSUUID } from '../foundation/ns-uuid.ts';
import { Handle } from './conversation.ts';

export abstract class ConversationAction {
  readonly action: CXCallAction;

  constructor(action: CXCallAction) {
    this.action = action;
  }

  get conversationUUID(): NSUUID {
    return this.action.callUUID;
  }

  get timeoutDate(): Date {
    return this.action.timeoutDate;
  }

  fulfill(_date?: Date): void {
    this.action.fulfill();
  }

  fail(): void {
    this.action.fail();
  }
}

export class StartConversationAction extends ConversationAction {
  readonly handles: readonly Handle[];
  readonly isVideo: boolean;

  constructor(conversationUUID: NSUUID, handles: readonly Handle[], isVideo: boolean, action?: CXStartCallAction) {
    super(action ?? startAction(conversationUUID, handles, isVideo));
    this.handles = handles;
    this.isVideo = isVideo;
  }

  override fulfill(dateStarted?: Date): void {
    if (dateStarted === undefined) super.fulfill();
    else (this.action as CXStartCallAction).fulfillWithDateStarted(dateStarted);
  }
}

export class JoinConversationAction extends ConversationAction {
  constructor(conversationUUID: NSUUID, action = new CXAnswerCallAction(conversationUUID)) {
    super(action);
  }

  override fulfill(dateConnected?: Date): void {
    if (dateConnected === undefined) super.fulfill();
    else (this.action as CXAnswerCallAction).fulfillWithDateConnected(dateConnected);
  }
}

export class EndConversationAction extends ConversationAction {
  constructor(conversationUUID: NSUUID, action = new CXEndCallAction(conversationUUID)) {
    super(action);
  }

  override fulfill(dateEnded?: Date): void {
    if (dateEnded === undefined) super.fulfill();
    else (this.action as CXEndCallAction).fulfillWithDateEnded(dateEnded);
  }
}

export class PauseConversationAction extends ConversationAction {
  readonly isPaused: boolean;

  constructor(conversationUUID: NSUUID, isPaused: boolean, action?: CXSetHeldCallAction) {
    super(action ?? new CXSetHeldCallAction(conversationUUID, isPaused));
    this.isPaused = isPaused;
  }
}

export class MuteConversationAction extends ConversationAction {
  readonly isMuted: boolean;

  constructor(conversationUUID: NSUUID, isMuted: boolean, action?: CXSetMutedCallAction) {
    super(action ?? new CXSetMutedCallAction(conversationUUID, isMuted));
    this.isMuted = isMuted;
  }
}

export class MergeConversationAction extends ConversationAction {
  readonly conversationUUIDToMergeWith: NSUUID;

  constructor(conversationUUID: NSUUID, conversationUUIDToMergeWith: NSUUID, action?: CXSetGroupCallAction) {
    super(action ?? new CXSetGroupCallAction(conversationUUID, conversationUUIDToMergeWith));
    this.conversationUUIDToMergeWith = conversationUUIDToMergeWith;
  }
}

export class UnmergeConversationAction extends ConversationAction {
  constructor(conversationUUID: NSUUID, action = new CXSetGroupCallAction(conversationUUID, null)) {
    super(action);
  }
}

/** `tone` is CXPlayDTMFCallActionType's raw value. */
export class PlayToneAction extends ConversationAction {
  readonly digits: string;

  constructor(conversationUUID: NSUUID, digits: string, tone: 1 | 2 | 3, action?: CXPlayDTMFCallAction) {
    super(action ?? new CXPlayDTMFCallAction(conversationUUID, digits, tone));
    this.digits = digits;
  }
}

function startAction(uuid: NSUUID, handles: readonly Handle[], isVideo: boolean): CXStartCallAction {
  const [handle = new Handle(1, '')] = handles;
  const action = new CXStartCallAction(uuid, new CXHandle(handle.type, handle.value));
  action.video = isVideo;
  return action;
}

const made = new WeakMap<CXCallAction, ConversationAction>();

/** The conversation's word for an action that the system sent, always the same object; null where there is none. */
export function conversationAction(action: CXCallAction): ConversationAction | null {
  const own = made.get(action) ?? newConversationAction(action);
  if (own !== null) made.set(action, own);
  return own;
}

function newConversationAction(action: CXCallAction): ConversationAction | null {
  const uuid = action.callUUID;
  if (action instanceof CXStartCallAction) {
    return new StartConversationAction(
      uuid,
      [new Handle(action.handle.type, action.handle.value)],
      action.video,
      action,
    );
  }
  if (action instanceof CXAnswerCallAction) return new JoinConversationAction(uuid, action);
  if (action instanceof CXEndCallAction) return new EndConversationAction(uuid, action);
  if (action instanceof CXSetHeldCallAction) return new PauseConversationAction(uuid, action.onHold, action);
  if (action instanceof CXSetMutedCallAction) return new MuteConversationAction(uuid, action.muted, action);
  if (action instanceof CXPlayDTMFCallAction) return new PlayToneAction(uuid, action.digits, action.type, action);
  if (!(action instanceof CXSetGroupCallAction)) return null;
  const other = action.callUUIDToGroupWith;
  return other === null
    ? new UnmergeConversationAction(uuid, action)
    : new MergeConversationAction(uuid, other, action);
}
