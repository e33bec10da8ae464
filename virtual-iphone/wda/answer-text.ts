/**
 * The body of an answer as it goes over the wire. Source and picture of a screen that has not changed are asked for again
 * and again, and escaping a long text takes longer than all the rest of the command; so it is done once.
 */

import type { Answer } from './dispatch.ts';

/** Shorter values are not worth keeping. */
const LONG_TEXT = 2_000;

/** For some forty phones, source and picture each; the oldest goes first. */
const KEPT = 80;
const kept = new Map<string, string>();

/** JSON, indented by two, as WebDriverAgent answers it. */
export function answerText(body: Answer['body']): string {
  const { value, sessionId } = body;
  if (typeof value !== 'string' || value.length < LONG_TEXT) return JSON.stringify(body, null, 2);
  return `{\n  "value": ${quoted(value)},\n  "sessionId": ${JSON.stringify(sessionId)}\n}`;
}

function quoted(text: string): string {
  let json = kept.get(text);
  if (json === undefined) {
    json = JSON.stringify(text);
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value as string);
    kept.set(text, json);
  }
  return json;
}
