/**
 * What the system offers the user beside the calls there are: which answers to a waiting call, and whether two calls can
 * change places or join. The screen shows the choices; gestures follow them.
 */

import type { IosFeatures } from '../../ios/versions.ts';
import type { AnswerWay, CallChoices } from '../../ui/model.ts';
import type { PhoneSettings } from '../settings.ts';
import type { CallRegistry, TrackedCall } from './call-registry.ts';
import { callerOf } from './caller.ts';
import type { Providers } from './providers.ts';
import { isCellular } from './stand-in-callers.ts';

export interface ChoiceScene {
  readonly calls: CallRegistry;
  readonly providers: Providers;
  readonly features: IosFeatures;
  readonly settings: Pick<PhoneSettings, 'endAndAcceptAllowed'>;
}

const NONE: readonly AnswerWay[] = [];

export function choicesOf(call: TrackedCall, scene: ChoiceScene): CallChoices {
  const answers = call.state === 'ringing' && !call.outgoing ? answersTo(call, scene) : NONE;
  const [active] = othersOf(call, scene).active;
  const current = !scene.settings.endAndAcceptAllowed && answers.includes('end') && active !== undefined;
  return {
    answers: current ? answers.filter((way) => way !== 'end') : answers,
    ...(current && { endCurrent: active.id }),
    voicemail: isCellular(call.app),
    ...swapOf(call, scene),
    ...mergeOf(call, scene),
    ...conferenceOf(call, scene),
  };
}

/**
 * Answers to a call that waits while another goes on, in the order of the buttons; `plain` alone when none is in the way.
 * Up to iOS 18 holding decides (callkit-ui §1.3, states 7-9); for a second call of one app iOS 26 asks the provider's
 * call groups instead, and a plain Accept then holds.
 */
export function answersTo(waiting: TrackedCall, scene: ChoiceScene): readonly AnswerWay[] {
  const { active, held } = othersOf(waiting, scene);
  if (active.length === 0) return ['plain'];
  const oneApp = active.every((call) => call.app === waiting.app);
  if (scene.features.waitingCallRule === 'groups' && oneApp) {
    return (scene.providers.get(waiting.app)?.maximumCallGroups ?? 1) > 1 ? ['plain'] : ['end'];
  }
  if (!active.every(canBeHeld)) return ['end'];
  if (held.length > 0) return ['end', 'end-held'];
  return hasFreeGroup(waiting, scene) ? ['end', 'hold'] : ['end'];
}

export function othersOf(
  call: TrackedCall,
  { calls }: Pick<ChoiceScene, 'calls'>,
): { readonly active: readonly TrackedCall[]; readonly held: readonly TrackedCall[] } {
  const others = calls.all.filter((each) => each !== call && each.state !== 'ringing');
  return { active: others.filter((each) => !each.held), held: others.filter((each) => each.held) };
}

/** The active call must be connected and support holding (BelledonneCommunications/linphone-iphone#217). */
export function canBeHeld(call: TrackedCall): boolean {
  return call.connectedAt !== undefined && (call.update.supportsHolding ?? true);
}

/** Groups that the provider has open besides the waiting call, against its `maximumCallGroups`. */
function hasFreeGroup(waiting: TrackedCall, { calls, providers }: ChoiceScene): boolean {
  const open = calls.of(waiting.app).filter((call) => call !== waiting);
  const groups = new Set(open.map((call) => call.group ?? call.id));
  return groups.size < (providers.get(waiting.app)?.maximumCallGroups ?? 1);
}

/** Swap: this call goes on hold and the held one comes back. */
function swapOf(call: TrackedCall, { calls }: ChoiceScene): Pick<CallChoices, 'swapWith'> {
  if (call.held || !canBeHeld(call)) return {};
  const other = calls.all.findLast((each) => each !== call && each.held && !sameGroup(each, call));
  return other === undefined ? {} : { swapWith: other.id };
}

/** Merge: both calls of one provider, both groupable, and room in the group (`maximumCallsPerCallGroup` 1 forbids it). */
function mergeOf(call: TrackedCall, { calls, providers }: ChoiceScene): Pick<CallChoices, 'mergeWith'> {
  if (call.connectedAt === undefined || call.held || !groupable(call)) return {};
  const room = providers.get(call.app)?.maximumCallsPerCallGroup ?? 1;
  const membersOf = (each: TrackedCall) =>
    each.group === undefined ? 1 : calls.all.filter(({ group }) => group === each.group).length;
  const other = calls
    .of(call.app)
    .findLast(
      (each) =>
        each !== call &&
        each.held &&
        groupable(each) &&
        !sameGroup(each, call) &&
        membersOf(each) + membersOf(call) <= room,
    );
  return other === undefined ? {} : { mergeWith: other.id };
}

/** A group of one is none. */
function conferenceOf(call: TrackedCall, { calls }: ChoiceScene): Pick<CallChoices, 'conference'> {
  const members = calls.all.filter((each) => sameGroup(each, call));
  if (members.length < 2) return {};
  return {
    conference: members.map((each) => ({ call: each.id, caller: callerOf(each.update), splits: canBeSplit(each) })),
  };
}

/** CXCallUpdate.supportsUngrouping; on unless the app says otherwise. */
export function canBeSplit(call: TrackedCall): boolean {
  return call.group !== undefined && (call.update.supportsUngrouping ?? true);
}

function groupable(call: TrackedCall): boolean {
  return call.update.supportsGrouping ?? true;
}

function sameGroup(a: TrackedCall, b: TrackedCall): boolean {
  return a.group !== undefined && a.group === b.group;
}
