/**
 * What the control API needs of a testbed, whatever kind of phone is in it. A lever that only a simulated phone has is
 * asked of the testbed of such a phone; on any other kind the answer is that it cannot be observed there.
 */

import type { CallServer } from '../../call-server/index.ts';
import type { EventMatch, Journal } from '../../clock/index.ts';
import type { PhoneEntry } from '../inventory.ts';
import type { ProbeDesk } from '../probe/probe-desk.ts';
import type { AppFacts } from '../real/entry.ts';

export interface ControlledTestbed {
  readonly entry: PhoneEntry;
  readonly udid: string;
  /** The app under test. */
  readonly app: AppFacts;
  readonly journal: Journal;
  readonly callServer: CallServer;
  /** Puts back to rest what the lab itself has in hand. */
  reset(): Promise<void>;
  /** Lets testbed time pass: up to `ms`, or until `until` says yes. */
  elapse(ms: number, until?: () => boolean): Promise<void>;
  /** Resolves when nothing is in flight, as far as the lab can know. */
  rest(): Promise<void>;
  /** @throws NotObservableError when no part of this testbed would write such an event */
  mustObserve(match: EventMatch): void;
  /**
   * All such events so far are in the journal, so that one that is not there has not happened.
   *
   * @throws InconclusiveError
   */
  mustBeComplete(match: EventMatch): Promise<void>;
  /** Where the probe in the app reports; absent on a phone that is simulated here, and without a probe. */
  readonly probe?: ProbeDesk;
  /**
   * What became of a push must be known before the phone is judged by it.
   *
   * @param after position of the journal before it was sent
   * @throws InconclusiveError or NotObservableError
   */
  mustHaveReached(after: number): void | Promise<void>;
  /** Installs the app anew, without its old data, or the named variant; absent where nobody but a person can. */
  install?(variant: string | undefined): Promise<void>;
  /** A session is about to begin on the phone. @throws InconclusiveError when it cannot be reached */
  admit(): Promise<void>;
  close(): Promise<void>;
}

/** The kind of phone cannot show what was asked for: the requirement is not observable on it. */
export class NotObservableError extends Error {
  override readonly name = 'NotObservableError';
}

/** Something outside product and suite is in the way, such as a cable or a key: says what, and what to check. */
export class InconclusiveError extends Error {
  override readonly name = 'InconclusiveError';
}
