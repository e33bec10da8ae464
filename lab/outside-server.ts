/**
 * A call server outside the lab, as a phone's network reaches it: over real HTTP and WebSocket, whatever host the app
 * names. What is under way there counts as work in flight.
 */

import { WebSocket } from 'ws';
import type { Clock } from '../clock/index.ts';
import type { HttpRequest } from '../virtual-iphone/links.ts';
import type { ReachableServer } from './phone-network.ts';

/** What a WebSocket reports when it was never opened. */
const ABNORMAL = 1006;

/** @param base where the server is, such as `http://127.0.0.1:8090` */
export function outsideServer(clock: Clock, base: URL): ReachableServer {
  return {
    async inject({ method, url, headers, body }: HttpRequest) {
      const release = clock.busy(`${method} ${url}`);
      try {
        const { pathname, search } = new URL(url);
        const init = { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
        const response = await fetch(new URL(pathname + search, base), init);
        return {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: await response.text(),
        };
      } finally {
        release();
      }
    },
    openSocket(pathAndQuery, events) {
      const url = new URL(pathAndQuery, base);
      url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
      const socket = new WebSocket(url);
      let isOver = false;
      const over = (code: number, reason: string) => {
        if (!isOver) events.onClose(code, reason);
        isOver = true;
      };
      socket.on('open', () => events.onOpen());
      socket.on('message', (data: Buffer) => events.onMessage(data.toString()));
      socket.on('close', (code, reason) => over(code, String(reason)));
      socket.on('error', (error) => over(ABNORMAL, error.message));
      return {
        send(text) {
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        close: (code, reason) => socket.close(code, reason),
      };
    },
  };
}
