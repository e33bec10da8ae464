/** CXProviderDelegate, and which of its methods performs which action. */

import type { AVAudioSession } from '../avfaudio/index.ts';
import {
  type CXAction,
  CXAnswerCallAction,
  CXEndCallAction,
  CXPlayDTMFCallAction,
  CXSetGroupCallAction,
  CXSetHeldCallAction,
  CXSetMutedCallAction,
  CXSetTranslatingCallAction,
  CXStartCallAction,
} from './cx-action.ts';
import type { CXProvider } from './cx-provider.ts';
import type { CXTransaction } from './cx-transaction.ts';

export interface CXProviderDelegate {
  providerDidReset(provider: CXProvider): void;
  providerDidBegin?(provider: CXProvider): void;
  /** True when the delegate performs the whole transaction itself; no `perform…` method follows then. */
  providerExecuteTransaction?(provider: CXProvider, transaction: CXTransaction): boolean;
  providerPerformStartCallAction?(provider: CXProvider, action: CXStartCallAction): void;
  providerPerformAnswerCallAction?(provider: CXProvider, action: CXAnswerCallAction): void;
  providerPerformEndCallAction?(provider: CXProvider, action: CXEndCallAction): void;
  providerPerformSetHeldCallAction?(provider: CXProvider, action: CXSetHeldCallAction): void;
  providerPerformSetMutedCallAction?(provider: CXProvider, action: CXSetMutedCallAction): void;
  providerPerformSetGroupCallAction?(provider: CXProvider, action: CXSetGroupCallAction): void;
  providerPerformPlayDTMFCallAction?(provider: CXProvider, action: CXPlayDTMFCallAction): void;
  /** iOS 26. */
  providerPerformSetTranslatingCallAction?(provider: CXProvider, action: CXSetTranslatingCallAction): void;
  providerTimedOutPerformingAction?(provider: CXProvider, action: CXAction): void;
  providerDidActivateAudioSession?(provider: CXProvider, audioSession: AVAudioSession): void;
  providerDidDeactivateAudioSession?(provider: CXProvider, audioSession: AVAudioSession): void;
}

/** Calls the delegate's method for the action; false when it has none. */
export function perform(delegate: CXProviderDelegate, provider: CXProvider, action: CXAction): boolean {
  const has = (name: keyof CXProviderDelegate) => delegate[name] !== undefined;
  if (action instanceof CXStartCallAction) {
    delegate.providerPerformStartCallAction?.(provider, action);
    return has('providerPerformStartCallAction');
  }
  if (action instanceof CXAnswerCallAction) {
    delegate.providerPerformAnswerCallAction?.(provider, action);
    return has('providerPerformAnswerCallAction');
  }
  if (action instanceof CXEndCallAction) {
    delegate.providerPerformEndCallAction?.(provider, action);
    return has('providerPerformEndCallAction');
  }
  if (action instanceof CXSetHeldCallAction) {
    delegate.providerPerformSetHeldCallAction?.(provider, action);
    return has('providerPerformSetHeldCallAction');
  }
  if (action instanceof CXSetMutedCallAction) {
    delegate.providerPerformSetMutedCallAction?.(provider, action);
    return has('providerPerformSetMutedCallAction');
  }
  if (action instanceof CXSetGroupCallAction) {
    delegate.providerPerformSetGroupCallAction?.(provider, action);
    return has('providerPerformSetGroupCallAction');
  }
  if (action instanceof CXSetTranslatingCallAction) {
    delegate.providerPerformSetTranslatingCallAction?.(provider, action);
    return has('providerPerformSetTranslatingCallAction');
  }
  if (action instanceof CXPlayDTMFCallAction) {
    delegate.providerPerformPlayDTMFCallAction?.(provider, action);
    return has('providerPerformPlayDTMFCallAction');
  }
  return false;
}
