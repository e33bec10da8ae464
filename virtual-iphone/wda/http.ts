/** WebDriverAgent's way with HTTP: what a request must look like, and how an answer is written. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerText } from './answer-text.ts';
import { type Body, isObject } from './arguments.ts';
import { HtmlPage } from './commands/maintenance.ts';
import type { Answer } from './dispatch.ts';

/** Larger header blocks are answered 400. */
export const HEADER_LIMIT_BYTES = 16 * 1024;
/** Larger bodies are answered 413. */
const BODY_LIMIT_BYTES = 2 ** 30;

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
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
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
