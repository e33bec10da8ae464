/** The signalling endpoint on the wire: `ws` on the call server's HTTP port, for outsiders and real phones. */

import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../clock/index.ts';
import { MESSAGE_LIMIT_BYTES } from './messages.ts';
import { type Sessions, whoConnects } from './sessions.ts';

/** Serves WebSockets on `server`; the returned function cuts them all. */
export function serveWebSockets(server: Server, clock: Clock, sessions: Sessions): () => void {
  const endpoint = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT_BYTES });

  server.on('upgrade', (request, socket, head) => {
    const who = whoConnects(request.url ?? '');
    if ('problem' in who) return refuse(socket, who.problem);
    endpoint.handleUpgrade(request, socket, head, (client) => {
      const session = sessions.open(who.value, {
        send: (text) => {
          const release = clock.busy('a signal');
          cork(socket);
          // The callback also reports a broken connection; `close` follows then.
          client.send(text, () => release());
        },
        close: (code, reason) => client.close(code, reason),
      });
      client.on('message', (data, isBinary) => {
        const release = clock.busy('a signal');
        session.receive(isBinary || !Buffer.isBuffer(data) ? '(binary)' : data.toString());
        release();
      });
      client.on('close', () => session.closed());
      // A frame that breaks the protocol; ws closes the socket itself and says why to the client.
      client.on('error', () => undefined);
    });
  });

  return () => {
    for (const client of endpoint.clients) client.terminate();
    endpoint.close();
  };
}

/** What is sent in one turn of the event loop goes out together: system calls are most of what a signal costs. */
function cork(socket: Duplex): void {
  if (socket.writableCorked > 0) return;
  socket.cork();
  setImmediate(() => socket.uncork());
}

function refuse(socket: Duplex, problem: string): void {
  const body = JSON.stringify({ error: { code: 'bad-request', message: `Signalling refused: ${problem}.` } });
  socket.on('error', () => undefined);
  socket.end(
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
