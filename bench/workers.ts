/** What workers gain and cost: pushes through the gateway as one process, and with two and three workers beside it. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Certificates, makeCertificates } from '../mock-apns/index.ts';
import type { Benchmark, Result } from './benchmark.ts';
import { FrameLoad, type Target } from './gateway/frame-load.ts';
import type { Ready } from './gateway/server.ts';
import { providerToken } from './gateway/signed-token.ts';
import { figure, interleave, timed } from './measure.ts';
import type { Cpu } from './workers-server.ts';

const ROUNDS = 7;
const WARM_UPS = 2;
const CONNECTIONS = 4;
const AT_ONCE = 100;
/** Pushes of a round on each connection. */
const MANY = 5_000;

export const workers: Benchmark = {
  title: 'the mock APNs gateway as one process, and with workers',
  async run(): Promise<Result> {
    const certificates = await makeCertificates();
    const one = await Server.start(1, certificates);
    const two = await Server.start(2, certificates);
    const three = await Server.start(3, certificates);
    const wall = await interleave(ROUNDS, WARM_UPS, {
      one: () => one.round(),
      two: () => two.round(),
      three: () => three.round(),
    });
    for (const server of [one, two, three]) server.stop();
    const yardstick = (samples: readonly number[]) => ({ name: 'one process', samples });
    const cpuOf = ({ cpu }: Server) => cpu.slice(WARM_UPS).map(({ primary, workers }) => primary + workers);
    const load = `${CONNECTIONS} × ${AT_ONCE} in flight`;
    return {
      figures: [
        figure({
          name: `time per push until the phone has it, 2 workers, ${load}`,
          unit: 'µs',
          samples: wall.two,
          yardstick: yardstick(wall.one),
        }),
        figure({ name: 'the same, 3 workers', unit: 'µs', samples: wall.three, yardstick: yardstick(wall.one) }),
        figure({
          name: 'CPU of all processes per push, 2 workers',
          unit: 'µs',
          samples: cpuOf(two),
          yardstick: yardstick(cpuOf(one)),
        }),
        figure({
          name: 'the share of the process with devices and journal',
          unit: 'µs',
          samples: two.cpu.slice(WARM_UPS).map(({ primary }) => primary),
        }),
        figure({ name: 'CPU, 3 workers', unit: 'µs', samples: cpuOf(three), yardstick: yardstick(cpuOf(one)) }),
      ],
      notes: [
        `The provider needs a core, too, and this machine has ${availableParallelism()}: with more of them workers gain`,
        'more. The bound is the process with devices and journal, since every accepted push goes through it.',
      ],
    };
  },
};

class Server {
  /** Microseconds per push of each round. */
  readonly cpu: Cpu[] = [];
  readonly #child: ChildProcess;
  readonly #target: Target;
  #sent = 0;
  #before: Cpu = { primary: 0, workers: 0 };

  private constructor(child: ChildProcess, target: Target) {
    this.#child = child;
    this.#target = target;
  }

  static async start(count: number, certificates: Certificates): Promise<Server> {
    const child = fork(fileURLToPath(new URL('workers-server.ts', import.meta.url)), [String(count)]);
    child.send(certificates);
    const [ready] = (await once(child, 'message')) as [Ready];
    return new Server(child, {
      port: ready.port,
      certificateAuthority: certificates.certificateAuthority,
      path: `/3/device/${ready.deviceToken}`,
      headers: { authorization: `bearer ${providerToken(ready)}`, 'apns-topic': ready.topic, 'apns-expiration': '0' },
      body: JSON.stringify({ aps: { 'content-available': 1 }, callId: '3f1c2a9e-6b1d-4a55-9a0e-2f1d8c7b6a50' }),
    });
  }

  stop(): void {
    this.#child.disconnect();
  }

  /** Microseconds of real time per push, until the phone has all of them. */
  async round(): Promise<number> {
    const loads = await Promise.all(Array.from({ length: CONNECTIONS }, () => FrameLoad.open(this.#target)));
    this.#sent += CONNECTIONS;
    this.#before = await this.#taken();
    const took = await timed(async () => {
      await Promise.all(loads.map((load) => load.send(MANY, AT_ONCE)));
      this.#sent += MANY * CONNECTIONS;
      await this.#note();
    });
    for (const load of loads) load.close();
    return (took * 1000) / (MANY * CONNECTIONS);
  }

  async #note(): Promise<void> {
    const { primary, workers } = await this.#taken();
    const perPush = (after: number, before: number) => (after - before) / (MANY * CONNECTIONS);
    this.cpu.push({
      primary: perPush(primary, this.#before.primary),
      workers: perPush(workers, this.#before.workers),
    });
  }

  /** Resolves when the phone has all that was sent. */
  async #taken(): Promise<Cpu> {
    this.#child.send(this.#sent);
    const [cpu] = (await once(this.#child, 'message')) as [Cpu];
    return cpu;
  }
}
