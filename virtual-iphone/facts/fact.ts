/**
 * A fact: one behaviour of iOS that the virtual phone claims to have, in our words, with the tests that show it. The
 * tables beside this file are the source of `docs/reference/phone-facts.md`.
 */

import type { PhoneSettings } from '../daemons/settings.ts';

/**
 * How it is known: in Apple's documentation or headers, said by Apple's engineers in its forums, seen on devices or in
 * the binaries' behaviour by people outside Apple, or assumed by us for want of a source.
 */
export type FactSource = 'documented' | 'stated' | 'observed' | 'assumed';

/** File below `virtual-iphone/`, and the title of a test in it. Variable parts of a title are written as `…`. */
export type TestReference = readonly [file: string, title: string];

export interface Fact {
  /** Stable name: section and number. */
  readonly id: string;
  readonly says: string;
  /** Versions of iOS it holds for, such as `10+`. */
  readonly ios: string;
  readonly source: FactSource;
  /** Settings of the phone that change it. */
  readonly settings?: readonly (keyof PhoneSettings)[];
  /** Empty: missing. */
  readonly tests: readonly TestReference[];
  /** With no test: whether the phone behaves so all the same. */
  readonly built?: true;
}

export interface FactSection {
  readonly title: string;
  readonly facts: readonly Fact[];
}
