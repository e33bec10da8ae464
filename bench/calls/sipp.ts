/**
 * SIPp, the neighbour: its built-in callee and caller on loopback over TCP, six messages per call and no push. Reads CPU time
 * and memory of the callee from /proc.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../../lab/ports.ts';

/** Linux counts CPU time in hundredths of a second on all platforms that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/** Above what it reaches here, so that the machine sets the pace. */
const RATE = 12_000;

/** How long SIPp may take to dial those calls that are held, and to end all, in milliseconds. */
const LIMIT_MS = 60_000;

export interface SippCalls {
  /** CPU seconds of the callee. */
  readonly cpu: number;
  /** Of real time. */
  readonly seconds: number;
}

export function isSippThere(): boolean {
  return spawnSync('sipp', ['-v']).error === undefined;
}

/** Places calls as fast as both sides can. @throws Error when one of them failed */
export async function sippCalls(count: number): Promise<SippCalls> {
  return withCallee(async (callee, port) => {
    const before = cpuSeconds(callee.pid);
    const began = performance.now();
    const caller = startSipp(['-sn', 'uac', `127.0.0.1:${port}`, '-r', `${RATE}`, '-m', `${count}`, '-l', '20000']);
    const [code] = (await once(caller, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`SIPp ended with ${code}: calls failed.`);
    return { cpu: cpuSeconds(callee.pid) - before, seconds: (performance.now() - began) / 1000 };
  });
}

/** Resident bytes of the callee per call in progress. */
export async function sippMemory(count: number): Promise<number> {
  return withCallee(async (callee, port) => {
    const before = residentBytes(callee.pid);
    const hold = ['-d', `${LIMIT_MS}`, '-r', '2000', '-m', `${count}`, '-l', `${count + 10}`];
    const caller = startSipp(['-sn', 'uac', `127.0.0.1:${port}`, ...hold]);
    // Five seconds of dialling, and some for a busy neighbour; memory is then as it stays.
    let [now, last] = [before, 0];
    for (
      const deadline = performance.now() + LIMIT_MS;
      performance.now() < deadline && (now === before || now !== last);
    ) {
      last = now;
      await pause(2_000);
      now = residentBytes(callee.pid);
    }
    caller.kill('SIGKILL');
    return (now - before) / count;
  });
}

async function withCallee<T>(work: (callee: ChildProcess, port: number) => Promise<T>): Promise<T> {
  const [port = 0] = await freePorts(1);
  const callee = startSipp(['-sn', 'uas', '-p', `${port}`]);
  try {
    await listening(port);
    return await work(callee, port);
  } finally {
    callee.kill('SIGKILL');
  }
}

function startSipp(args: readonly string[]): ChildProcess {
  return spawn('sipp', [...args, '-i', '127.0.0.1', '-t', 't1', '-nostdin'], { stdio: 'ignore', cwd: tmpdir() });
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await pause(50);
  }
}

function cpuSeconds(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function residentBytes(pid: number | undefined): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
