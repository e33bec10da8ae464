/** LiveCommunicationKit (iOS 17.4): conversations in place of calls. Linking it satisfies PushKit as CallKit does. */

import { link } from '../availability.ts';

export {
  CONVERSATION_ENDED_REASONS,
  Conversation,
  type ConversationCapability,
  type ConversationEndedReason,
  type ConversationEvent,
  type ConversationUpdate,
  Handle,
  HandleKind,
} from './conversation.ts';
export {
  ConversationAction,
  EndConversationAction,
  JoinConversationAction,
  MergeConversationAction,
  MuteConversationAction,
  PauseConversationAction,
  PlayToneAction,
  StartConversationAction,
  UnmergeConversationAction,
} from './conversation-action.ts';
export {
  ConversationManager,
  type ConversationManagerConfiguration,
  type ConversationManagerDelegate,
} from './conversation-manager.ts';

// PushKit asks for CallKit, which this framework brings along.
link('CallKit');
