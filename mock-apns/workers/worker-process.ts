/** A worker as the primary process sees it: a child process that serves connections until it is told to close, or dies. */

import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Environment } from '../credentials/provider-keys.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './messages.ts';

/** Found as CommonJS finds it, since the compiled command is that. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const PROGRAM = fileURLToPath(new URL('worker.ts', import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export class WorkerProcess {
  readonly number: number;
  readonly ended: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #closed = new Map<Environment, () => void>();
  /**
   * Connections on their way. They stay open here until they have come, since Node forgets those that it was sending to a
   * process that dies, and their providers would wait for ever.
   */
  readonly #handovers = new Map<number, Socket>();
  #lastHandover = 0;
  #isReady = false;
  #hasEnded = false;

  /**
   * @param number from 1
   * @param onPost called when there are letters
   */
  constructor(number: number, onPost: () => void) {
    this.number = number;
    // Spelled out, since this process may have got its TypeScript in another way. Its stdout belongs to the user.
    this.#child = fork(PROGRAM, [], {
      execArgv: ['--import', TSX],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message: FromWorker) => {
      if (message.kind === 'post') onPost();
      else if (message.kind === 'took') this.#letGo(message.handover);
      else if (message.kind === 'closed') this.#closed.get(message.environment)?.();
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#hasEnded = true;
        for (const handover of this.#handovers.keys()) this.#letGo(handover);
        resolve({ code, signal });
      });
      // It could not be started; there is no exit then.
      this.#child.once('error', () => {
        if (this.#child.pid === undefined) resolve({ code: null, signal: null });
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isReady(): boolean {
    return this.#isReady && !this.#hasEnded && this.#child.connected;
  }

  /** Resolves when it serves. @throws Error with the worker's words when it cannot, or when it died. */
  async start(folder: string, options: WorkerOptions): Promise<void> {
    const answer = new Promise<FromWorker | undefined>((resolve) => {
      const listener = (message: FromWorker) => {
        if (message.kind !== 'ready' && message.kind !== 'failed') return;
        this.#child.off('message', listener);
        resolve(message);
      };
      this.#child.on('message', listener);
      void this.ended.then(() => resolve(undefined));
    });
    this.#send({ kind: 'start', number: this.number, folder, options });
    const message = await answer;
    if (message?.kind === 'ready') {
      this.#isReady = true;
      return;
    }
    const because = message?.kind === 'failed' ? message.because : 'it ended before it was ready';
    throw new Error(`Worker ${this.number} did not start: ${because}.`);
  }

  serve(environment: Environment, socket: Socket): void {
    this.#lastHandover += 1;
    const handover = this.#lastHandover;
    this.#handovers.set(handover, socket);
    this.#send({ kind: 'connection', environment, handover }, socket);
  }

  /** Resolves when that world's providers have been told, or the worker has ended. */
  async close(environment: Environment): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#closed.set(environment, resolve));
    this.#send({ kind: 'close', environment });
    await Promise.race([closed, this.ended]);
  }

  /** Ends it; what it still has to say is in the store. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Closes this process's end alone: a connection that has come lives on in the worker. */
  #letGo(handover: number): void {
    this.#handovers.get(handover)?.destroy();
    this.#handovers.delete(handover);
  }

  #send(message: ToWorker, socket?: Socket): void {
    // What cannot be sent any more is over with the worker, whose end is told by 'exit'.
    if (this.#child.connected) this.#child.send(message, socket, { keepOpen: true }, () => undefined);
  }
}
