/**
 * Runs the real `ringproof` command as a child, as a user would, in a place of its own: temporary files, reports and
 * environment are separate from everything else on the machine, so that what a command leaves behind can be counted.
 */

import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../lab/packages.ts';

const COMMAND = join(PACKAGE_ROOT, 'cli', 'ringproof.js');

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running. */
export class Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';
  #over = false;

  constructor(child: ChildProcess) {
    this.process = child;
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#stdout += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString();
    });
    this.ended = once(child, 'close').then(([exitCode]) => {
      this.#over = true;
      return { exitCode: exitCode as number | null, stdout: this.#stdout, stderr: this.#stderr };
    });
  }

  /** Resolves with the output so far when it contains `text`. @throws Error when the command ends without having said it */
  async says(text: string): Promise<string> {
    while (!this.#stdout.includes(text)) {
      if (this.#over) throw new Error(`The command ended without saying "${text}":\n${this.#stdout}\n${this.#stderr}`);
      await Promise.race([once(this.process.stdout ?? this.process, 'data'), this.ended]);
    }
    return this.#stdout;
  }
}

interface StartOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Another program than this package's `ringproof`. */
  readonly command?: string;
  readonly nodeArguments?: readonly string[];
}

/** Where commands run, and all that they may leave behind. */
export class Place {
  /** Working directory of the commands. */
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'rp-test-')));
  readonly #temporary = join(this.path, 'tmp');

  at(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** Writes a file, with the folders above it. */
  async write(name: string, text: string): Promise<string> {
    await mkdir(dirname(this.at(name)), { recursive: true });
    await writeFile(this.at(name), text);
    return this.at(name);
  }

  constructor() {
    mkdirSync(this.#temporary);
    // tsx keeps what it has compiled among the temporary files; without it each command would compile all sources anew.
    const cache = `tsx-${process.getuid?.() ?? ''}`;
    symlinkSync(join(tmpdir(), cache), join(this.#temporary, cache));
  }

  async start(args: readonly string[], options: StartOptions = {}): Promise<Running> {
    const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: this.#temporary, NO_COLOR: '1', ...options.environment };
    // Hooks of the test runner and its coverage slow the command down and are no part of it.
    delete env['NODE_OPTIONS'];
    const command = [...(options.nodeArguments ?? []), options.command ?? COMMAND, ...args];
    return new Running(spawn(process.execPath, command, { cwd: this.path, env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  async run(...args: string[]): Promise<Ended> {
    return (await this.start(args)).ended;
  }

  /** Files that commands left in the folder for temporary files, where labs keep sockets and keys. */
  get temporaryFiles(): string[] {
    // jiti too keeps what it has compiled there, for the next time.
    return readdirSync(this.#temporary).filter((name) => !name.startsWith('tsx-') && name !== 'jiti');
  }

  /** Command lines of processes that commands of this place started and that still run; see {@link #running}. */
  get processes(): string[] {
    return this.#running().map(({ commandLine }) => commandLine);
  }

  /** Kills the processes of this place whose command line contains `word`. */
  kill(word: string): void {
    for (const { pid, commandLine } of this.#running()) {
      if (commandLine.includes(word)) process.kill(pid, 'SIGKILL');
    }
  }

  /** They are known by their environment, which only Linux tells; elsewhere there seem to be none. */
  #running(): { readonly pid: number; readonly commandLine: string }[] {
    if (!existsSync('/proc/self/environ')) return [];
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap((pid) => {
      try {
        const mine = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${this.#temporary}\0`);
        if (!mine) return [];
        const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(pid), commandLine }];
      } catch {
        // It has ended meanwhile, or is another user's.
        return [];
      }
    });
  }

  /** Removes the place. @throws AssertionError when a command has left a process or a temporary file behind */
  removeClean(): void {
    try {
      assert.deepEqual(this.processes, []);
      assert.deepEqual(this.temporaryFiles, []);
    } finally {
      this.remove();
    }
  }

  /** Also ends what a failed test has left running. */
  remove(): void {
    for (const { pid } of this.#running()) process.kill(pid, 'SIGKILL');
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** For a test that starts a lab: seconds on an idle machine, with room for one that is ten times as slow. */
export const START_LIMIT_MS = 120_000;

/** One phone and one requirement: the shortest run that checks something. */
export const SHORT_RUN = ['--phone', 'iPhone 15', '--only', 'RP-RNG-001'] as const;
