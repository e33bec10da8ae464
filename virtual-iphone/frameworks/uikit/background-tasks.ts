/** Background tasks: time to finish what was begun in front (Apple, uikit/uiapplication/beginbackgroundtask). */

import { launch, on, send } from '../bridge.ts';

export const UIBackgroundTaskInvalid = 0;

const handlers = new Map<number, (() => void) | null>();
let lastTask = UIBackgroundTaskInvalid;

export function beginTask(handler: (() => void) | null): number {
  lastTask += 1;
  handlers.set(lastTask, handler);
  send({ kind: 'app.background-task', id: lastTask, running: true });
  return lastTask;
}

export function endTask(id: number): void {
  if (handlers.delete(id)) send({ kind: 'app.background-task', id, running: false });
}

/** Seconds. @param since when the app came to the background, testbed milliseconds */
export function taskTimeLeft(since: number): number {
  return Math.max(0, since + launch.backgroundTaskMs - Date.now()) / 1_000;
}

/** Each handler is called once, newest task last; a task that one of them begins waits for its own time. */
on('app.background-time-over', () => {
  const expired = [...handlers];
  for (const [id, handler] of expired) {
    if (!handlers.has(id)) continue;
    handlers.set(id, null);
    handler?.();
  }
});
