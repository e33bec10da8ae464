/**
 * A world's port in the primary process: connections go to the workers in turn. It stays open when workers die; who comes
 * while there is none waits.
 */

import { createServer, type Socket } from 'node:net';
import type { Listener, ListenOptions } from '../connections/listener.ts';

export interface FrontDoor extends Listener {
  /** Lets in who waits. */
  open(): void;
}

/**
 * @param serve hands a connection over, of which no byte was read. @returns false when nobody can take it now
 * @param close tells the world's providers goodbye. Rejects with the system's error when the port cannot be had.
 */
export function openFrontDoor(
  options: ListenOptions,
  serve: (socket: Socket) => boolean,
  close: () => Promise<void>,
): Promise<FrontDoor> {
  const { host, port, clock } = options;
  const waiting = new Set<Socket>();
  const pass = (socket: Socket) => {
    if (serve(socket)) waiting.delete(socket);
    else waiting.add(socket);
  };
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined); // It was reset; 'close' follows.
    socket.once('close', () => waiting.delete(socket));
    const admission = options.admit();
    if (admission.kind === 'refuse') socket.resetAndDestroy();
    else if (admission.afterMs === 0) pass(socket);
    else {
      const timer = clock.setTimeout(() => pass(socket), admission.afterMs);
      socket.once('close', () => timer.cancel());
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        open: () => {
          for (const socket of waiting) pass(socket);
        },
        close: async () => {
          server.close();
          await close();
          for (const socket of waiting) socket.destroy();
        },
      });
    });
  });
}
