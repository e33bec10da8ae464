/**
 * The runtime of an app's context: its globals, and what takes the next job. Runs inside the context,
 * before the app; bundled once and started by `app-process.ts`, which reads `turn` and `handles`.
 */

import type { ToApp } from '../../messages.ts';
import type { Channel, Job, RuntimeHandles } from '../border.ts';
import { installConsole, log } from './console.ts';
import { installEncoding } from './encoding.ts';
import { fetched, installFetch } from './fetch.ts';
import { command, crash, describe, takeJob } from './host.ts';
import { fireTimer, installDate, installTimers } from './time.ts';
import { installWebSocket, socketClosed, socketOpened, socketReceived } from './web-socket.ts';

/** Parameter of the function that wraps this bundle: takes what the host may call. */
declare const ready: (turn: () => void, handles: RuntimeHandles) => void;

let main: ((channel: Channel) => void) | undefined;
let receiver: ((message: ToApp) => void) | undefined;
let turnEnd: (() => void)[] = [];
const rejections: unknown[] = [];

const JOBS: { readonly [K in Job['job']]: (job: Extract<Job, { job: K }>) => void } = {
  start: ({ launch }) =>
    main?.({
      launch,
      send: (message) => command({ command: 'send', message }),
      receive: (it) => {
        receiver = it;
      },
      atTurnEnd: (callback) => {
        if (turnEnd.push(callback) === 1) command({ command: 'call-at-turn-end' });
      },
    }),
  message: ({ message }) => receiver?.(message),
  timer: ({ id }) => fireTimer(id),
  fetched: ({ id, response, error }) => fetched(id, response, error),
  'socket-opened': ({ id }) => socketOpened(id),
  'socket-message': ({ id, text }) => socketReceived(id, text),
  'socket-closed': ({ id, code, reason }) => socketClosed(id, code, reason),
  // A callback may ask for another one: describing a screen loads views, which want to be shown in turn.
  'turn-end': () => {
    while (turnEnd.length > 0) {
      const callbacks = turnEnd;
      turnEnd = [];
      for (const callback of callbacks) callback();
    }
  },
  rejection: () => {
    const { name, reason, stack } = describe(rejections.shift());
    log('Error', `Unhandled promise rejection: ${stack.includes(reason) ? stack : `${name}: ${reason}`}`);
  },
};

function turn(): void {
  try {
    const job = takeJob();
    if (job !== undefined) (JOBS[job.job] as (job: Job) => void)(job);
  } catch (error) {
    crash(error);
  }
}

installDate(globalThis);
installTimers(globalThis);
installConsole(globalThis);
installFetch(globalThis);
installWebSocket(globalThis);
installEncoding(globalThis);
// Waiting on shared memory would stop the host's thread; WebAssembly is off on iOS without the JIT entitlement.
for (const name of ['SharedArrayBuffer', 'Atomics', 'WebAssembly']) Reflect.deleteProperty(globalThis, name);

ready(turn, {
  setMain: (it) => {
    main = it;
  },
  holdRejection: (reason) => {
    rejections.push(reason);
  },
  promisePrototype: Promise.prototype,
});
