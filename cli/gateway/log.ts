/** Every event of a journal as a line of JSON; writers of events have masked device tokens and leave keys out. */

import { destination, pino } from 'pino';
import type { Journal } from '../../clock/index.ts';
import { messageOf, UsageError } from '../../lab/errors.ts';

/**
 * @param target a file, to which lines are added, or `-` for stdout
 * @returns ends the log with all lines written
 * @throws UsageError when the file cannot be written
 */
export async function openLog(target: string, journal: Journal): Promise<() => void> {
  const stream = openStream(target);
  const logger = pino({ base: null, timestamp: false }, stream);
  const unsubscribe = journal.subscribe(({ at, kind, ...event }) =>
    logger.info({ time: new Date(at).toISOString(), kind, ...event }),
  );
  return () => {
    unsubscribe();
    stream.flushSync();
    if (target !== '-') stream.end();
  };
}

function openStream(target: string) {
  try {
    return destination({ dest: target === '-' ? 1 : target, sync: true });
  } catch (error) {
    throw new UsageError(`Cannot write the log ${target}: ${messageOf(error)}.`, 'Give a file in an existing folder.');
  }
}
