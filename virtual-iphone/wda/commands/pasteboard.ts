/** The pasteboard between test and phone. Apps of a virtual phone have no UIPasteboard, so only a test reads it again. */

import type { Agent } from '../agent.ts';
import { type Body, textArgument } from '../arguments.ts';
import { WdaError } from '../errors.ts';
import { type Route, route } from '../route.ts';

const CONTENT_TYPES = ['plaintext', 'image', 'url'] as const;
type ContentType = (typeof CONTENT_TYPES)[number];

export interface Pasteboard {
  readonly contentType: ContentType;
  readonly content: Buffer;
}

export const PASTEBOARD_ROUTES: readonly Route[] = [
  route('optional', 'POST', '/wda/setPasteboard', ({ agent, body }) => {
    agent.pasteboard = { contentType: contentType(body), content: decoded(textArgument(body, 'content')) };
  }),
  route('optional', 'POST', '/wda/getPasteboard', ({ agent, body }) => read(agent, contentType(body))),
];

/** Base64; empty where something of another kind, or nothing, was copied. A URL is text too. */
function read({ pasteboard }: Agent, wanted: ContentType): string {
  const fits = pasteboard?.contentType === wanted || (pasteboard?.contentType === 'url' && wanted === 'plaintext');
  return fits ? pasteboard.content.toString('base64') : '';
}

function contentType(body: Body): ContentType {
  const asked = body.contentType ?? 'plaintext';
  const known = CONTENT_TYPES.find((type) => typeof asked === 'string' && type === asked.toLowerCase());
  if (known !== undefined) return known;
  const given = JSON.stringify(asked)?.slice(0, 80);
  throw new WdaError('invalid argument', `The content type must be ${CONTENT_TYPES.join(', ')}, not ${given}.`);
}

function decoded(content: string): Buffer {
  if (/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) return Buffer.from(content, 'base64');
  throw new WdaError('invalid argument', "The argument 'content' must be Base64.");
}
