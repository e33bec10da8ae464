/** The phone as a walk sees it: calls have short names, and what it said is text that can be held against the model's. */

import { BUNDLE_ID, ScriptedPhone, type ScriptedProcess } from '../daemons/scripted-phone.ts';
import type { CallUpdateData, FromApp, ToApp } from '../messages.ts';
import type { Action, Policy, Update } from './call-model.ts';

type Reported = Extract<ToApp, { kind: 'callkit.calls' }>['calls'][number];

export interface WalkOptions {
  readonly ios: string;
  readonly seed: number;
  readonly invalidateEndsCalls: boolean;
}

export class WalkedPhone {
  readonly bed: ScriptedPhone;
  policy: Policy = () => 'fulfilled';
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  #asked: string[] = [];
  #heard = 0;
  #endings = 0;
  #requests = 1_000;

  constructor({ ios, seed, invalidateEndsCalls }: WalkOptions) {
    const onMessage = (app: ScriptedProcess, message: ToApp) => {
      if (message.kind !== 'callkit.perform') return;
      for (const { id, type } of message.actions) {
        this.#asked.push(id);
        const outcome = this.policy(type as Action['type']);
        if (outcome !== 'wait') app.complete(id, outcome);
      }
    };
    this.bed = new ScriptedPhone({ ios, seed, script: { onMessage }, settings: { invalidateEndsCalls } });
  }

  async begin(): Promise<void> {
    await this.bed.phone.launch(BUNDLE_ID);
    this.#heard = this.bed.app.received.length;
  }

  // ── What was said ──────────────────────────────────────────────────────────────────────────────────────────────

  takeTold(): string[] {
    const fresh = this.bed.app.received.slice(this.#heard);
    this.#heard += fresh.length;
    return fresh.flatMap((message) => this.#told(message));
  }

  takeEndings(): string[] {
    const fresh = this.bed.events('call.ended').slice(this.#endings);
    this.#endings += fresh.length;
    return fresh.map(({ data }) => {
      const { call, by, reason } = data as { call: string; by: string; reason: string | null };
      return `${this.#name(call)} by ${by}: ${reason}`;
    });
  }

  /** As the screen shows them. */
  shown(): string[] {
    return this.bed.phone.calls().map((call) => {
      return [this.#name(call.id), call.state, call.outgoing ? 'out' : 'in', call.muted ? 'muted' : 'heard'].join(' ');
    });
  }

  /** As CXCallObserver of the app sees them. */
  observed(): string[] {
    const { app } = this.bed;
    const { calls } = app.of('callkit.calls').at(-1) ?? { calls: app.launch.calls };
    return calls.filter(({ hasEnded }) => !hasEnded).map((call) => this.#observed(call));
  }

  waysToAnswer(name: string): string[] {
    const named = (['end', 'hold', 'end-held'] as const).filter((way) =>
      this.bed.shows(`answer-${way} ${this.id(name)}`),
    );
    return named.length === 0 ? ['plain'] : named;
  }

  // ── What can be done ───────────────────────────────────────────────────────────────────────────────────────────

  async send(message: FromApp): Promise<void> {
    this.bed.app.send(message);
    await this.bed.clock.quiet();
  }

  request(actions: readonly Action[]): Promise<void> {
    this.#requests += 1;
    const request = this.#requests;
    const own = actions.map((action, index) => this.#data(action, `request-${request}-${index}`));
    return this.send({ kind: 'callkit.request', request, transaction: `request-${request}`, actions: own });
  }

  complete(index: number, outcome: 'fulfilled' | 'failed'): Promise<void> {
    return this.send({ kind: 'callkit.action-completed', action: this.#asked[index] ?? '', outcome, at: null });
  }

  async touch(what: string, name: string): Promise<void> {
    await this.bed.touch(`${what} ${this.id(name)}`);
  }

  /** There is a new process. */
  launched(): void {
    this.#heard = 0;
  }

  /** The process crashes. */
  async kill(): Promise<void> {
    this.bed.app.kill({ kind: 'exception', name: 'Error', reason: 'The walk wanted it.' });
    this.#asked = [];
    await this.bed.clock.quiet();
  }

  id(name: string): string {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = `0000000${name}-0000-4000-8000-00000000000${name}`;
    this.named(name, id);
    return id;
  }

  /** The phone has made this call itself. */
  named(name: string, id: string): void {
    this.#ids.set(name, id);
    this.#names.set(id, name);
  }

  close(): void {
    this.bed.close();
  }

  #told(message: ToApp): string[] {
    switch (message.kind) {
      case 'callkit.reported':
        return [`reported ${message.error?.code ?? null}`];
      case 'callkit.requested':
        return [`requested ${message.error?.code ?? null}`];
      case 'callkit.perform':
        return [`perform ${message.actions.map(({ type, call }) => `${type} ${this.#name(call)}`).join(', ')}`];
      case 'callkit.timed-out':
        return [`timed out ${message.action.type} ${this.#name(message.action.call)}`];
      case 'callkit.provider-reset':
        return ['reset'];
      case 'callkit.provider-began':
        return ['began'];
      case 'audio.activated':
        return ['audio on'];
      case 'audio.deactivated':
        return ['audio off'];
      default:
        return [];
    }
  }

  #observed(call: Reported): string {
    return `${this.#name(call.id)} ${call.isOutgoing} ${call.isOnHold} ${call.hasConnected}`;
  }

  #name(id: string): string {
    return this.#names.get(id) ?? id;
  }

  #data(action: Action, id: string) {
    const named = { id, call: this.id(action.call) };
    switch (action.type) {
      case 'start':
        return { ...named, type: action.type, handle: { type: 2, value: '+15550101' }, video: false } as const;
      case 'set-held':
        return { ...named, type: action.type, onHold: action.on };
      case 'set-muted':
        return { ...named, type: action.type, muted: action.on };
      case 'set-group':
        return { ...named, type: action.type, other: action.other === null ? null : this.id(action.other) };
      case 'play-dtmf':
        return { ...named, type: action.type, digits: '1', dtmfType: 1 } as const;
      default:
        return { ...named, type: action.type };
    }
  }
}

export function updateData({ name, holding, grouping, ungrouping }: Update, number?: string): CallUpdateData {
  return {
    ...(number !== undefined && { remoteHandle: { type: 2, value: number } as const }),
    ...(name !== undefined && { localizedCallerName: name }),
    ...(holding !== undefined && { supportsHolding: holding }),
    ...(grouping !== undefined && { supportsGrouping: grouping }),
    ...(ungrouping !== undefined && { supportsUngrouping: ungrouping }),
  };
}
