/**
 * The yardstick of every WebDriver figure: a WebDriverAgent of constants on bare node:http. It has no phone behind it,
 * knows one session and one element, and answers whatever it does not know with null.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const STUB_UDID = '00008120-00000000000BA5E0';
export const STUB_IOS = '18.6';

const SESSION = '5B5E0000-0000-4000-8000-000000000001';
const ELEMENT = '5B5E0000-0000-4000-8000-000000000002';

/** What a bench wants the stub to answer, so that both sides of a ratio send as many bytes. */
export interface StubAnswers {
  readonly source: string;
  /** PNG in base64. */
  readonly screenshot: string;
}

export interface StubPhone {
  /** For `appium:webDriverAgentUrl`. */
  readonly url: string;
  close(): Promise<void>;
}

export async function startStubPhone(
  answers: StubAnswers = { source: '<AppiumAUT/>', screenshot: '' },
): Promise<StubPhone> {
  const values: Readonly<Record<string, unknown>> = {
    'GET status': {
      ready: true,
      state: 'success',
      os: { name: 'iOS', version: STUB_IOS },
      ios: { ip: null },
      build: {},
    },
    'POST session': { sessionId: SESSION, capabilities: { device: 'iphone', sdkVersion: STUB_IOS } },
    'POST element': { ELEMENT, 'element-6066-11e4-a52e-4f735466cecf': ELEMENT },
    'GET source': answers.source,
    'GET screenshot': answers.screenshot,
  };
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    request
      .on('data', () => undefined)
      .on('end', () => {
        const command = (request.url ?? '').slice((request.url ?? '').lastIndexOf('/') + 1);
        const value = values[`${request.method} ${command}`] ?? null;
        const body = JSON.stringify({ value, sessionId: SESSION });
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        response.end(body);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
