/** WebDriverAgent's way with HTTP: what a request must look like, and how an answer is written. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerText } from './answer-text.ts';
import { type Body, isObject } from './arguments.ts';
import { HtmlPage } from './commands/maintenance.ts';
import type { Answer } from './dispatch.ts';

/** Larger header blocks are answered 400. */
export const HEADER_LIMIT_BYTES = 16 * 1024;
/** Larger bodies are answered 413. WebDriverAgent takes 1 GiB; here the phones of a lab share their memory. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

const HEADERS = {
  Server: 'WebDriverAgent/1.0',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Content-Type, X-Requested-With',
  'Content-Type': 'application/json;charset=UTF-8',
} as const;

/** The body as an object; malformed JSON counts as an empty one. A number is the HTTP status to refuse with. */
export async function readBody(request: IncomingMessage): Promise<Body | 400 | 413> {
  if (request.headers['transfer-encoding'] !== undefined) return 400;
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > BODY_LIMIT_BYTES) return 413;
  if (length === 0) return {};
  const bytes = await wholeBody(request);
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}

/** By events: an iteration over the stream takes longer than a search on the screen. Rejects when the client goes away. */
function wholeBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .once('end', () => resolve(Buffer.concat(chunks)))
      .once('error', reject);
  });
}

export function writeAnswer(response: ServerResponse, { status, body }: Answer): void {
  if (body.value instanceof HtmlPage) {
    const { html } = body.value;
    response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(html) });
    response.end(html);
    return;
  }
  const text = answerText(body);
  response.writeHead(status, { ...HEADERS, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

export function refuse(response: ServerResponse, status: 400 | 413): void {
  response.writeHead(status, { Server: HEADERS.Server, Connection: 'close', 'Content-Length': 0 });
  response.end();
}
