/**
 * One run of an app: a fresh context, and a queue of jobs. A turn of the event loop takes all jobs that wait.
 *
 * A turn runs under one time limit. While it runs, the app's commands are only collected; they are carried out when it
 * is over. So the limit can strike at any moment without tearing a daemon out of the middle of its work.
 */

import { type Context, constants, createContext } from 'node:vm';
import type { Clock, Randomness, Release, Timer } from '../../clock/index.ts';
import type { NetworkLink } from '../links.ts';
import type { AppExit, AppLaunch, AppProcess, AppProcessEvents, FromApp, ToApp } from '../messages.ts';
import type { Command, HostFunction, Job, Question, RuntimeHandles } from './border.ts';
import { type CompiledApp, TURN_SCRIPT } from './load-app.ts';
import { ProcessNetwork } from './network.ts';
import { takeRejections } from './rejections.ts';
import { endsWithin } from './time-limit.ts';

export interface ProcessSurroundings {
  readonly clock: Clock;
  readonly network: NetworkLink;
  readonly turnLimitMs: number;
  readonly randomness: Randomness;
}

interface QueuedJob {
  readonly job: Job;
  /** Ends the announcement of work in flight; undefined while the process is suspended. */
  release: Release | undefined;
}

/** Code of a process that its watchdog ended: "ate bad food" (Apple, "Understanding the exception types in a crash report"). */
const WATCHDOG_CODE = '0x8badf00d';

export class ContextProcess implements AppProcess {
  readonly pid: number;
  readonly #app: CompiledApp;
  readonly #launch: AppLaunch;
  readonly #events: AppProcessEvents;
  readonly #clock: Clock;
  readonly #turnLimitMs: number;
  readonly #randomness: Randomness;
  readonly #network: ProcessNetwork;
  readonly #timers = new Map<number, Timer>();
  #queue: QueuedJob[] = [];
  #context: Context | undefined;
  #holdRejection: RuntimeHandles['holdRejection'] | undefined;
  #job: Job | undefined;
  #commands: Command[] = [];
  #alive = true;
  #suspended = false;
  #scheduled = false;

  constructor(app: CompiledApp, launch: AppLaunch, events: AppProcessEvents, surroundings: ProcessSurroundings) {
    this.pid = launch.pid;
    this.#app = app;
    this.#launch = launch;
    this.#events = events;
    this.#clock = surroundings.clock;
    this.#turnLimitMs = surroundings.turnLimitMs;
    this.#randomness = surroundings.randomness;
    this.#network = new ProcessNetwork(surroundings.network, (job) => this.#enqueue(job));
    this.#enqueue({ job: 'start', launch });
  }

  get alive(): boolean {
    return this.#alive;
  }

  deliver(message: ToApp): void {
    this.#enqueue({ job: 'message', message });
  }

  suspend(): void {
    this.#suspended = true;
    for (const queued of this.#queue) {
      queued.release?.();
      queued.release = undefined;
    }
  }

  resume(): void {
    this.#suspended = false;
    for (const queued of this.#queue) queued.release ??= this.#announce(queued.job);
    this.#schedule();
  }

  kill(exit: AppExit): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const queued of this.#queue) queued.release?.();
    this.#queue = [];
    this.#commands = [];
    this.#job = undefined;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#network.close();
    this.#context = undefined;
    this.#holdRejection = undefined;
    this.#events.onExit(exit);
  }

  #enqueue(job: Job): void {
    if (!this.#alive) return;
    this.#queue.push({ job, release: this.#suspended ? undefined : this.#announce(job) });
    this.#schedule();
  }

  #announce(job: Job): Release {
    const what = job.job === 'message' ? job.message.kind : job.job;
    return this.#clock.busy(`${this.#launch.bundleId} (${what})`);
  }

  #schedule(): void {
    if (this.#scheduled || this.#suspended || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#alive || this.#suspended) return;
      const jobs = this.#queue;
      this.#queue = [];
      try {
        this.#turn(jobs);
      } finally {
        for (const { release } of jobs) release?.();
        this.#schedule();
      }
    });
  }

  #turn(jobs: readonly QueuedJob[]): void {
    const context = this.#context ?? this.#makeContext();
    const inTime = endsWithin(this.#turnLimitMs, () => {
      for (const { job } of jobs) {
        this.#run(job, context);
        if (this.#commands.at(-1)?.command === 'crash') return;
      }
    });
    this.#job = undefined;
    const commands = this.#commands;
    this.#commands = [];
    for (const it of commands) {
      if (!this.#alive) return;
      this.#carryOut(it);
    }
    if (!inTime) this.kill({ kind: 'killed', by: 'watchdog', code: WATCHDOG_CODE });
  }

  #run(job: Job, context: Context): void {
    const before = this.#commands.length;
    this.#evaluate(job, context);
    if (this.#commands.some(({ command }, at) => at >= before && command === 'call-at-turn-end')) {
      this.#evaluate({ job: 'turn-end' }, context);
    }
  }

  /** One job and the promises it settles. */
  #evaluate(job: Job, context: Context): void {
    this.#job = job;
    try {
      TURN_SCRIPT.runInContext(context);
    } catch {
      // The runtime catches what an app throws; this is what is left when even its catch had no stack to run on.
      this.#commands.push({ command: 'crash', name: 'RangeError', reason: 'The stack is full.', stack: '' });
    }
  }

  #makeContext(): Context {
    const context = createContext(constants.DONT_CONTEXTIFY, {
      name: `${this.#launch.bundleId} (${this.pid})`,
      codeGeneration: { strings: false, wasm: false },
      // Promises settle inside the turn, under its time limit, instead of in the host's queue.
      microtaskMode: 'afterEvaluate',
    });
    const startRuntime = this.#app.runtime.runInContext(context) as (host: HostFunction) => RuntimeHandles;
    const handles = startRuntime((operation, payload) => this.#answer(operation, payload));
    handles.setMain(this.#app.main.runInContext(context) as Parameters<RuntimeHandles['setMain']>[0]);
    takeRejections(handles.promisePrototype, (reason) => this.#rejected(reason));
    this.#holdRejection = handles.holdRejection;
    this.#context = context;
    return context;
  }

  /** Called from within the context. Takes and answers text, keeps its side effects to one list, and never throws. */
  #answer(operation: Question | 'command', payload: string): string {
    switch (operation) {
      case 'command':
        this.#commands.push(JSON.parse(payload) as Command);
        return '';
      case 'job': {
        const job = this.#job;
        this.#job = undefined;
        return job === undefined ? '' : JSON.stringify(job);
      }
      case 'now':
        return String(this.#clock.now());
      case 'uuid':
        return this.#randomness.uuid();
      case 'random':
        return this.#randomness.bytes(Math.min(Number(payload) || 0, 65_536)).toString('hex');
      case 'url':
        return urlParts(JSON.parse(payload) as [string, string?]);
      default:
        return '';
    }
  }

  #carryOut(it: Command): void {
    switch (it.command) {
      case 'send':
        this.#send(it.message);
        break;
      case 'set-timer':
        this.#setTimer(it.id, it.delayMs);
        break;
      case 'clear-timer':
        this.#timers.get(it.id)?.cancel();
        this.#timers.delete(it.id);
        break;
      case 'call-at-turn-end':
        break;
      case 'crash':
        this.#crash(it);
        break;
      default:
        this.#network.carryOut(it);
    }
  }

  /**
   * An app that finds the channel below its frameworks can send anything. What the phone cannot make sense of ends the
   * app and not the lab.
   */
  #send(message: FromApp): void {
    try {
      const isLog = message.kind === 'app.log';
      this.#events.onMessage(isLog ? { ...message, text: this.#app.places.translate(message.text) } : message);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const sent = JSON.stringify(message)?.slice(0, 200);
      this.#crash({
        command: 'crash',
        name: 'MessageNotUnderstood',
        reason: `The phone cannot deal with ${sent}: ${reason}`,
        stack: '',
      });
    }
  }

  #setTimer(id: number, delayMs: number): void {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(id);
      this.#enqueue({ job: 'timer', id });
    }, delayMs);
    this.#timers.set(id, timer);
  }

  #crash({ name, reason, stack }: Extract<Command, { command: 'crash' }>): void {
    const said = `*** Terminating app due to uncaught exception '${name}', reason: '${reason}'`;
    const text = stack === '' ? said : `${said}\n${this.#app.places.translate(stack)}`;
    this.#events.onMessage({ kind: 'app.log', level: 'Error', text });
    this.kill({ kind: 'exception', name, reason });
  }

  #rejected(reason: unknown): void {
    if (!this.#alive) return;
    this.#holdRejection?.(reason);
    this.#enqueue({ job: 'rejection' });
  }
}

function urlParts([url, base]: [string, string?]): string {
  if (!URL.canParse(url, base)) return '';
  const { href, origin, protocol, host, hostname, port, pathname, search, hash } = new URL(url, base);
  return JSON.stringify({ href, origin, protocol, host, hostname, port, pathname, search, hash });
}
