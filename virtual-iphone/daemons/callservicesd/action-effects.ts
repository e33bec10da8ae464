/**
 * What the system does to calls once a transaction group is complete, per action and outcome (observed; the parts that
 * Apple documents are in CXCallAction's subclasses). An action whose call is gone has no effect.
 */

import type { CallActionData } from '../../messages.ts';
import type { AudioSession } from './audio-session.ts';
import { type CallRegistry, isAudible, type TrackedCall } from './call-registry.ts';
import type { PendingAction, TransactionGroup } from './transactions.ts';

interface Scene {
  readonly calls: CallRegistry;
  readonly audio: AudioSession;
  readonly now: number;
  readonly group: TransactionGroup;
}

export function applyEffects(group: TransactionGroup, calls: CallRegistry, audio: AudioSession, now: number): void {
  for (const action of group.actions) {
    const call = calls.get(action.data.call);
    if (call === undefined) continue;
    const scene: Scene = { calls, audio, now, group };
    if (action.outcome === 'fulfilled') fulfilled(action, call, scene);
    else FAILED[action.data.type](action, call, scene);
  }
}

function fulfilled(action: PendingAction, call: TrackedCall, { calls, audio, now, group }: Scene): void {
  const { data } = action;
  switch (data.type) {
    case 'answer':
      calls.change(call, { connectedAt: action.at ?? now, taken: true });
      if (isAudible(call)) audio.activate(call.app);
      break;
    case 'start':
      calls.change(call, { startedAt: action.at ?? now, taken: true });
      if (isAudible(call)) audio.activate(call.app);
      break;
    case 'end':
      calls.end(call, { by: group.source, reason: null, failed: false, ...(action.at !== null && { at: action.at }) });
      break;
    case 'set-held':
      // A call that was neither answered nor started has no audio to come back to.
      calls.change(call, { held: data.onHold });
      if (isAudible(call)) audio.activate(call.app);
      else audio.release(call.app);
      break;
    case 'set-muted':
      calls.change(call, { muted: data.muted });
      break;
    case 'set-group':
      setGroup(call, data.other, calls);
      break;
    case 'set-translating':
      calls.change(call, { translating: data.translating });
      break;
    case 'play-dtmf':
      break;
  }
}

type FailedEffect = (action: PendingAction, call: TrackedCall, scene: Scene) => void;

const disconnect: FailedEffect = (action, call, { calls }) => {
  calls.end(call, { by: action.why === 'app' ? 'app' : 'system', reason: 'failed', failed: true });
};

/** The call is ended anyway, for the one who asked for it. */
const endAnyway: FailedEffect = (_action, call, { calls, group }) => {
  calls.end(call, { by: group.source, reason: 'failed', failed: true });
};

/** The call lives on as it was, unless another action of the group that is no End took effect. */
const revertOrDisconnect: FailedEffect = (action, call, scene) => {
  const others = scene.group.actions.filter((each) => each !== action && each.data.type !== 'end');
  if (others.some((each) => each.outcome === 'fulfilled')) disconnect(action, call, scene);
  else scene.calls.change(call, {});
};

/** The screen goes back to what was. */
const revert: FailedEffect = (_action, call, { calls }) => calls.change(call, {});

const FAILED: Readonly<Record<CallActionData['type'], FailedEffect>> = {
  start: disconnect,
  answer: disconnect,
  end: endAnyway,
  'set-held': revertOrDisconnect,
  'set-group': revertOrDisconnect,
  'set-muted': revert,
  'play-dtmf': revert,
  'set-translating': revert,
};

function setGroup(call: TrackedCall, otherId: string | null, calls: CallRegistry): void {
  const other = otherId === null ? undefined : calls.get(otherId);
  const before = call.group;
  const group = other === undefined || other === call ? undefined : (other.group ?? other.id);
  if (other !== undefined && other !== call) calls.change(other, { group });
  calls.change(call, { group });
  if (before !== group) calls.ungroupLast(before);
}
