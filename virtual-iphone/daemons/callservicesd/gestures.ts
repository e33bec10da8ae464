/**
 * What the system makes of the user's gestures on a call: the actions of one transaction (forums thread 794277;
 * CXCallAction documentation). The app cannot see which surface was touched.
 */

import type { CallActionData } from '../../messages.ts';
import type { AnswerWay } from '../../ui/model.ts';
import { answersTo, type ChoiceScene, canBeHeld, othersOf } from './call-choices.ts';
import type { TrackedCall } from './call-registry.ts';
import type { PlannedAction, Transactions } from './transactions.ts';

export interface GestureScene extends ChoiceScene {
  readonly transactions: Transactions;
}

/**
 * Slide, tap, headset: Answer, after the calls in the way are ended or held. Empty when there is nothing to answer.
 * `plain` (no button that says what becomes of the others) takes the gentlest answer that the system would offer.
 */
export function answerPlan(call: TrackedCall, scene: GestureScene, way: AnswerWay = 'plain'): readonly PlannedAction[] {
  if (call.state !== 'ringing' || scene.transactions.has(call, 'answer')) return [];
  return [...clearTheWay(call, scene, way), plan(call, { type: 'answer' })];
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
 * End & Accept ends the active call, Hold & Accept holds it, End Held & Accept ends the held one and holds the active one;
 * always before the answer, so that there is a moment without an active call (forums thread 794277).
 */
function clearTheWay(waiting: TrackedCall, scene: GestureScene, way: AnswerWay): readonly PlannedAction[] {
  const { active, held } = othersOf(waiting, scene);
  if (active.length === 0) return [];
  const chosen = way === 'plain' ? plainAnswer(waiting, scene) : way;
  if (chosen === 'end') return active.map((call) => plan(call, END));
  const ends = chosen === 'end-held' ? held.map((call) => plan(call, END)) : [];
  return [...ends, ...active.map((call) => plan(call, HOLD))];
}

/** Where the buttons ask nothing (iOS 26, one app with two groups), a plain answer holds; a held call is in the way then. */
function plainAnswer(waiting: TrackedCall, scene: GestureScene): AnswerWay {
  const gentlest = answersTo(waiting, scene).at(-1) ?? 'end';
  if (gentlest !== 'plain') return gentlest;
  return othersOf(waiting, scene).held.length > 0 ? 'end-held' : 'hold';
}

/** The user has the call translated, where the provider supports it (CXSetTranslatingCallAction documentation). */
export function translatePlan(
  call: TrackedCall,
  translation: { readonly translating: boolean; readonly localLanguage: string; readonly remoteLanguage: string },
  { providers, features }: GestureScene,
): readonly PlannedAction[] {
  const offered = features.translation === true && providers.get(call.app)?.supportsAudioTranslation === true;
  if (!offered || call.connectedAt === undefined || call.translating === translation.translating) return [];
  return [plan(call, { type: 'set-translating', ...translation })];
}

/** Merge joins a call with another of its provider; split takes it out (CXSetGroupCallAction documentation). */
export function groupPlan(call: TrackedCall, other: TrackedCall | undefined): readonly PlannedAction[] {
  return [plan(call, { type: 'set-group', other: other?.id ?? null })];
}

/** Dialling from the system's own screen holds what can be held and ends the rest (observed). */
export function dialPlan(call: TrackedCall, scene: GestureScene): readonly PlannedAction[] {
  const { active } = othersOf(call, scene);
  const handle = call.update.remoteHandle ?? { type: 2, value: '' };
  return [
    ...active.map((each) => plan(each, canBeHeld(each) ? HOLD : END)),
    plan(call, { type: 'start', handle, video: false }),
  ];
}

const HOLD = { type: 'set-held', onHold: true } as const;
const END = { type: 'end' } as const;

type ActionBody = CallActionData extends infer Action
  ? Action extends CallActionData
    ? Omit<Action, 'id' | 'call'>
    : never
  : never;

export function plan(call: TrackedCall, body: ActionBody): PlannedAction {
  return { app: call.app, data: { ...body, call: call.id } };
}
