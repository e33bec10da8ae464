/** Does work one piece after the other, for services whose answers take time. */

import type { Socket } from 'node:net';

/**
 * @returns what queues a piece of work. One that fails breaks the connection, tells `onFault`, and is the last.
 */
export function inTurn(stream: Socket, onFault: (error: Error) => void): (work: () => Promise<void>) => void {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    last = last.then(() => (stream.destroyed ? undefined : work()));
    last.catch((error: unknown) => {
      if (stream.destroyed) return;
      stream.destroy();
      onFault(error instanceof Error ? error : new Error(String(error)));
    });
  };
}
