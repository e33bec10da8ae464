/**
 * CXCallObserver and CXCall: all calls on the phone, of any app, by UUID only. Answered from a mirror that the daemon
 * keeps up to date, so `calls` is never later than the last message.
 */

import type { CallSnapshot } from '../../messages.ts';
import { requireCallKit } from '../availability.ts';
import { launch, on } from '../bridge.ts';
import type { NSUUID } from '../foundation/ns-uuid.ts';
import { WeakDelegate } from '../weak-delegate.ts';
import { uuid } from './action-data.ts';

export class CXCall {
  readonly UUID: NSUUID;
  readonly outgoing: boolean;
  readonly onHold: boolean;
  readonly hasConnected: boolean;
  readonly hasEnded: boolean;

  constructor(snapshot: CallSnapshot) {
    this.UUID = uuid(snapshot.id);
    this.outgoing = snapshot.isOutgoing;
    this.onHold = snapshot.isOnHold;
    this.hasConnected = snapshot.hasConnected;
    this.hasEnded = snapshot.hasEnded;
  }

  isEqualToCall(call: CXCall | null): boolean {
    return this.UUID.isEqual(call?.UUID ?? null);
  }
}

export interface CXCallObserverDelegate {
  callObserverCallChanged(observer: CXCallObserver, call: CXCall): void;
}

let mirror: readonly CallSnapshot[] = launch.calls;
let observers: WeakRef<CXCallObserver>[] = [];

export class CXCallObserver {
  readonly #delegate = new WeakDelegate<CXCallObserverDelegate>();

  constructor() {
    requireCallKit('CXCallObserver');
    observers.push(new WeakRef(this));
  }

  /** Calls that have not ended. */
  get calls(): readonly CXCall[] {
    return mirror.filter((call) => !call.hasEnded).map((call) => new CXCall(call));
  }

  /** `queue` is null: the main queue. */
  setDelegateQueue(delegate: CXCallObserverDelegate | null, _queue: null): void {
    this.#delegate.value = delegate;
  }

  /** For the mirror: tells the delegate of one change. */
  static callChanged(observer: CXCallObserver, call: CXCall): void {
    observer.#delegate.value?.callObserverCallChanged(observer, call);
  }
}

on('callkit.calls', ({ calls }) => {
  const before = new Map(mirror.map((call) => [call.id, JSON.stringify(call)]));
  mirror = calls;
  observers = observers.filter((reference) => reference.deref() !== undefined);
  const changed = calls.filter((call) => before.get(call.id) !== JSON.stringify(call));
  for (const snapshot of changed) {
    for (const reference of observers) {
      const observer = reference.deref();
      if (observer !== undefined) CXCallObserver.callChanged(observer, new CXCall(snapshot));
    }
  }
});
