/**
 * WebDriverAgent for virtual phones: one listener, each phone under its own path, so that the stock Appium XCUITest
 * driver drives a phone through `appium:webDriverAgentUrl`.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../clock/index.ts';
import type { PhoneAutomation } from '../automation.ts';
import { Agent } from './agent.ts';
import type { Body } from './arguments.ts';
import { answer, errorAnswer } from './dispatch.ts';
import { WdaError } from './errors.ts';
import { HEADER_LIMIT_BYTES, readBody, refuse, writeAnswer } from './http.ts';

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

  const remove = (udid: string): void => {
    const agent = agents.get(udid);
    agents.delete(udid);
    agent?.session?.end();
  };
  return {
    port,
    remove,
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
