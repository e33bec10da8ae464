/** Between CXAction objects and the plain data that crosses to the daemons. */

import type { CallActionData } from '../../messages.ts';
import { NSException, NSInvalidArgumentException } from '../foundation/ns-exception.ts';
import { NSUUID } from '../foundation/ns-uuid.ts';
import {
  type CXAction,
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
import { CXHandle, handleData } from './cx-handle.ts';

export function dataOf(action: CXAction): CallActionData {
  if (!(action instanceof CXCallAction)) {
    throw new NSException(NSInvalidArgumentException, `${action.constructor.name} is not an action on a call.`);
  }
  const base = { id: action.UUID.UUIDString, call: action.callUUID.UUIDString };
  if (action instanceof CXStartCallAction) {
    return { ...base, type: 'start', handle: handleData(action.handle), video: action.video };
  }
  if (action instanceof CXAnswerCallAction) return { ...base, type: 'answer' };
  if (action instanceof CXEndCallAction) return { ...base, type: 'end' };
  if (action instanceof CXSetHeldCallAction) return { ...base, type: 'set-held', onHold: action.onHold };
  if (action instanceof CXSetMutedCallAction) return { ...base, type: 'set-muted', muted: action.muted };
  if (action instanceof CXSetGroupCallAction) {
    return { ...base, type: 'set-group', other: action.callUUIDToGroupWith?.UUIDString ?? null };
  }
  if (action instanceof CXSetTranslatingCallAction) {
    const { isTranslating: translating, localLanguage, remoteLanguage } = action;
    return { ...base, type: 'set-translating', translating, localLanguage, remoteLanguage };
  }
  if (action instanceof CXPlayDTMFCallAction) {
    return { ...base, type: 'play-dtmf', digits: action.digits, dtmfType: action.type };
  }
  throw new NSException(NSInvalidArgumentException, `CallKit knows no action ${action.constructor.name}.`);
}

export function actionFrom(data: CallActionData): CXCallAction {
  const call = uuid(data.call);
  switch (data.type) {
    case 'start':
      return startAction(call, data);
    case 'answer':
      return new CXAnswerCallAction(call);
    case 'set-held':
      return new CXSetHeldCallAction(call, data.onHold);
    case 'set-muted':
      return new CXSetMutedCallAction(call, data.muted);
    case 'set-group':
      return new CXSetGroupCallAction(call, data.other === null ? null : uuid(data.other));
    case 'set-translating':
      return new CXSetTranslatingCallAction(call, data.translating, data.localLanguage, data.remoteLanguage);
    case 'play-dtmf':
      return new CXPlayDTMFCallAction(call, data.digits, data.dtmfType);
    default:
      return new CXEndCallAction(call);
  }
}

function startAction(call: NSUUID, data: Extract<CallActionData, { type: 'start' }>): CXStartCallAction {
  const action = new CXStartCallAction(call, new CXHandle(data.handle.type, data.handle.value));
  action.video = data.video;
  return action;
}

/** A UUID that came from a daemon. */
export function uuid(text: string): NSUUID {
  const value = NSUUID.initWithUUIDString(text);
  if (value === null) throw new Error(`The call daemon sent "${text}" where a UUID was expected.`);
  return value;
}
