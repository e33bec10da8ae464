/**
 * Transactions under way. One transaction per provider, one group over them; all actions go out at once, each has its
 * timeout, and calls change only when every action of the group is complete (observed; CXAction.timeoutDate).
 */

import type { Timer } from '../../../clock/index.ts';
import type { CallActionData } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import type { CallWatcher, TrackedCall } from './call-registry.ts';

export type ActionSource = 'user' | 'app' | 'system';

export interface PendingAction {
  readonly app: App;
  readonly data: CallActionData;
  readonly source: ActionSource;
  outcome: 'pending' | 'fulfilled' | 'failed';
  why: 'app' | 'timeout' | 'call-ended' | undefined;
  /** From fulfillWithDateConnected and its like; null means when it was fulfilled. */
  at: number | null;
  timer: Timer | undefined;
}

export interface TransactionGroup {
  readonly source: ActionSource;
  readonly actions: readonly PendingAction[];
}

/** An action for the app whose call it is about. */
export interface PlannedAction {
  readonly app: App;
  /** Without an id, the action is given one when it is committed. */
  readonly data: Unnamed<CallActionData>;
}

type Unnamed<Action> = Action extends CallActionData ? Omit<Action, 'id'> & { readonly id?: string } : never;

export class Transactions implements CallWatcher {
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #onComplete: (group: TransactionGroup) => void;
  readonly #pending = new Map<string, { readonly action: PendingAction; readonly group: TransactionGroup }>();

  constructor(context: PhoneContext, runningBoard: RunningBoard, onComplete: (group: TransactionGroup) => void) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.#onComplete = onComplete;
  }

  /** Sends the actions to their apps, in order, each app's as one transaction named `transaction`. */
  commit(transaction: string, source: ActionSource, planned: readonly PlannedAction[]): void {
    const actions = planned.map(
      ({ app, data }): PendingAction => ({
        app,
        data: { ...data, id: data.id ?? this.#context.newId() } as CallActionData,
        source,
        outcome: 'pending',
        why: undefined,
        at: null,
        timer: undefined,
      }),
    );
    const group: TransactionGroup = { source, actions };
    for (const action of actions) {
      this.#pending.set(action.data.id, { action, group });
      action.timer = this.#context.clock.setTimeout(() => this.#timeOut(action), this.#timeoutOf(action.data));
    }
    for (const app of new Set(actions.map((action) => action.app))) {
      const own = actions.filter((action) => action.app === app);
      for (const { data } of own) {
        this.#context.note('action.performed', { action: data.id, type: data.type, call: data.call, source });
      }
      const performed = own.map((action) => action.data);
      this.#runningBoard.deliver(app, { kind: 'callkit.perform', transaction, actions: performed });
    }
  }

  /** The app fulfilled or failed an action; a second answer and an unknown action are ignored (observed). */
  complete(app: App, id: string, outcome: 'fulfilled' | 'failed', at: number | null): void {
    const found = this.#pending.get(id);
    if (found?.action.app !== app) {
      this.#context.log('callservicesd', `Ignoring ${outcome} of action ${id}: it is not pending`, 'Warning');
      return;
    }
    found.action.at = at;
    this.#finish(found.action, outcome, outcome === 'failed' ? 'app' : undefined);
  }

  has(call: TrackedCall, type: CallActionData['type']): boolean {
    return [...this.#pending.values()].some(({ action }) => action.data.call === call.id && action.data.type === type);
  }

  /** The system fails what is outstanding on a call that has ended (observed). */
  ended(call: TrackedCall): void {
    for (const { action } of this.#pending.values()) {
      if (action.data.call === call.id) this.#finish(action, 'failed', 'call-ended');
    }
  }

  cleared(): void {
    this.clear();
  }

  /** Drops everything without a word. */
  clear(): void {
    for (const { action } of this.#pending.values()) action.timer?.cancel();
    this.#pending.clear();
  }

  #timeOut(action: PendingAction): void {
    this.#runningBoard.deliver(action.app, { kind: 'callkit.timed-out', action: action.data });
    this.#finish(action, 'failed', 'timeout');
  }

  #finish(action: PendingAction, outcome: 'fulfilled' | 'failed', why: PendingAction['why']): void {
    const found = this.#pending.get(action.data.id);
    if (found === undefined) return;
    this.#pending.delete(action.data.id);
    action.timer?.cancel();
    action.outcome = outcome;
    action.why = why;
    const { id, type, call } = action.data;
    const said = { action: id, type, call, source: action.source };
    this.#context.note(`action.${outcome}`, why === undefined ? said : { ...said, why });
    this.#context.log('callservicesd', `${LOG_NAMES[type]} call action ${outcome}`);
    if (found.group.actions.every((each) => each.outcome !== 'pending')) this.#onComplete(found.group);
  }

  #timeoutOf(action: CallActionData): number {
    const { startTimeoutMs, answerTimeoutMs, actionTimeoutMs } = this.#context.settings;
    if (action.type === 'start') return startTimeoutMs;
    return action.type === 'answer' ? answerTimeoutMs : actionTimeoutMs;
  }
}

const LOG_NAMES: Readonly<Record<CallActionData['type'], string>> = {
  start: 'Start',
  answer: 'Answer',
  end: 'End',
  'set-held': 'Set held',
  'set-muted': 'Set muted',
  'play-dtmf': 'Play DTMF',
  'set-group': 'Set group',
  'set-translating': 'Set translating',
};
