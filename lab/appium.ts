/**
 * Starts the stock Appium server with the stock XCUITest driver as a child of the lab.
 *
 * `APPIUM_HOME` is the package's own root, since Appium finds a driver only among the dependencies of its home.
 * The phones are found through the lab's usbmuxd, by `USBMUXD_SOCKET_ADDRESS`.
 */

import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { exitCodeOf, type ManagedChild, startChild } from './child-process.ts';
import { HarnessError, UsageError } from './errors.ts';
import { withHeapLimit } from './heap-limit.ts';
import { PACKAGE_ROOT, packageFolder } from './packages.ts';

/** How long Appium may take to listen; 2–3 s on an idle machine, more with cold disks. */
const START_LIMIT_MS = 90_000;

const LISTENING = 'Appium REST http interface listener started';

export interface AppiumServer {
  readonly url: string;
  readonly port: number;
  /** Rejects when Appium ends although nobody asked it to. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

export interface AppiumOptions {
  readonly port: number;
  readonly usbmuxdEnvironment: Readonly<Record<string, string>>;
  /** Appium's whole output goes to this file. */
  readonly logFile: string;
  /** Ends the start early. */
  readonly signal?: AbortSignal;
}

/**
 * @throws UsageError when Appium or its driver is not installed, or the port is in use; HarnessError when it does not
 * start; the signal's reason. Nothing is left running then.
 */
export async function startAppium(options: AppiumOptions): Promise<AppiumServer> {
  const child = startChild(
    process.execPath,
    [
      appiumMain(),
      'server',
      '--address',
      '127.0.0.1',
      '--port',
      String(options.port),
      '--log-level',
      'info',
      '--log-no-colors',
    ],
    {
      cwd: PACKAGE_ROOT,
      env: withHeapLimit(environment(options.usbmuxdEnvironment)),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  try {
    await listening(child, options);
  } catch (error) {
    await child.stop();
    throw error;
  }
  let stopping = false;
  const failed = child.exited.then((code): never => {
    if (stopping) return undefined as never;
    throw new HarnessError(`Appium ended by itself (exit code ${code}).`, `Its output is in ${options.logFile}.`);
  });
  failed.catch(() => undefined);
  return {
    url: appiumUrl(options.port),
    port: options.port,
    failed,
    async stop() {
      stopping = true;
      await child.stop();
    },
  };
}

function environment(usbmuxd: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...usbmuxd, APPIUM_HOME: PACKAGE_ROOT };
  // Runner and coverage hooks of our own process are no business of Appium's, and slow its start.
  delete env['NODE_OPTIONS'];
  delete env['NODE_V8_COVERAGE'];
  return env;
}

/** @throws UsageError when Appium or its driver is missing */
function appiumMain(): string {
  packageFolder('appium-xcuitest-driver');
  return join(packageFolder('appium'), 'index.js');
}

async function listening(child: ManagedChild, options: AppiumOptions): Promise<void> {
  const log = createWriteStream(options.logFile);
  const tail: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const abort = () => reject(options.signal?.reason as Error);
    if (options.signal?.aborted === true) abort();
    options.signal?.addEventListener('abort', abort);
    const limit = setTimeout(() => {
      reject(
        new HarnessError(
          `Appium did not listen on port ${options.port} within ${START_LIMIT_MS / 1000} s.`,
          `Its output is in ${options.logFile}.`,
        ),
      );
    }, START_LIMIT_MS);
    const read = (line: string) => {
      log.write(`${line}\n`);
      if (tail.push(line) > 5) tail.shift();
      if (line.includes(LISTENING)) {
        clearTimeout(limit);
        resolve();
      }
    };
    for (const stream of [child.process.stdout, child.process.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', read);
    }
    // Not at `exit`, when its last words may still be on their way.
    child.process.once('close', (code, signal) => {
      clearTimeout(limit);
      options.signal?.removeEventListener('abort', abort);
      log.end();
      if (tail.some((line) => line.includes('EADDRINUSE'))) return reject(appiumPortInUse(options.port));
      const ending = `exit code ${exitCodeOf(code, signal)}`;
      reject(
        new HarnessError(
          `Appium ended before it listened on port ${options.port} (${ending}): ${tail.join(' | ')}`,
          `Its output is in ${options.logFile}.`,
        ),
      );
    });
  });
}

export function appiumPortInUse(port: number): UsageError {
  return new UsageError(`Port ${port} is already in use.`, 'Give another --appium-port, or 0 for any free one.');
}

export function appiumUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
