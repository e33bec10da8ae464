/**
 * WebDriverAgent for virtual phones: one listener, each phone under its own path, so that the stock Appium XCUITest
 * driver drives a phone through `appium:webDriverAgentUrl`.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { Clock } from '../../clock/index.ts';
import type { PhoneAutomation } from '../automation.ts';
import { Agent } from './agent.ts';
import type { Body } from './arguments.ts';
import { answer, errorAnswer } from './dispatch.ts';
import { WdaError } from './errors.ts';
import { HEADER_LIMIT_BYTES, readBody, refuse, writeAnswer } from './http.ts';
import { serveMjpeg } from './mjpeg.ts';

export { MJPEG_PORT } from './mjpeg.ts';

export interface WebDriverAgentOptions {
  readonly host?: '127.0.0.1';
  /** Default 0: a free port. */
  readonly port?: number;
  /** Gets a line for every error answered: the driver hides most of them from the test. */
  readonly log?: (line: string) => void;
}

export interface WebDriverAgentHost {
  readonly port: number;
  /**
   * Serves the phone and answers the URL for `appium:webDriverAgentUrl`.
   * `clock` is the phone's own: by it deactivateApp waits and automatic alert handling looks.
   * @throws Error when a phone with this udid is already served.
   */
  add(phone: PhoneAutomation, clock?: Clock): string;
  /**
   * A connection to the phone's MJPEG stream, as to the port that it has on a phone: it begins when the client sends
   * something. For usbmuxd, which hands it on.
   */
  connectMjpeg(udid: string): Socket;
  /** Ends the phone's session, answering what waits in it, and stops serving the phone. */
  remove(udid: string): void;
  close(): Promise<void>;
}

/**
 * @example
 * const host = await startWebDriverAgent();
 * const url = host.add(phone); // http://127.0.0.1:49152/wda/00008120-000A1B2C3D4E5F60
 */
export async function startWebDriverAgent(options: WebDriverAgentOptions = {}): Promise<WebDriverAgentHost> {
  const { host = '127.0.0.1', log = () => undefined } = options;
  const agents = new Map<string, Agent>();
  const server = createServer({ maxHeaderSize: HEADER_LIMIT_BYTES, keepAliveTimeout: 0 }, (request, response) => {
    serve(agents, request, response).catch((error: Error) => {
      log(`${request.method} ${request.url} was not answered: ${error.message}`);
      response.destroy();
    });
  });
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const streams = await startMjpeg(host, agents);

  const remove = (udid: string): void => {
    const agent = agents.get(udid);
    agents.delete(udid);
    agent?.session?.end();
  };
  return {
    port,
    remove,
    connectMjpeg: streams.connect,
    add(phone, clock) {
      if (agents.has(phone.udid)) {
        throw new Error(`A phone with the udid ${phone.udid} is already served on port ${port}. Remove it first.`);
      }
      agents.set(phone.udid, new Agent(phone, clock, log));
      return `http://${host}:${port}/wda/${phone.udid}`;
    },
    async close() {
      for (const udid of agents.keys()) remove(udid);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await Promise.all([closed, streams.close()]);
    },
  };
}

/** One listener for the streams of all phones: the first line on a connection, which is ours, names the phone. */
async function startMjpeg(
  host: string,
  agents: ReadonlyMap<string, Agent>,
): Promise<{ readonly connect: (udid: string) => Socket; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    socket.once('data', (first: Buffer) => {
      const end = first.indexOf('\n');
      const agent = agents.get(first.toString('latin1', 0, Math.max(end, 0)));
      if (agent === undefined) {
        socket.destroy();
        return;
      }
      serveMjpeg(socket, agent);
      if (end + 1 < first.length) socket.unshift(first.subarray(end + 1));
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    connect(udid) {
      const socket = connect(port, host);
      socket.write(`${udid}\n`);
      return socket;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** WebDriverAgent of one phone for a client in this process: no listener, and its own answers. */
export interface LocalWebDriverAgent {
  /**
   * @param path after the phone's own, such as `/session/1/elements`
   * @returns the answer's value. @throws Error with WebDriverAgent's message
   */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Ends the phone's session, answering what waits in it. */
  close(): void;
}

/** @param clock the phone's own, as for {@link WebDriverAgentHost.add} */
export function localWebDriverAgent(
  phone: PhoneAutomation,
  clock: Clock,
  log: (line: string) => void,
): LocalWebDriverAgent {
  const agent = new Agent(phone, clock, log);
  return {
    async ask(method, path, body = {}) {
      const segments = path.split('/').filter(Boolean).map(decodeURIComponentSafely);
      const request = { method, segments, query: new URLSearchParams(), body: body as Body };
      const { status, body: said } = await answer(agent, request);
      if (status === 200) return said.value;
      const { error, message } = said.value as { error: string; message: string };
      throw new Error(`${error}: ${message}`);
    },
    close: () => agent.session?.end(),
  };
}

async function serve(agents: Map<string, Agent>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (typeof body === 'number') {
    refuse(response, body);
    return;
  }
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const [prefix, udid, ...segments] = path.split('/').filter(Boolean).map(decodeURIComponentSafely);
  const agent = prefix === 'wda' ? agents.get(udid ?? '') : undefined;
  if (agent !== undefined) {
    const { method = '' } = request;
    writeAnswer(response, await answer(agent, { method, segments, query: new URLSearchParams(query), body }));
    return;
  }
  const message = `No phone is served under '${path}'. Served are: ${[...agents.keys()].join(', ') || 'none'}.`;
  writeAnswer(response, errorAnswer(new WdaError('unknown command', message), null));
}

function decodeURIComponentSafely(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
