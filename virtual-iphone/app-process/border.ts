/**
 * What crosses the border between the host and an app's context, besides the messages of `messages.ts`: JSON text only.
 * Jobs go in, one at a time; commands come out and are carried out when the turn is over.
 */

import type { HttpRequest, HttpResponse } from '../links.ts';
import type { AppLaunch, FromApp, ToApp } from '../messages.ts';

/** What a turn of the app is for, in part: it takes all jobs that wait. */
export type Job =
  | { readonly job: 'start'; readonly launch: AppLaunch }
  | { readonly job: 'message'; readonly message: ToApp }
  | { readonly job: 'timer'; readonly id: number }
  | { readonly job: 'fetched'; readonly id: number; readonly response?: HttpResponse; readonly error?: string }
  | { readonly job: 'socket-opened'; readonly id: number }
  | { readonly job: 'socket-message'; readonly id: number; readonly text: string }
  | { readonly job: 'socket-closed'; readonly id: number; readonly code: number; readonly reason: string }
  /** The job's code and its promises are through; what was gathered (a screen) may go out. */
  | { readonly job: 'turn-end' }
  /** A promise was rejected and nobody handles it; the reason waits in the context. */
  | { readonly job: 'rejection' };

/** What the app's context asks of the host. */
export type Command =
  | { readonly command: 'send'; readonly message: FromApp }
  | { readonly command: 'set-timer'; readonly id: number; readonly delayMs: number }
  | { readonly command: 'clear-timer'; readonly id: number }
  | { readonly command: 'fetch'; readonly id: number; readonly request: HttpRequest }
  | { readonly command: 'open-socket'; readonly id: number; readonly url: string }
  | { readonly command: 'send-socket'; readonly id: number; readonly text: string }
  | { readonly command: 'close-socket'; readonly id: number; readonly code?: number; readonly reason?: string }
  | { readonly command: 'call-at-turn-end' }
  | { readonly command: 'crash'; readonly name: string; readonly reason: string; readonly stack: string };

/** Questions that the host answers at once, without side effects. All answers are text. */
export type Question =
  /** The next job as JSON, or an empty text. */
  | 'job'
  /** Testbed time in milliseconds. */
  | 'now'
  /** As many random bytes as asked for, in hex. */
  | 'random'
  | 'uuid'
  /** Parts of `[url, base?]` as JSON, or an empty text when it is not a URL. */
  | 'url';

/** The one host function that the runtime holds; app code cannot reach it. */
export type HostFunction = (operation: Question | 'command', payload: string) => string;

/** What the runtime hands the host after it has been set up: functions of the app's own context. */
export interface RuntimeHandles {
  /** Takes the app's main function, to be called by the `start` job. */
  readonly setMain: (main: (channel: Channel) => void) => void;
  /** Takes the reason of an unhandled rejection, for the `rejection` job. */
  readonly holdRejection: (reason: unknown) => void;
  readonly promisePrototype: object;
}

/** What the frameworks in an app's bundle find under the name `ringproof`. */
export interface Channel {
  readonly launch: AppLaunch;
  send(message: FromApp): void;
  /** Sets the one receiver of messages. */
  receive(receiver: (message: ToApp) => void): void;
  /** Calls `callback` once, when this job's code and promises are through. */
  atTurnEnd(callback: () => void): void;
}
