/** Small things that happen whenever a call comes, changes or goes; each is one watcher of the registry. */

import type { Timer } from '../../../clock/index.ts';
import type { PhoneContext } from '../context.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import { type CallRegistry, type CallWatcher, callSnapshot, type TrackedCall } from './call-registry.ts';

/** CXCallObserver sees all calls of the phone; every process keeps a mirror, so every change goes to every process. */
export function callMirror(calls: CallRegistry, runningBoard: RunningBoard): CallWatcher {
  const broadcast = (ended?: TrackedCall) => {
    const snapshots = [...calls.all, ...(ended === undefined ? [] : [ended])].map(callSnapshot);
    for (const app of runningBoard.apps) runningBoard.deliver(app, { kind: 'callkit.calls', calls: snapshots });
  };
  return { added: () => broadcast(), changed: () => broadcast(), ended: (call) => broadcast(call) };
}

/** A tracked call keeps its app awake in the background (observed). */
export function callAssertion(runningBoard: RunningBoard): CallWatcher {
  const held = new Map<TrackedCall, () => void>();
  return {
    added: (call) => held.set(call, runningBoard.holdAwake(call.app, `call ${call.id}`)),
    ended: (call) => {
      held.get(call)?.();
      held.delete(call);
    },
    cleared: () => {
      for (const release of held.values()) release();
      held.clear();
    },
  };
}

/**
 * iOS 16 and later end an unanswered third-party call after 60 s; the app gets a CXEndCallAction that looks like
 * Decline (forums thread 765367, voximplant/flutter_callkit#29). Earlier versions never end it.
 */
export function ringLimit(context: PhoneContext, expire: (call: TrackedCall) => void): CallWatcher {
  const limitMs = context.ios.features.ringLimitMs;
  if (limitMs === undefined) return {};
  const timers = new Map<TrackedCall, Timer>();
  const stop = (call: TrackedCall) => {
    timers.get(call)?.cancel();
    timers.delete(call);
  };
  return {
    added: (call) => {
      if (call.state === 'ringing')
        timers.set(
          call,
          context.clock.setTimeout(() => expire(call), limitMs),
        );
    },
    changed: (call) => {
      if (call.state !== 'ringing') stop(call);
    },
    ended: stop,
    cleared: () => {
      for (const call of timers.keys()) stop(call);
    },
  };
}
