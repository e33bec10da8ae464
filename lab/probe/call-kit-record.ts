/**
 * What one process of the app has told, as events of the journal: of the kinds and fields that a virtual phone writes.
 * What CallKit decides, such as the end of a call, is taken from CXCallObserver; why, from what the app did before.
 */

import type { EventData } from '../../clock/index.ts';
import type { Hello, Told } from './wire.ts';

export interface ProbeEvent {
  readonly kind: string;
  readonly data: EventData;
}

/** Kinds that a probe can tell of, each with the messages it takes; the rest of what a phone does is hidden from apps. */
export const NEEDS: Readonly<Record<string, readonly Told['type'][]>> = {
  'token.issued': ['token'],
  'token.invalidated': ['token'],
  'push.delivered': ['push'],
  'push.completed': ['push', 'push-completed'],
  'call.reported': ['report'],
  'call.state': ['report', 'action', 'call'],
  'call.ended': ['report', 'report-ended', 'action', 'outcome', 'call'],
  'transaction.requested': ['request', 'requested'],
  'action.performed': ['action'],
  'action.fulfilled': ['action', 'outcome'],
  'action.failed': ['action', 'outcome'],
  'audio.activated': ['audio'],
  'audio.deactivated': ['audio'],
};

export const PROBE_KINDS: readonly string[] = Object.keys(NEEDS);

/** As much of a device token as a journal shows. */
const SHOWN_OF_TOKEN = 8;

/** An app cannot tell the user from the system: whatever it did not ask for itself counts as the user's. */
type Source = 'app' | 'user';

interface KnownCall {
  state: 'ringing' | 'connecting' | 'connected' | 'held';
  ending: { readonly by: Source | 'system'; readonly reason: string | null };
  isEndReported: boolean;
}

interface PendingAction {
  readonly type: string;
  readonly call: string;
  readonly source: Source;
}

type Of<Type extends Told['type']> = Extract<Told, { type: Type }>;

export class CallKitRecord {
  readonly #bundleId: string;
  readonly #untold: Hello['untold'];
  readonly #calls = new Map<string, KnownCall>();
  readonly #pending = new Map<string, PendingAction>();
  readonly #pushes = new Set<string>();
  readonly #requests = new Map<string, Of<'request'>['actions']>();
  /** Actions that the app has asked for and that CallKit has not sent yet. */
  readonly #ownActions = new Set<string>();

  /** @param hello of the probe that tells */
  constructor({ bundleId, untold }: Pick<Hello, 'bundleId' | 'untold'>) {
    this.#bundleId = bundleId;
    this.#untold = untold;
  }

  /** What would be cut off if the process told no more: calls, actions and pushes that are under way. */
  get underWay(): readonly string[] {
    const open = (ends: Told['type'], names: Iterable<string>) => (this.#untold.includes(ends) ? [] : [...names]);
    const actions = [...this.#pending.values()].map(({ type, call }) => `the ${type} action of ${call}`);
    return [
      ...open('call', this.#calls.keys()).map((call) => `the call ${call}`),
      ...open('outcome', actions),
      ...open('push-completed', this.#pushes).map((push) => `the push ${push}`),
    ];
  }

  eventsOf(message: Told): readonly ProbeEvent[] {
    const bundleId = this.#bundleId;
    switch (message.type) {
      case 'token': {
        const topic = message.kind === 'voip' ? `${bundleId}.voip` : bundleId;
        if (message.token === null) return [{ kind: 'token.invalidated', data: { topic } }];
        return [{ kind: 'token.issued', data: { topic, token: message.token.slice(0, SHOWN_OF_TOKEN) } }];
      }
      case 'push': {
        this.#pushes.add(message.push);
        const { push: id, mustReport, injected } = message;
        const data = { id, bundleId, channel: 'pushkit', mustReport, ...(injected && { injected }) };
        return [{ kind: 'push.delivered', data }];
      }
      case 'push-completed':
        this.#pushes.delete(message.push);
        return [{ kind: 'push.completed', data: { id: message.push, bundleId } }];
      case 'report':
        return this.#reported(message);
      case 'report-ended': {
        const call = this.#calls.get(message.call.toUpperCase());
        if (call === undefined || call.isEndReported) return [];
        call.isEndReported = true;
        call.ending = { by: 'app', reason: message.reason };
        return [];
      }
      case 'request':
        this.#requests.set(message.transaction.toUpperCase(), message.actions);
        for (const { action } of message.actions) this.#ownActions.add(action.toUpperCase());
        return [];
      case 'requested':
        return this.#requested(message);
      case 'action':
        return this.#performed(message);
      case 'outcome':
        return this.#completed(message);
      case 'call':
        return this.#changed(message);
      case 'audio':
        break;
    }
    return [{ kind: message.active ? 'audio.activated' : 'audio.deactivated', data: { bundleId } }];
  }

  #reported({ call: written, caller, error, offers }: Of<'report'>): readonly ProbeEvent[] {
    const call = written.toUpperCase();
    const reported = { kind: 'call.reported', data: { call, caller, bundleId: this.#bundleId, error, offers } };
    if (error !== null) return [reported];
    return [reported, this.#begin(call, 'ringing')];
  }

  #requested({ transaction: written, error }: Of<'requested'>): readonly ProbeEvent[] {
    const transaction = written.toUpperCase();
    const actions = this.#requests.get(transaction) ?? [];
    this.#requests.delete(transaction);
    const types = actions.map(({ of }) => of);
    return [{ kind: 'transaction.requested', data: { transaction, source: 'app', error, actions: types } }];
  }

  #performed({ action: written, of: type, call: writtenCall }: Of<'action'>): readonly ProbeEvent[] {
    const [action, call] = [written.toUpperCase(), writtenCall.toUpperCase()];
    const source = this.#ownActions.delete(action) ? 'app' : 'user';
    this.#pending.set(action, { type, call, source });
    const told = this.#untold.includes('request') ? { action, type, call } : { action, type, call, source };
    const performed = { kind: 'action.performed', data: told };
    const known = this.#calls.get(call);
    if (type === 'start' && known === undefined) return [this.#begin(call, 'connecting'), performed];
    if (type !== 'answer' || known?.state !== 'ringing') return [performed];
    known.state = 'connecting';
    return [stateOf(call, 'connecting'), performed];
  }

  #completed({ action: written, outcome }: Of<'outcome'>): readonly ProbeEvent[] {
    const action = written.toUpperCase();
    const pending = this.#pending.get(action);
    if (pending === undefined) return [];
    this.#pending.delete(action);
    const { type, call, source } = pending;
    const known = this.#calls.get(call);
    if (known !== undefined) {
      if (type === 'end') known.ending = { by: source, reason: outcome === 'fulfilled' ? null : 'failed' };
      else if ((type === 'answer' || type === 'start') && outcome !== 'fulfilled') {
        known.ending = { by: outcome === 'failed' ? 'app' : 'system', reason: 'failed' };
      }
    }
    const data = { action, type, call, source };
    if (outcome === 'fulfilled') return [{ kind: 'action.fulfilled', data }];
    return [{ kind: 'action.failed', data: { ...data, why: outcome === 'failed' ? 'app' : 'timeout' } }];
  }

  /** CXCallObserver tells of the calls of all apps; those of others are none of ours. */
  #changed({ call: written, connected, onHold, ended }: Of<'call'>): readonly ProbeEvent[] {
    const call = written.toUpperCase();
    const known = this.#calls.get(call);
    if (known === undefined) return [];
    if (ended) return this.#ended(call, known);
    if (!connected) return [];
    const state = onHold ? 'held' : 'connected';
    if (state === known.state) return [];
    known.state = state;
    return [stateOf(call, state)];
  }

  #ended(call: string, { ending: { by, reason } }: KnownCall): readonly ProbeEvent[] {
    this.#calls.delete(call);
    const events = [
      stateOf(call, reason === 'failed' ? 'failed' : 'ended'),
      { kind: 'call.ended', data: { call, by, reason } },
    ];
    for (const [action, pending] of this.#pending) {
      if (pending.call !== call) continue;
      this.#pending.delete(action);
      events.push({ kind: 'action.failed', data: { action, ...pending, why: 'call-ended' } });
    }
    return events;
  }

  #begin(call: string, state: 'ringing' | 'connecting'): ProbeEvent {
    this.#calls.set(call, { state, ending: { by: 'system', reason: null }, isEndReported: false });
    return stateOf(call, state);
  }
}

function stateOf(call: string, state: string): ProbeEvent {
  return { kind: 'call.state', data: { call, state } };
}
