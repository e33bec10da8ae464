/**
 * The primary process's side of a gateway with workers: it has the ports, the devices and the journal, starts the workers,
 * replaces those that die, and takes what they leave in the store. `docs/decisions/workers.md` says why it is so.
 */

import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Journal } from '../../clock/index.ts';
import type { Environment, ProviderKeys } from '../credentials/provider-keys.ts';
import type { Share } from '../share.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';
import type { Letter } from './letter.ts';
import type { WorkerOptions } from './messages.ts';
import { OpenConnections } from './open-connections.ts';
import { sharedState } from './shared-state.ts';
import { Store } from './store.ts';
import { KeyTable, PublishedTable } from './tables.ts';
import { monotonicMs } from './worker-clock.ts';
import { WorkerProcess } from './worker-process.ts';

/** Bundles of letters that are taken at once: a bound on how long workers wait for the primary process. */
const BUNDLES_AT_ONCE = 20;

/** A worker that has not said goodbye to its providers by then is killed, milliseconds. */
const CLOSE_LIMIT_MS = 5_000;

/** Milliseconds before another attempt when a worker could not be replaced, since the next would fail as fast. */
const NEXT_ATTEMPT_MS = 1_000;

export interface WorkersOptions {
  readonly count: number;
  readonly clock: Clock;
  readonly journal: Journal;
  /** They move to the store, for the workers to see. */
  readonly keys: ProviderKeys;
}

type Take = Parameters<NonNullable<Share['receive']>>[0];

export class Workers {
  readonly #options: WorkersOptions;
  readonly #folder: string;
  readonly #store: Store;
  readonly #doors: FrontDoor[] = [];
  readonly #takers = new Map<Environment, Take>();
  readonly #connections: OpenConnections;
  #workers: WorkerProcess[] = [];
  #workerOptions: WorkerOptions | undefined;
  #next = 0;
  #isClosing = false;
  readonly #stopTellingTime: () => void;
  readonly #removeFolder = () => rmSync(this.#folder, { recursive: true, force: true });

  private constructor(options: WorkersOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#store = new Store(folder);
    this.#connections = new OpenConnections(options.journal);
    options.keys.keepIn(new PublishedTable(new KeyTable(this.#store)));
    this.#stopTellingTime = this.#tellTime(options.clock);
    // For an end without `close`, such as a second Ctrl-C.
    process.once('exit', this.#removeFolder);
  }

  /** Makes the store; processes are started by {@link start}, when the ports are known to be had. */
  static async open(options: WorkersOptions): Promise<Workers> {
    return new Workers(options, await mkdtemp(join(tmpdir(), 'ringproof-workers-')));
  }

  /** What the gateway of a world, in this process, shares with the workers. */
  share(environment: Environment): Share {
    const shared = sharedState(this.#store, environment);
    return {
      ...shared,
      registrations: new PublishedTable(shared.registrations),
      settle: () => this.#takeAllLetters(),
      receive: (take) => this.#takers.set(environment, take),
      listen: async (options) => {
        const door = await openFrontDoor(
          options,
          (socket) => this.#serve(environment, socket),
          () => this.#closeWorld(environment),
        );
        this.#doors.push(door);
        return door;
      },
    };
  }

  /** Resolves when all serve. @throws Error when one cannot; then {@link close} ends the others. */
  async start(options: WorkerOptions): Promise<void> {
    this.#workerOptions = options;
    await Promise.all(Array.from({ length: this.#options.count }, (_, index) => this.#startWorker(index + 1)));
  }

  /** Ends the workers, whose worlds are closed, and removes the store. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const workers = this.#workers;
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map(({ ended }) => ended));
    this.#takeAllLetters();
    this.#stopTellingTime();
    await this.#store.close();
    await rm(this.#folder, { recursive: true, force: true });
    process.off('exit', this.#removeFolder);
  }

  /** Workers have clocks of their own, which must not lag behind time that was made to pass. */
  #tellTime(clock: Clock): () => void {
    this.#store.setBootedAt(clock.wallNow() - monotonicMs());
    const tell = () => this.#store.setAheadMs(clock.now() - clock.wallNow());
    tell();
    return clock.onElapsed(tell);
  }

  async #startWorker(number: number): Promise<void> {
    if (this.#workerOptions === undefined) return;
    const { journal } = this.#options;
    const worker = new WorkerProcess(number, () => this.#takeLettersInTurn());
    this.#workers.push(worker);
    try {
      await worker.start(this.#folder, this.#workerOptions);
    } catch (error) {
      worker.kill();
      await worker.ended;
      this.#forget(worker);
      throw error;
    }
    journal.write('gateway', 'worker.started', { worker: number, pid: worker.pid ?? null });
    for (const door of this.#doors) door.open();
    void this.#watch(worker);
  }

  /** Until it ends; if nobody asked for that, another one takes its place. */
  async #watch(worker: WorkerProcess): Promise<void> {
    const { number, pid = null } = worker;
    const { code, signal } = await worker.ended;
    this.#forget(worker);
    if (this.#isClosing) return;
    this.#bury(worker);
    this.#options.journal.write('gateway', 'worker.exited', { worker: number, pid, code, signal });
    await this.#replace(number);
  }

  #forget(worker: WorkerProcess): void {
    this.#workers = this.#workers.filter((one) => one !== worker);
  }

  async #replace(number: number): Promise<void> {
    if (this.#isClosing) return;
    try {
      await this.#startWorker(number);
    } catch (error) {
      if (this.#isClosing) return;
      const because = error instanceof Error ? error.message : String(error);
      const { journal, clock } = this.#options;
      journal.write('gateway', 'worker.failed', { worker: number, because });
      clock.setTimeout(() => void this.#replace(number), NEXT_ATTEMPT_MS);
    }
  }

  /** What a dead worker had accepted is in the store, whether it has told or not. */
  #bury({ number }: WorkerProcess): void {
    this.#store.forgetTheDead();
    this.#takeAllLetters();
    this.#connections.closeAllOf(number);
  }

  #serve(environment: Environment, socket: Socket): boolean {
    const ready = this.#workers.filter(({ isReady }) => isReady);
    const worker = ready[this.#next % ready.length];
    this.#next += 1;
    worker?.serve(environment, socket);
    return worker !== undefined;
  }

  async #closeWorld(environment: Environment): Promise<void> {
    this.#isClosing = true;
    const workers = this.#workers;
    const limit = this.#options.clock.setTimeout(() => {
      for (const worker of workers) worker.kill();
    }, CLOSE_LIMIT_MS);
    await Promise.all(workers.map((worker) => worker.close(environment)));
    limit.cancel();
    this.#takeAllLetters();
  }

  #takeAllLetters(): void {
    while (this.#takeLetters());
  }

  /** All that is there, some at a time, so that nobody waits long. */
  #takeLettersInTurn(): void {
    if (this.#takeLetters()) setImmediate(() => this.#takeLettersInTurn());
  }

  /** @returns whether there may be more */
  #takeLetters(): boolean {
    if (!this.#store.isOpen) return false;
    const bundles = this.#store.takeLetters(BUNDLES_AT_ONCE);
    for (const letter of bundles.flat()) this.#take(letter);
    return bundles.length === BUNDLES_AT_ONCE;
  }

  #take(letter: Letter): void {
    if (letter.kind === 'push') {
      this.#takers.get(letter.environment)?.(letter.push, letter.chance);
      return;
    }
    const { worker, part, event, data, phone } = letter;
    this.#connections.watch(worker, event, data);
    const told = event === 'connection.opened' ? { ...data, worker } : data;
    this.#options.journal.write(part, event, told, phone);
  }
}
