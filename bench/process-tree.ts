/**
 * CPU seconds of a running process and everything it starts, by whose work it is, and the memory of them all. Reads
 * Linux's /proc now and then, so what a process does between the last look and its end is missed: a tenth of a second
 * each.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Real milliseconds between two looks. */
const LOOK_EVERY_MS = 200;

/** Memory is looked at less often: the kernel walks over all pages of a process to tell. */
const LOOKS_PER_WEIGHING = 5;

/** Ticks of /proc/<pid>/stat per second; the same on all of Linux's usual platforms. */
const TICKS_PER_SECOND = 100;

export type OwnerOf<Owner extends string> = (commandLine: string) => Owner | undefined;

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly cpuSeconds: number;
}

export class ProcessTree<Owner extends string> {
  readonly #root: number;
  readonly #rootOwner: Owner;
  readonly #ownerOf: OwnerOf<Owner>;
  readonly #owners = new Map<number, Owner>();
  readonly #cpu = new Map<number, number>();
  readonly #timer: NodeJS.Timeout;
  #peakKilobytes = 0;
  readonly #looks: { readonly at: number; readonly cpu: ReadonlyMap<Owner, number> }[] = [];

  /**
   * Watches from now on until {@link stop}.
   *
   * @param ownerOf whose a process is by its command line; one that it does not know belongs to its parent's owner
   * @throws Error on a system without /proc
   */
  constructor(root: number, rootOwner: Owner, ownerOf: OwnerOf<Owner>) {
    if (!existsSync('/proc/self/stat')) {
      throw new Error(
        `CPU time by process is read from /proc, which ${process.platform} does not have. Run it on Linux.`,
      );
    }
    this.#root = root;
    this.#rootOwner = rootOwner;
    this.#ownerOf = ownerOf;
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Takes a last look. */
  stop(): void {
    clearInterval(this.#timer);
    this.#look();
  }

  /** CPU seconds of an owner so far, or until the moment `at` (as Date.now() counts). */
  cpuSeconds(owner: Owner, at = Number.POSITIVE_INFINITY): number {
    const look = this.#looks.findLast((one) => one.at <= at);
    return look?.cpu.get(owner) ?? 0;
  }

  /**
   * The most that all processes held at one time, in MB of 2^20 bytes; a page that several share counts once (PSS).
   * Of looks a second apart.
   */
  get peakMegabytes(): number {
    return this.#peakKilobytes / 1024;
  }

  #look(): void {
    const entries = readProcesses();
    const members = new Set([this.#root]);
    // A parent has a lower pid than its child, except after the numbers have wrapped; then the child waits for a look.
    for (const { pid, parent, cpuSeconds } of entries) {
      if (!members.has(pid) && !members.has(parent)) continue;
      members.add(pid);
      if (!this.#owners.has(pid)) this.#owners.set(pid, this.#firstOwner(pid, parent));
      this.#cpu.set(pid, cpuSeconds);
    }
    if (this.#looks.length % LOOKS_PER_WEIGHING === 0) this.#weigh(members);
    const cpu = new Map<Owner, number>();
    for (const [pid, owner] of this.#owners) cpu.set(owner, (cpu.get(owner) ?? 0) + (this.#cpu.get(pid) ?? 0));
    this.#looks.push({ at: Date.now(), cpu });
  }

  #weigh(pids: Iterable<number>): void {
    let kilobytes = 0;
    for (const pid of pids) kilobytes += Number(/^Pss: +(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
    this.#peakKilobytes = Math.max(this.#peakKilobytes, kilobytes);
  }

  #firstOwner(pid: number, parent: number): Owner {
    if (pid === this.#root) return this.#rootOwner;
    return this.#ownerOf(commandLineOf(pid)) ?? this.#owners.get(parent) ?? this.#rootOwner;
  }
}

/** All processes of the machine, by rising pid. Those that end while we read are left out. */
function readProcesses(): Entry[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .toSorted((a, b) => a - b)
    .flatMap((pid) => {
      const stat = read(`/proc/${pid}/stat`);
      if (stat === '') return [];
      // The name in brackets may itself hold blanks and brackets; the numbers begin after the last one.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [parent, user, system] = [1, 11, 12].map((index) => Number(fields[index])) as [number, number, number];
      return [{ pid, parent, cpuSeconds: (user + system) / TICKS_PER_SECOND }];
    });
}

function commandLineOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
