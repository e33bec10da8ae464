/**
 * Both worlds of the mock APNs gateway in a process of its own, with as many workers as the first argument says. Asked with
 * a number, it answers when the phone has taken so many pushes: with the CPU time, until now, of all its processes.
 */

import { readFileSync } from 'node:fs';
import { Journal, TestbedClock } from '../clock/index.ts';
import { type Certificates, startWorlds } from '../mock-apns/index.ts';
import type { Ready } from './gateway/server.ts';

const TOPIC = 'com.example.ringproof.calls.voip';
const JOURNAL_LIMIT = 10_000;
/** Of /proc/<pid>/stat; the same on all of Linux's usual platforms. */
const TICK_US = 10_000;

/** Microseconds of user and system time. */
export interface Cpu {
  readonly primary: number;
  readonly workers: number;
}

process.once('message', (certificates: Certificates) => {
  void start(Number(process.argv[2]), certificates);
});

async function start(workers: number, certificates: Certificates): Promise<void> {
  const clock = new TestbedClock();
  const journal = new Journal(clock, { limit: JOURNAL_LIMIT });
  const worlds = await startWorlds({ clock, journal, certificates, workers });
  const pids = journal.events({ kind: 'worker.started' }).map(({ data }) => Number(data['pid']));
  const phone = worlds.sandbox.device('phone');
  const deviceToken = await phone.register(TOPIC);
  let taken = 0;
  let wanted = Number.POSITIVE_INFINITY;
  const answer = () => {
    if (taken < wanted) return;
    wanted = Number.POSITIVE_INFINITY;
    process.send?.(cpu(pids));
  };
  phone.connect(async () => {
    taken += 1;
    answer();
  });
  process.on('message', (count: number) => {
    wanted = count;
    answer();
  });
  process.once('disconnect', () => process.exit());
  const { key, keyId, teamId } = worlds.issueKey();
  const ready: Ready = { port: worlds.sandbox.port, deviceToken, topic: TOPIC, key, keyId, teamId };
  process.send?.(ready);
}

function cpu(pids: readonly number[]): Cpu {
  const { user, system } = process.cpuUsage();
  const workers = pids.map((pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_US;
  });
  return { primary: user + system, workers: workers.reduce((sum, one) => sum + one, 0) };
}
