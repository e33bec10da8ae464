/**
 * HTTP without a socket, for a phone in the same process: a pair of streams, one end of which Node's server takes for a
 * connection. So the phone and the wire share everything from the parser to the routes.
 *
 * Not light-my-request: version 6.6 makes Express's module-wide prototypes inherit from its own classes, after which no
 * Express app of the process answers real requests any more.
 */

import { type Server, request as send } from 'node:http';
import { duplexPair } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface HttpRequest {
  readonly method: string;
  /** A whole URL or only its path; the host is not looked at. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @throws Error when the server is closed, or closes before it has answered. */
export async function requestInProcess(server: Server, request: HttpRequest): Promise<HttpResponse> {
  const url = new URL(request.url, 'http://call-server');
  if (!server.listening) throw new Error(`${url.host} cannot be reached: the call server is closed.`);
  const [phone, wire] = duplexPair();
  server.emit('connection', wire);
  const response = await new Promise<{ status: number; headers: Record<string, string>; body: Promise<string> }>(
    (resolve, reject) => {
      const sending = send({
        method: request.method,
        path: url.pathname + url.search,
        headers: { host: url.host, ...request.headers },
        createConnection: () => phone,
      });
      sending.once('error', (error) => reject(new Error(`${url.host} did not answer: ${error.message}`)));
      sending.once('response', (incoming) => {
        const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(headers),
          body: text(incoming),
        });
      });
      sending.end(request.body);
    },
  );
  return { ...response, body: await response.body };
}
