/**
 * The calls of the phone, of all apps. UUIDs are unique over apps (CXErrorCodeIncomingCallError documentation), and a
 * UUID is taken until its call has fully ended. Everything that follows from a change is done by watchers.
 */

import type { CallSnapshot, CallUpdateData } from '../../messages.ts';
import type { CallState } from '../../ui/model.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';

export interface TrackedCall {
  readonly id: string;
  readonly app: App;
  /** Name of the app as CallKit shows it. */
  readonly appName: string;
  readonly outgoing: boolean;
  readonly createdAt: number;
  /** Of a ConversationManager, not of a CXProvider. */
  readonly conversation: boolean;
  /** A call with this UUID was on this phone before. */
  readonly reusedUuid: boolean;
  /** All updates merged: a field that was never set stays absent. */
  update: CallUpdateData;
  state: CallState;
  muted: boolean;
  held: boolean;
  /** The system translates it (iOS 26). */
  translating: boolean;
  /** Answered or started: while it is not held, the app's audio session belongs to it. */
  taken: boolean;
  group: string | undefined;
  /** From fulfillWithDateStarted. */
  startedAt: number | undefined;
  startedConnectingAt: number | undefined;
  connectedAt: number | undefined;
  /** The app has reported the end; a second report is ignored. */
  endReported: boolean;
}

export interface CallEnding {
  readonly by: 'user' | 'app' | 'system';
  /** Name of a CXCallEndedReason, null when nobody gave one. */
  readonly reason: string | null;
  /** Shown as "Call Failed". */
  readonly failed: boolean;
  /** The app's process or the daemon is gone, and the call with it. */
  readonly lost?: true;
  /** The end that the app gave, for Recents; absent means now. */
  readonly at?: number;
}

export interface CallWatcher {
  added?(call: TrackedCall): void;
  changed?(call: TrackedCall): void;
  ended?(call: TrackedCall, ending: CallEnding): void;
  /** All calls were forgotten. */
  cleared?(): void;
}

export type NewCall = Pick<TrackedCall, 'id' | 'app' | 'appName' | 'outgoing' | 'update' | 'state'> &
  Partial<Pick<TrackedCall, 'conversation'>>;

export class CallRegistry {
  readonly #context: PhoneContext;
  readonly #calls = new Map<string, TrackedCall>();
  readonly #usedIds = new Set<string>();
  readonly #watchers: CallWatcher[] = [];

  constructor(context: PhoneContext) {
    this.#context = context;
  }

  /** Watchers are called in the order in which they came. */
  watch(watcher: CallWatcher): void {
    this.#watchers.push(watcher);
  }

  get(id: string): TrackedCall | undefined {
    return this.#calls.get(id);
  }

  /** Calls that have not ended, oldest first. */
  get all(): readonly TrackedCall[] {
    return [...this.#calls.values()];
  }

  of(app: App): readonly TrackedCall[] {
    return this.all.filter((call) => call.app === app);
  }

  add(fresh: NewCall): TrackedCall {
    const call: TrackedCall = {
      conversation: false,
      ...fresh,
      createdAt: this.#context.clock.now(),
      reusedUuid: this.#usedIds.has(fresh.id),
      muted: false,
      held: false,
      translating: false,
      taken: false,
      group: undefined,
      startedAt: undefined,
      startedConnectingAt: undefined,
      connectedAt: undefined,
      endReported: false,
    };
    this.#usedIds.add(call.id);
    this.#calls.set(call.id, call);
    this.#context.note('call.state', { call: call.id, state: call.state });
    for (const watcher of this.#watchers) watcher.added?.(call);
    return call;
  }

  /** Changes a call and tells the watchers; the state it has afterwards follows from connection and hold. */
  change(call: TrackedCall, change: Partial<Omit<TrackedCall, 'state'>> & { readonly answering?: true }): void {
    if (this.#calls.get(call.id) !== call) return;
    const { answering, ...fields } = change;
    Object.assign(call, fields);
    const state = stateOf(call, answering === true);
    if (state !== call.state) {
      call.state = state;
      this.#context.note('call.state', { call: call.id, state });
    }
    for (const watcher of this.#watchers) watcher.changed?.(call);
  }

  end(call: TrackedCall, ending: CallEnding): void {
    if (this.#calls.get(call.id) !== call) return;
    this.#calls.delete(call.id);
    call.state = ending.failed ? 'failed' : 'ended';
    call.taken = false;
    this.#context.note('call.state', { call: call.id, state: call.state });
    this.#context.note('call.ended', { call: call.id, by: ending.by, reason: ending.reason });
    this.#context.log(
      'callservicesd',
      `Updating client ${call.app?.bundleId ?? 'MobilePhone'} with disconnected call ${call.id}`,
    );
    for (const watcher of this.#watchers) watcher.ended?.(call, ending);
    this.ungroupLast(call.group);
  }

  /** The last member of a group is no group (observed). */
  ungroupLast(group: string | undefined): void {
    if (group === undefined) return;
    const members = this.all.filter((call) => call.group === group);
    if (members.length === 1) this.change(members[0] as TrackedCall, { group: undefined });
  }

  /** Forgets all calls and UUIDs without telling anyone. */
  clear(): void {
    this.#calls.clear();
    this.#usedIds.clear();
    for (const watcher of this.#watchers) watcher.cleared?.();
  }
}

function stateOf(call: TrackedCall, answering: boolean): CallState {
  if (call.connectedAt !== undefined) return call.held ? 'held' : 'connected';
  return answering ? 'connecting' : call.state;
}

/** It is heard, and the app's audio session stays with it. */
export function isAudible({ taken, held }: TrackedCall): boolean {
  return taken && !held;
}

/** CXCall, as CXCallObserver shows it. */
export function callSnapshot(call: TrackedCall): CallSnapshot {
  return {
    id: call.id,
    isOutgoing: call.outgoing,
    isOnHold: call.held,
    hasConnected: call.connectedAt !== undefined,
    hasEnded: call.state === 'ended' || call.state === 'failed',
  };
}
