/** Answers alerts by itself while a session's settings ask for it, looking every two seconds of testbed time. */

import type { Timer } from '../../clock/index.ts';
import type { Agent } from './agent.ts';
import { handleAlertAutomatically } from './alert.ts';

const LOOK_EVERY_MS = 2000;

/** Works until the returned function is called. Without a clock it does nothing. */
export function watchAlerts(agent: Agent): () => void {
  const { clock } = agent;
  if (clock === undefined) return () => undefined;
  let timer: Timer;
  let stopped = false;
  // Not on the command queue: a command there may itself wait for the clock, which waits for this.
  const look = async (): Promise<void> => {
    const release = clock.busy('alert handling of WebDriverAgent');
    try {
      await handleAlertAutomatically(agent);
    } catch (error) {
      agent.log(`An alert could not be handled: ${(error as Error).message}`);
    }
    if (!stopped) timer = clock.setTimeout(() => void look(), LOOK_EVERY_MS);
    release();
  };
  timer = clock.setTimeout(() => void look(), LOOK_EVERY_MS);
  return () => {
    stopped = true;
    timer.cancel();
  };
}
