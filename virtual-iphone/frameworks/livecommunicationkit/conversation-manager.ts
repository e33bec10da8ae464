/**
 * ConversationManager (iOS 17.4): CallKit in other words. It wraps a CXProvider, so the rules of reports, actions and
 * VoIP pushes are CallKit's own; the system shows less of it (see the phone's setting `conversationsShownAsCalls`).
 */

import { requireClass } from '../availability.ts';
import type { AVAudioSession } from '../avfaudio/index.ts';
import { launch } from '../bridge.ts';
import { CXCallAction } from '../callkit/cx-action.ts';
import { CXCallController } from '../callkit/cx-call-controller.ts';
import { CXCallUpdate } from '../callkit/cx-call-update.ts';
import { CXHandle } from '../callkit/cx-handle.ts';
import { CXProvider } from '../callkit/cx-provider.ts';
import { conversationConfiguration } from '../callkit/cx-provider-configuration.ts';
import type { CXProviderDelegate } from '../callkit/cx-provider-delegate.ts';
import { CXTransaction } from '../callkit/cx-transaction.ts';
import type { NSUUID } from '../foundation/ns-uuid.ts';
import { WeakDelegate } from '../weak-delegate.ts';
import {
  CONVERSATION_ENDED_REASONS,
  Conversation,
  type ConversationEvent,
  type ConversationUpdate,
  type HandleKind,
} from './conversation.ts';
import { type ConversationAction, conversationAction, StartConversationAction } from './conversation-action.ts';

/** ConversationManager.Configuration, in the order of Apple's initialiser. */
export interface ConversationManagerConfiguration {
  readonly ringtoneName: string | null;
  readonly iconTemplateImageData: unknown;
  readonly maximumConversationGroups: number;
  readonly maximumConversationsPerConversationGroup: number;
  readonly includesConversationInRecents: boolean;
  readonly supportsVideo: boolean;
  readonly supportedHandleTypes: readonly HandleKind[];
}

export interface ConversationManagerDelegate {
  conversationManagerDidBegin(manager: ConversationManager): void;
  conversationManagerDidReset(manager: ConversationManager): void;
  conversationManagerConversationChanged(manager: ConversationManager, conversation: Conversation): void;
  conversationManagerPerform(manager: ConversationManager, action: ConversationAction): void;
  conversationManagerTimedOutPerforming(manager: ConversationManager, action: ConversationAction): void;
  conversationManagerDidActivate(manager: ConversationManager, audioSession: AVAudioSession): void;
  conversationManagerDidDeactivate(manager: ConversationManager, audioSession: AVAudioSession): void;
}

export class ConversationManager {
  readonly configuration: ConversationManagerConfiguration;
  readonly #delegate = new WeakDelegate<ConversationManagerDelegate>();
  readonly #provider: CXProvider;
  readonly #controller = new CXCallController();
  /** Kept here, since the provider holds its delegate weakly. */
  readonly #bridge: CXProviderDelegate;
  readonly #conversations = new Map<string, Conversation>();

  constructor(configuration: ConversationManagerConfiguration) {
    requireClass('ConversationManager', launch.liveCommunicationKit, 'iOS 17.4');
    this.configuration = configuration;
    this.#bridge = this.#listener();
    this.#provider = new CXProvider(
      conversationConfiguration({
        ringtoneSound: configuration.ringtoneName,
        maximumCallGroups: configuration.maximumConversationGroups,
        maximumCallsPerCallGroup: configuration.maximumConversationsPerConversationGroup,
        includesCallsInRecents: configuration.includesConversationInRecents,
        supportsVideo: configuration.supportsVideo,
        supportedHandleTypes: configuration.supportedHandleTypes,
      }),
    );
    this.#provider.setDelegateQueue(this.#bridge, null);
    this.#controller.callObserver.setDelegateQueue(this.#observer, null);
  }

  get delegate(): ConversationManagerDelegate | null {
    return this.#delegate.value;
  }

  /** Held weakly. */
  set delegate(delegate: ConversationManagerDelegate | null) {
    this.#delegate.value = delegate;
  }

  get conversations(): readonly Conversation[] {
    return [...this.#conversations.values()];
  }

  /** Resolves when it rings; rejects with CallKit's error. */
  reportNewIncomingConversation(uuid: NSUUID, update: ConversationUpdate): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#provider.reportNewIncomingCallWithUUIDUpdateCompletion(uuid, callUpdate(update), (error) => {
        if (error !== null) return reject(error);
        this.#conversations.set(uuid.UUIDString, new Conversation(uuid));
        resolve();
      });
    });
  }

  reportConversationEvent(event: ConversationEvent, { uuid }: Conversation): void {
    switch (event.event) {
      case 'conversationStartedConnecting':
        this.#provider.reportOutgoingCallWithUUIDStartedConnectingAtDate(uuid, event.date);
        break;
      case 'conversationConnected':
        this.#provider.reportOutgoingCallWithUUIDConnectedAtDate(uuid, event.date);
        break;
      case 'conversationUpdated':
        this.#provider.reportCallWithUUIDUpdated(uuid, callUpdate(event.update));
        break;
      case 'conversationEnded': {
        const reason = (CONVERSATION_ENDED_REASONS.indexOf(event.reason) + 1) as 1 | 2 | 3 | 4 | 5;
        this.#provider.reportCallWithUUIDEndedAtDateReason(uuid, event.date, reason);
        break;
      }
    }
  }

  /** Resolves when the system has accepted the actions; rejects with CallKit's error. */
  perform(actions: readonly ConversationAction[]): Promise<void> {
    const transaction = new CXTransaction(actions.map(({ action }) => action));
    return new Promise((resolve, reject) => {
      this.#controller.requestTransactionCompletion(transaction, (error) => {
        if (error !== null) return reject(error);
        for (const each of actions) {
          const { conversationUUID } = each;
          if (each instanceof StartConversationAction)
            this.#conversations.set(conversationUUID.UUIDString, new Conversation(conversationUUID));
        }
        resolve();
      });
    });
  }

  invalidate(): void {
    this.#provider.invalidate();
  }

  #listener(): CXProviderDelegate {
    const perform = (_provider: CXProvider, action: CXCallAction) => {
      const own = conversationAction(action);
      if (own !== null) this.delegate?.conversationManagerPerform(this, own);
    };
    return {
      providerDidBegin: () => this.delegate?.conversationManagerDidBegin(this),
      providerDidReset: () => {
        this.#conversations.clear();
        this.delegate?.conversationManagerDidReset(this);
      },
      providerPerformStartCallAction: perform,
      providerPerformAnswerCallAction: perform,
      providerPerformEndCallAction: perform,
      providerPerformSetHeldCallAction: perform,
      providerPerformSetMutedCallAction: perform,
      providerPerformSetGroupCallAction: perform,
      providerPerformPlayDTMFCallAction: perform,
      providerTimedOutPerformingAction: (_provider, action) => {
        const own = action instanceof CXCallAction ? conversationAction(action) : null;
        if (own !== null) this.delegate?.conversationManagerTimedOutPerforming(this, own);
      },
      providerDidActivateAudioSession: (_provider, session) =>
        this.delegate?.conversationManagerDidActivate(this, session),
      providerDidDeactivateAudioSession: (_provider, session) =>
        this.delegate?.conversationManagerDidDeactivate(this, session),
    };
  }

  readonly #observer = {
    callObserverCallChanged: (_observer: unknown, call: { readonly UUID: NSUUID; readonly hasEnded: boolean }) => {
      const conversation = this.#conversations.get(call.UUID.UUIDString);
      if (conversation === undefined) return;
      if (call.hasEnded) this.#conversations.delete(call.UUID.UUIDString);
      this.delegate?.conversationManagerConversationChanged(this, conversation);
    },
  };
}

function callUpdate({ members, activeRemoteMembers, capabilities }: ConversationUpdate): CXCallUpdate {
  const update = new CXCallUpdate();
  const remote = activeRemoteMembers?.[0] ?? members?.[0];
  if (remote !== undefined) {
    update.remoteHandle = new CXHandle(remote.type, remote.value);
    update.localizedCallerName = remote.displayName;
  }
  if (capabilities !== undefined) {
    update.hasVideo = capabilities.includes('video');
    update.supportsHolding = capabilities.includes('pausing');
    update.supportsGrouping = capabilities.includes('merging');
    update.supportsUngrouping = capabilities.includes('unmerging');
    update.supportsDTMF = capabilities.includes('playingTones');
  }
  return update;
}
