/** A bare HTTP client on one kept-open connection: what is timed is the server, as far as a client in Node can see it. */

import { once } from 'node:events';
import { Agent, request } from 'node:http';

/** Answers the `value` of a WebDriver response. @throws Error with the whole answer when the status is not 200. */
export type WebDriverCall = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** @param base address that every path is put after, without a slash at its end */
export function webDriverClient(base: string): WebDriverCall & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call: WebDriverCall = async (method, path, body) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const outgoing = request(base + path, { method, agent, headers });
    outgoing.end(text);
    const [response] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const answer = Buffer.concat(chunks).toString();
    if (response.statusCode !== 200)
      throw new Error(`${method} ${base}${path} answered ${response.statusCode}: ${answer}`);
    return (JSON.parse(answer) as { value: unknown }).value;
  };
  return Object.assign(call, { close: () => agent.destroy() });
}
