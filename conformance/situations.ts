/**
 * Situations: what the app and the phone are doing when a check begins. An entry of the catalogue names app states and
 * phone states; the situations are all pairs of them that a phone can be in.
 */

import type { AppState, PhoneState, Requirement } from './catalogue.ts';

export interface Situation {
  readonly app: AppState;
  readonly phone: PhoneState;
}

/**
 * Pairs that no phone can be in, or that are another pair by another name:
 * - an app is not in front on a locked phone, since locking puts it in the background;
 * - a phone before its first unlock is locked, and stands for itself: Focus and flight mode are shown in other states.
 */
const LEFT_OUT: Partial<Readonly<Record<AppState, readonly PhoneState[]>>> = {
  foreground: ['locked'],
  'before-first-unlock': ['unlocked', 'focus', 'after-flight-mode'],
};

/** The pair that stands for an entry all of whose pairs are left out. */
const STANDS_FOR: Partial<Readonly<Record<AppState, PhoneState>>> = { 'before-first-unlock': 'locked' };

/** The situations in which a requirement is checked, in the order of its entry; at least one. */
export function situationsOf({ states }: Pick<Requirement, 'states'>): readonly Situation[] {
  return states.app.flatMap((app): Situation[] => {
    const phones = states.phone.filter((phone) => LEFT_OUT[app]?.includes(phone) !== true);
    const instead = STANDS_FOR[app];
    if (phones.length === 0 && instead !== undefined) return [{ app, phone: instead }];
    return phones.map((phone) => ({ app, phone }));
  });
}
