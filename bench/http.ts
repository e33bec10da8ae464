/**
 * A bare HTTP client on one kept-open connection: what is timed is the server, as far as a client in Node can see it. It
 * writes to its socket itself, since Node's own client takes longer than most of what is measured with it.
 */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Answers the `value` of a WebDriver response. @throws Error with the whole answer when the status is not 200. */
export type WebDriverCall = (method: string, path: string, body?: unknown) => Promise<unknown>;

/**
 * One call at a time; every answer must have a Content-Length.
 *
 * @param base address that every path is put after, without a slash at its end
 */
export function webDriverClient(base: string): WebDriverCall & { close(): void } {
  const { host, hostname, port, pathname } = new URL(base);
  const prefix = pathname === '/' ? '' : pathname;
  let socket: Socket | undefined;
  const call: WebDriverCall = async (method, path, body) => {
    if (socket === undefined || socket.destroyed) {
      socket = connect(Number(port), hostname).setNoDelay();
      await once(socket, 'connect');
    }
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers =
      body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;
    socket.write(`${method} ${prefix}${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n${text}`);
    const { status, answer } = await response(socket);
    if (status !== 200) throw new Error(`${method} ${base}${path} answered ${status}: ${answer}`);
    return (JSON.parse(answer) as { value: unknown }).value;
  };
  return Object.assign(call, { close: () => socket?.destroy() });
}

/** @throws Error when the connection ends before the answer does */
function response(socket: Socket): Promise<{ readonly status: number; readonly answer: string }> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const leave = (then: () => void) => {
      socket.off('data', read).off('close', fail).off('error', fail);
      then();
    };
    const fail = () => leave(() => reject(new Error(`The connection ended after: ${received.toString('latin1')}`)));
    const read = (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = received.toString('latin1', 0, end);
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      leave(() => resolve({ status: Number(head.slice(9, 12)), answer: received.toString('utf8', end + 4) }));
    };
    socket.on('data', read).once('close', fail).once('error', fail);
  });
}
