/** Events of a time line as people read them: which lane one belongs to, what kind of step it is, and a few words. */

import type { TimeLineEvent } from '../compare/time-line.ts';

/** In the order in which a call passes them. */
export const LANES = [
  { part: 'call-server', name: 'Call server' },
  { part: 'gateway', name: 'Gateway' },
  { part: 'phone', name: 'Phone' },
] as const;

/** The part on whose lane an event is shown: a probe in the app speaks for its phone. */
export function shownPart({ part }: TimeLineEvent): string {
  return part === 'probe' ? 'phone' : part;
}

export type Step = 'push' | 'report' | 'action' | 'signal' | 'screen' | 'other';

/** Kinds by their beginning; the first that fits counts. */
const STEPS: readonly (readonly [Step, readonly string[]])[] = [
  ['report', ['phone call.reported']],
  ['screen', ['phone call.shown', 'phone notification.', 'phone call.silenced']],
  ['action', ['phone action.', 'phone transaction.']],
  ['signal', ['call-server signal.', 'call-server call.']],
  ['push', ['call-server push.', 'gateway push.', 'gateway broadcast.', 'phone push.']],
];

/** Fields that tell the most, in the order in which they are told. */
const TELLING =
  'type channel pushType state presentation status outcome actions error cause reason by why because fault title source name mode token'.split(
    ' ',
  );

const MOST_LETTERS = 90;

/** What `other` leaves out is the path of a call: push, report, action, signal, screen. */
export function stepOf(event: TimeLineEvent): Step {
  const name = `${shownPart(event)} ${event.kind}`;
  return STEPS.find(([, beginnings]) => beginnings.some((beginning) => name.startsWith(beginning)))?.[0] ?? 'other';
}

/** What the event says beside its kind; empty when there is nothing to tell. */
export function wordsOf({ data }: TimeLineEvent): string {
  const told = TELLING.flatMap((field) => {
    const value = data[field];
    if (value === undefined || value === null || value === '') return [];
    if (typeof value === 'string') return [value];
    return [Array.isArray(value) ? value.join(', ') : JSON.stringify(value)];
  });
  const text = told.join(' · ');
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS - 1)}…`;
}
