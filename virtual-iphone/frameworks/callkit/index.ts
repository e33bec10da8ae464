/** CallKit without Call Directory: providers, actions, transactions, controllers, observers. */

import { link } from '../availability.ts';

export {
  CXCallEndedReason,
  CXErrorCode,
  CXErrorCodeIncomingCallError,
  CXErrorCodeRequestTransactionError,
  CXErrorDomain,
  CXErrorDomainIncomingCall,
  CXErrorDomainRequestTransaction,
  CXHandleType,
  CXPlayDTMFCallActionType,
} from './constants.ts';
export {
  CXAction,
  CXAnswerCallAction,
  CXCallAction,
  CXEndCallAction,
  CXPlayDTMFCallAction,
  CXSetGroupCallAction,
  CXSetHeldCallAction,
  CXSetMutedCallAction,
  CXSetTranslatingCallAction,
  CXStartCallAction,
} from './cx-action.ts';
export { CXCallController, type RequestCompletion } from './cx-call-controller.ts';
export { CXCall, CXCallObserver, type CXCallObserverDelegate } from './cx-call-observer.ts';
export { CXCallUpdate } from './cx-call-update.ts';
export { CXHandle } from './cx-handle.ts';
export { CXProvider } from './cx-provider.ts';
export { CXProviderConfiguration } from './cx-provider-configuration.ts';
export type { CXProviderDelegate } from './cx-provider-delegate.ts';
export { CXTransaction } from './cx-transaction.ts';

link('CallKit');
