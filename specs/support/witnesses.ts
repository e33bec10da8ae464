/** Who saw what the running check rests on; it travels with its result, like measurements. */

import type { CheckReport, JournalEvent, Witness } from '../../lab/control/protocol.ts';

const seenBy = new Set<Witness>();
const matches = new Set<string>();

export function witnessed(witness: Witness): void {
  seenBy.add(witness);
}

/** By which of its names an element was found, or who answered. */
export function matched(match: string): void {
  matches.add(match);
}

/** What the control API answered, and whose word that is. @param byPhone who speaks for what happens in the phone */
export function witnessedAnswer(path: string, answer: unknown, byPhone: 'phone' | 'probe'): void {
  if (/\/journal(\/wait)?$/.test(path)) {
    for (const event of eventsOf(answer)) witnessed(event.part === 'phone' ? byPhone : event.part);
  } else if (/\/(recents|issued-tokens)$/.test(path)) witnessed(byPhone);
  else if (/\/(server\/device|calls\/[^/]+(\/record)?)$/.test(path.replace(/\?.*/, ''))) witnessed('call-server');
}

/** The position of the journal is no event. */
function eventsOf(answer: unknown): readonly JournalEvent[] {
  const answers: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return answers.filter(
    (event): event is JournalEvent => typeof event === 'object' && event !== null && 'part' in event,
  );
}

/** Since the last call. */
export function takeWitnesses(): Pick<CheckReport, 'witnesses' | 'matches'> {
  const taken = {
    ...(seenBy.size === 0 ? {} : { witnesses: [...seenBy].toSorted() }),
    ...(matches.size === 0 ? {} : { matches: [...matches] }),
  };
  seenBy.clear();
  matches.clear();
  return taken;
}
