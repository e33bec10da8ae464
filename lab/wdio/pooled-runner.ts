/**
 * A WebdriverIO runner plug-in whose worker processes live on and take the next spec file.
 *
 * Starting a worker costs 3–5 CPU-seconds, an Appium session 0.03, so the stock runner spends most of a run on starting
 * processes. It rests on internals of WebdriverIO 9.32; `RINGPROOF_RUNNER=local` selects the stock runner instead.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Options } from '@wdio/types';
import { exitCodeOf } from '../child-process.ts';

/** A worker process is replaced after so many spec files, since its memory grows by some 3 MB with each. */
const RUNS_PER_PROCESS = 50;

const WORKER = fileURLToPath(new URL('pooled-worker.ts', import.meta.url));

interface RunOptions {
  readonly cid: string;
  readonly command: string;
  readonly configFile: string;
  readonly args: Record<string, unknown>;
  readonly caps: unknown;
  readonly specs: string[];
  readonly execArgv: string[];
  readonly retries: number;
}

/** What a worker process says: WebdriverIO's own messages, and `pool-run-ended` when it is free again. */
interface WorkerMessage {
  readonly name?: string;
  readonly content?: { exitCode?: number; sessionId?: string; capabilities?: unknown };
}

/** One spec file on its way; WebdriverIO reads these fields and listens for `message`, `error` and `exit`. */
class PooledRun extends EventEmitter {
  readonly cid: string;
  readonly specs: string[];
  readonly retries: number;
  readonly logsAggregator: string[] = [];
  capabilities: unknown;
  sessionId: string | undefined;
  isBusy = true;

  constructor(options: RunOptions) {
    super();
    this.cid = options.cid;
    this.specs = options.specs;
    this.retries = options.retries;
    this.capabilities = options.caps;
  }

  take(message: WorkerMessage): void {
    if (message.name === 'sessionStarted') {
      this.sessionId = message.content?.sessionId;
      this.capabilities = message.content?.capabilities;
    }
    this.emit('message', { ...message, cid: this.cid });
  }

  end(exitCode: number): void {
    this.isBusy = false;
    this.emit('exit', { cid: this.cid, exitCode, specs: this.specs, retries: this.retries });
  }
}

class PooledProcess {
  readonly child: ChildProcess;
  runs = 0;
  #current: PooledRun | undefined;

  constructor(config: Options.Testrunner, execArgv: string[], onFree: (process: PooledProcess) => void) {
    this.child = fork(WORKER, [], {
      execArgv,
      env: { ...process.env, ...(config.runnerEnv as NodeJS.ProcessEnv), NODE_ENV: process.env['NODE_ENV'] ?? 'test' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child.on('message', (message: WorkerMessage) => {
      const run = this.#current;
      if (message.name !== 'pool-run-ended') return run?.take(message);
      this.#current = undefined;
      onFree(this);
      run?.end(message.content?.exitCode ?? 1);
    });
    // A worker that dies must not take its spec file with it in silence.
    this.child.once('exit', (code, signal) => this.#current?.end(exitCodeOf(code, signal) || 1));
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.connected;
  }

  start(run: PooledRun, options: RunOptions): void {
    this.runs += 1;
    this.#current = run;
    this.child.send({ ...options, args: { ...options.args, runner: 'local' } });
  }
}

// oxlint-disable-next-line import/no-default-export -- WebdriverIO takes a runner plug-in by its default export
export default class PooledRunner {
  readonly workerPool: Record<string, PooledRun> = {};
  readonly #config: Options.Testrunner;
  readonly #free: PooledProcess[] = [];
  readonly #processes = new Set<PooledProcess>();

  constructor(_options: unknown, config: Options.Testrunner) {
    this.#config = config;
  }

  async initialize(): Promise<void> {}

  getWorkerCount(): number {
    return Object.keys(this.workerPool).length;
  }

  async run(options: RunOptions): Promise<PooledRun> {
    const run = new PooledRun(options);
    this.workerPool[options.cid] = run;
    this.#takeProcess(options.execArgv).start(run, options);
    return run;
  }

  async shutdown(): Promise<boolean> {
    await Promise.all(
      [...this.#processes].map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }),
    );
    return true;
  }

  #takeProcess(execArgv: string[]): PooledProcess {
    for (let process = this.#free.pop(); process !== undefined; process = this.#free.pop()) {
      if (process.alive && process.runs < RUNS_PER_PROCESS) return process;
      process.child.kill();
      this.#processes.delete(process);
    }
    const process = new PooledProcess(this.#config, execArgv, (freed) => this.#free.push(freed));
    this.#processes.add(process);
    return process;
  }
}
