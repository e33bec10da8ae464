/** One worker process as the run sees it: the phone it is at, and whether it still says anything. */

import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ManagedChild, startChild } from '../child-process.ts';
import { withHeapLimit } from '../heap-limit.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import type { Visit, WorkerMessage } from './messages.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export class WorkerProcess {
  /** Whether it has loaded. */
  isReady = false;
  /** How many phones it was given. */
  visits = 0;
  /** Undefined between two phones. */
  visit: Visit | undefined;
  /** Whether the run knows that the spec files of the visit have ended. */
  isAccountedFor = false;
  /** Whether it was ended for not saying anything. */
  wasSilent = false;
  readonly child: ManagedChild;
  readonly #silenceLimitMs: number;
  #patience: NodeJS.Timeout | undefined;

  /** @param silenceLimitMs real time without a word after which it is ended */
  constructor(silenceLimitMs: number, log: NodeJS.WritableStream, hear: (message: WorkerMessage) => void) {
    this.#silenceLimitMs = silenceLimitMs;
    this.child = startChild(process.execPath, ['--import', TSX, WORKER], {
      cwd: PACKAGE_ROOT,
      env: withHeapLimit(process.env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const { process: child } = this.child;
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    // One that is gone already cannot be sent its phone; that it ended is told by `exited`.
    child.on('error', () => undefined);
    child.on('message', (message: WorkerMessage) => {
      this.#wait();
      hear(message);
    });
  }

  take(visit: Visit): void {
    this.visits += 1;
    this.visit = visit;
    this.isAccountedFor = false;
    this.#wait();
    this.child.process.send(visit);
  }

  leave(): void {
    this.visit = undefined;
    clearTimeout(this.#patience);
  }

  #wait(): void {
    clearTimeout(this.#patience);
    if (this.visit === undefined) return;
    this.#patience = setTimeout(() => {
      this.wasSilent = true;
      void this.child.stop();
    }, this.#silenceLimitMs);
  }
}
