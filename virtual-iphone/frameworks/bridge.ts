/**
 * The frameworks' side of the border to the daemons: typed send and receive over the channel that the app's process
 * hands the bundle. Everything arrives on the one main queue, one message per turn.
 */

import type { Channel } from '../app-process/border.ts';
import type { AppLaunch, FromApp, ToApp } from '../messages.ts';

/** Parameter of the function that wraps the app's bundle. */
declare const ringproof: Channel;

type Handler<K extends ToApp['kind']> = (message: Extract<ToApp, { kind: K }>) => void;

const handlers = new Map<string, ((message: ToApp) => void)[]>();
let lastRequest = 0;
const unsentFlushes = new Set<() => void>();

/** What this process was told when it started. */
export const launch: AppLaunch = ringproof.launch;

export function send(message: FromApp): void {
  ringproof.send(message);
}

/** Calls `handler` for each message of this kind; handlers of a kind are called in the order they were added. */
export function on<K extends ToApp['kind']>(kind: K, handler: Handler<K>): void {
  const list = handlers.get(kind) ?? [];
  list.push(handler as (message: ToApp) => void);
  handlers.set(kind, list);
}

/** A number that ties an answer to its question. */
export function nextRequest(): number {
  lastRequest += 1;
  return lastRequest;
}

/** Calls `flush` once when this turn's code and promises are through, however often it is asked for. */
export function atTurnEnd(flush: () => void): void {
  if (unsentFlushes.has(flush)) return;
  unsentFlushes.add(flush);
  ringproof.atTurnEnd(() => {
    unsentFlushes.delete(flush);
    flush();
  });
}

/** A line in the phone's log from a framework, not from the app. */
export function logWarning(framework: string, text: string): void {
  send({ kind: 'app.log', level: 'Warning', text: `[${framework}] ${text}` });
}

ringproof.receive((message) => {
  for (const handler of handlers.get(message.kind) ?? []) handler(message);
});
