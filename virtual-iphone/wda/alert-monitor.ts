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
  const look = (): void => {
    const release = clock.busy('alert handling of WebDriverAgent');
    // Not on the command queue: a command there may itself wait for the clock, which waits for this.
    void handleAlertAutomatically(agent)
      .catch((error: Error) => agent.log(`An alert could not be handled: ${error.message}`))
      .then(() => {
        if (!stopped) timer = clock.setTimeout(look, LOOK_EVERY_MS);
        release();
      });
  };
  timer = clock.setTimeout(look, LOOK_EVERY_MS);
  return () => {
    stopped = true;
    timer.cancel();
  };
}
