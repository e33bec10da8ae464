/** Waits for a push that a test expects, and says what came in its place when it did not. */

import type { Journal, JournalEvent } from '../../clock/index.ts';
import { explain, isAnswer, misses, type PushExpectation } from './push-expectation.ts';

export interface ExpectOptions {
  /** How long to wait, in milliseconds of real time. Default 5000. */
  readonly withinMs?: number;
  /** Only pushes after this `seq` of the journal. Default 0: all that the journal keeps. */
  readonly after?: number;
  /** Ends the wait when it is aborted, as if the time were over. */
  readonly signal?: AbortSignal;
}

const DEFAULT_WITHIN_MS = 5_000;

/**
 * The first push that fits, whether it came already or is yet to come.
 * @param isOwn tells whether an event belongs to the gateway in question
 * @throws Error when none came in time; it names the nearest push and each field by which that one misses
 */
export async function expectPush(
  journal: Journal,
  isOwn: (event: JournalEvent) => boolean,
  expectation: PushExpectation,
  { withinMs = DEFAULT_WITHIN_MS, after = 0, signal }: ExpectOptions = {},
): Promise<JournalEvent> {
  const isPush = (event: JournalEvent) => event.seq > after && isAnswer(event) && isOwn(event);
  const fits = (event: JournalEvent) => isPush(event) && misses(expectation, event).length === 0;
  const push = journal.events().find(fits) ?? (await journal.next(fits, withinMs, signal));
  if (push !== undefined) return push;
  const pushes = journal.events().filter(isPush);
  throw new Error(
    `No push as expected came within ${withinMs} ms: ${explain(expectation)}. ${seen(expectation, pushes)}`,
  );
}

function seen(expectation: PushExpectation, pushes: readonly JournalEvent[]): string {
  const [nearest] = pushes
    .map((event) => ({ event, by: misses(expectation, event) }))
    .toSorted((a, b) => a.by.length - b.by.length);
  if (nearest === undefined) return 'The gateway had no push at all: look whether the provider connects to it.';
  const count = pushes.length === 1 ? 'The one push' : `The nearest of ${pushes.length} pushes`;
  return `${count} (${JSON.stringify(nearest.event.data.id)}) misses it by: ${nearest.by.join('; ')}.`;
}
