/**
 * What the system makes of the user's gestures on a call: the actions of one transaction (forums thread 794277;
 * CXCallAction documentation). The app cannot see which surface was touched.
 */

import { randomUUID } from 'node:crypto';
import type { CallActionData } from '../../messages.ts';
import type { CallRegistry, TrackedCall } from './call-registry.ts';
import type { Providers } from './providers.ts';
import type { PlannedAction, Transactions } from './transactions.ts';

export interface GestureScene {
  readonly calls: CallRegistry;
  readonly providers: Providers;
  readonly transactions: Transactions;
}

/** Slide, tap, headset: Answer, after the calls in the way are ended or held. Empty when there is nothing to answer. */
export function answerPlan(call: TrackedCall, scene: GestureScene): readonly PlannedAction[] {
  if (call.state !== 'ringing' || scene.transactions.has(call, 'answer')) return [];
  return [...clearTheWay(call, scene), plan(call, { type: 'answer' })];
}

/** Decline, End and the side button pressed twice are the same action; the app looks at its own state. */
export function endPlan(call: TrackedCall, { transactions }: GestureScene): readonly PlannedAction[] {
  return transactions.has(call, 'end') ? [] : [plan(call, { type: 'end' })];
}

export function mutePlan(call: TrackedCall, muted: boolean): readonly PlannedAction[] {
  return call.muted === muted ? [] : [plan(call, { type: 'set-muted', muted })];
}

/** Hold, or back from it; the other un-held call of the phone is held then ("Swap"). */
export function holdPlan(call: TrackedCall, onHold: boolean, { calls }: GestureScene): readonly PlannedAction[] {
  if (call.held === onHold || call.connectedAt === undefined) return [];
  if (onHold) return [plan(call, { type: 'set-held', onHold })];
  const others = calls.all.filter((each) => each !== call && each.connectedAt !== undefined && !each.held);
  return [...others.map((other) => plan(other, HOLD)), plan(call, { type: 'set-held', onHold })];
}

/** App-made Start, Answer and un-hold hold the calls of other providers only; the app looks after its own (observed). */
export function holdOtherProviders(
  requested: readonly PlannedAction[],
  { calls }: Pick<GestureScene, 'calls'>,
): readonly PlannedAction[] {
  const opens = requested.some(
    ({ data }) => data.type === 'start' || data.type === 'answer' || (data.type === 'set-held' && !data.onHold),
  );
  if (!opens) return [];
  const app = requested[0]?.app;
  return calls.all
    .filter((call) => call.app !== app && call.connectedAt !== undefined && !call.held)
    .map((call) => plan(call, HOLD));
}

/**
 * Hold & Accept where the active call can be held and its provider has a free group, with a held call ended first;
 * else End & Accept (BelledonneCommunications/linphone-iphone#217).
 */
function clearTheWay(waiting: TrackedCall, { calls, providers }: GestureScene): readonly PlannedAction[] {
  const others = calls.all.filter((call) => call !== waiting && call.state !== 'ringing');
  const active = others.filter((call) => !call.held);
  if (active.length === 0) return [];
  const heldEnds = others.filter((call) => call.held).map((call) => plan(call, { type: 'end' }));
  return [...heldEnds, ...active.map((call) => plan(call, canBeHeld(call, providers) ? HOLD : { type: 'end' }))];
}

const HOLD = { type: 'set-held', onHold: true } as const;

function canBeHeld(call: TrackedCall, providers: Providers): boolean {
  const groups = providers.get(call.app)?.maximumCallGroups ?? 1;
  return call.connectedAt !== undefined && (call.update.supportsHolding ?? true) && groups > 1;
}

type ActionBody = CallActionData extends infer Action
  ? Action extends CallActionData
    ? Omit<Action, 'id' | 'call'>
    : never
  : never;

export function plan(call: TrackedCall, body: ActionBody): PlannedAction {
  const data = { ...body, id: randomUUID().toUpperCase(), call: call.id } as CallActionData;
  return { app: call.app, data };
}
