/**
 * The worker processes of a run without Appium, as many as there are processors. Each takes a phone, and the next one
 * when it is done, so that a slow phone holds up nobody. One that dies or hangs is replaced, and its phone accounted for.
 */

import { createWriteStream } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { JournalEvent } from '../../clock/index.ts';
import type { AppManifest } from '../../virtual-iphone/messages.ts';
import { CHECK_LIMIT_MS } from '../check-limit.ts';
import type { RunEvent } from '../control/protocol.ts';
import { HarnessError } from '../errors.ts';
import type { Visit, WorkerMessage } from './messages.ts';
import { unpacked } from './travelling-error.ts';
import { WorkerProcess } from './worker-process.ts';

/** Such a silence cannot be a check's any more, which Mocha would have given up: the whole process hangs. */
const SILENCE_LIMIT_MS = CHECK_LIMIT_MS + 15_000;

/** A process is replaced after so many phones, since its memory grows by some 30 MB with each app and its checks. */
const MOST_VISITS = 10;

const SILENT = 'The phone and its checks hung, and were ended.';

export interface WorkersOptions {
  readonly visits: readonly Visit[];
  /** The workers' output goes to `workers.log` in this folder. */
  readonly logFolder: string;
  readonly silenceLimitMs?: number;
  readonly onEvent: (event: RunEvent, timeLine?: readonly JournalEvent[]) => void;
}

export interface Workers {
  /** Resolves when a worker has loaded. */
  readonly ready: Promise<void>;
  /**
   * Resolves when every phone has been visited, with the exit code of a runner: 0, or 1 when a check did not pass.
   * Rejects with UsageError, AppLoadError or HarnessError when a phone could not be switched on.
   */
  readonly ended: Promise<number>;
  /** Of the app on the first phone that was switched on. */
  readonly app: () => AppManifest | undefined;
  readonly stop: () => Promise<void>;
}

export function startWorkers(options: WorkersOptions): Workers {
  const { visits, logFolder, silenceLimitMs = SILENCE_LIMIT_MS, onEvent } = options;
  const waiting = [...visits];
  const workers = new Set<WorkerProcess>();
  const logFile = join(logFolder, 'workers.log');
  const log = createWriteStream(logFile);
  let app: AppManifest | undefined;
  let exitCode = 0;
  let stopping: Promise<void> | undefined;

  const stop = () => {
    stopping ??= Promise.all([...workers].map(({ child }) => child.stop())).then(() => void log.end());
    return stopping;
  };

  let becomeReady = () => {};
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });
  let end = (_exitCode: number) => {};
  let fail = (_error: unknown) => {};
  const ended = new Promise<number>((resolve, reject) => {
    end = resolve;
    fail = (error) => {
      reject(error);
      void stop();
    };
  });
  // Whoever waits for it hears of it, also when nobody waits yet.
  ended.catch(() => undefined);

  const start = () => {
    const worker = new WorkerProcess(silenceLimitMs, log, (message) => {
      try {
        hear(worker, message);
      } catch (error) {
        fail(error);
      }
    });
    workers.add(worker);
    void worker.child.exited.then((code) => gone(worker, code));
    goOn(worker);
  };
  const goOn = (worker: WorkerProcess) => {
    const visit = worker.visits < MOST_VISITS ? waiting.shift() : undefined;
    if (visit === undefined) void worker.child.stop();
    else worker.take(visit);
  };
  const hear = (worker: WorkerProcess, message: WorkerMessage) => {
    if (stopping !== undefined) return;
    switch (message.type) {
      case 'ready':
        worker.isReady = true;
        becomeReady();
        return;
      case 'opened':
        app ??= message.app;
        return;
      case 'event':
        if (message.event.type === 'specs-ended') {
          worker.isAccountedFor = true;
          if (message.event.exitCode !== 0) exitCode = 1;
        }
        onEvent(message.event, message.timeLine);
        return;
      case 'left':
        worker.leave();
        goOn(worker);
        return;
      case 'refused':
        fail(unpacked(message.error, logFile));
    }
  };
  const gone = (worker: WorkerProcess, code: number) => {
    workers.delete(worker);
    const { visit, isReady, isAccountedFor, wasSilent } = worker;
    worker.leave();
    if (stopping !== undefined) return;
    if (!isReady && !wasSilent) {
      // The next one would fare no better.
      const what = `A worker process ended with exit code ${code} before it had loaded.`;
      fail(new HarnessError(what, `Its output is in ${logFile}.`));
      return;
    }
    try {
      if (visit !== undefined && !isAccountedFor) {
        exitCode = 1;
        const { name: phone } = visit.phone;
        if (wasSilent) onEvent({ type: 'trouble', phone, message: SILENT });
        onEvent({ type: 'specs-ended', phone, specs: visit.specs, exitCode: code || 1 });
      }
    } catch (error) {
      fail(error);
      return;
    }
    if (waiting.length > 0) start();
    else if (workers.size === 0) end(exitCode);
  };

  const count = Math.min(Math.max(2, cpus().length), waiting.length);
  for (let index = 0; index < count; index += 1) start();
  return { ready, ended, app: () => app, stop };
}
