/**
 * The gateway under load, against a node:http2 server that reads the body and answers 200: CPU time of the server with
 * many pushes in flight, latency of one push at a time, and what a stock client gets through.
 */

import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Notification, Provider } from '@parse/node-apn';
import { type Certificates, makeCertificates } from '../../mock-apns/index.ts';
import type { Benchmark, Result } from '../benchmark.ts';
import { figure, interleave, timed } from '../measure.ts';
import { FrameLoad, type Target } from './frame-load.ts';
import { knownTokenCheck } from './provider-token.ts';
import type { Ready } from './server.ts';
import { providerToken } from './signed-token.ts';
import { startToPush } from './start.ts';

const ROUNDS = 9;
const WARM_UPS = 2;
const CONNECTIONS = 4;
const AT_ONCE = 100;
/** Pushes of a round on each connection. */
const MANY = 5_000;
const ONE_BY_ONE = 1_000;
const CLIENT_PUSHES = 2_000;
const CLIENT_AT_ONCE = 100;

const PAYLOAD = JSON.stringify({
  aps: { 'content-available': 1 },
  callId: '3f1c2a9e-6b1d-4a55-9a0e-2f1d8c7b6a50',
  from: '+15550100',
  name: 'Alice Example',
  video: false,
  ts: 1_761_000_000,
});

export const gateway: Benchmark = {
  title: 'pushes to the mock APNs gateway, every check and the journal on, against a bare node:http2 server',
  async run(): Promise<Result> {
    const certificates = await makeCertificates();
    const bare = await Server.start('bare', certificates);
    const mock = await Server.start('gateway', certificates);
    const load = await interleave(ROUNDS, WARM_UPS, { bare: () => bare.cpuOfMany(), mock: () => mock.cpuOfMany() });
    const single = await interleave(ROUNDS, WARM_UPS, { bare: () => bare.oneByOne(), mock: () => mock.oneByOne() });
    const client = await interleave(ROUNDS, 1, { bare: () => bare.nodeApn(), mock: () => mock.nodeApn() });
    bare.stop();
    mock.stop();
    const token = await interleave(ROUNDS, WARM_UPS, { check: knownTokenCheck() });
    const start = await interleave(ROUNDS, 1, {
      empty: () => wholeProcess('-e', '0'),
      mock: startToPush,
    });
    return {
      figures: [
        figure({
          name: `CPU of the server per push, ${CONNECTIONS} × ${AT_ONCE} in flight`,
          unit: 'µs',
          samples: load.mock,
          yardstick: { name: 'bare node:http2', samples: load.bare },
          goal: { on: 'ratio', atMost: 0.5 },
        }),
        figure({
          name: 'latency of one push at a time',
          unit: 'µs',
          samples: single.mock,
          yardstick: { name: 'bare node:http2', samples: single.bare },
          goal: { on: 'ratio', atMost: 0.9 },
        }),
        figure({
          name: `time per push through @parse/node-apn, ${CLIENT_AT_ONCE} in flight`,
          unit: 'µs',
          samples: client.mock,
          yardstick: { name: 'bare node:http2', samples: client.bare },
          goal: { on: 'ratio', atMost: 1 },
        }),
        figure({
          name: 'check of a provider token that was seen before',
          unit: 'µs',
          samples: token.check,
          goal: { on: 'median', atMost: 0.5 },
        }),
        figure({
          name: 'start of ringproof gateway to the answer to a first push',
          unit: 'ms',
          samples: start.mock,
          yardstick: { name: 'node -e 0', samples: start.empty },
          goal: { on: 'ratio', atMost: 2 },
        }),
      ],
      notes: [
        'The gateway verifies the provider token, makes every check, writes its journal and hands each push to a phone',
        'that takes it at once. The bare server reads the body and answers 200 with a constant apns-id.',
      ],
    };
  },
};

class Server {
  readonly #child: ChildProcess;
  readonly #ready: Ready;
  readonly #certificates: Certificates;

  private constructor(child: ChildProcess, ready: Ready, certificates: Certificates) {
    this.#child = child;
    this.#ready = ready;
    this.#certificates = certificates;
  }

  static async start(kind: 'bare' | 'gateway', certificates: Certificates): Promise<Server> {
    const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [kind]);
    child.send(certificates);
    const [ready] = (await once(child, 'message')) as [Ready];
    return new Server(child, ready, certificates);
  }

  stop(): void {
    this.#child.kill();
  }

  /** Microseconds of CPU time per push. */
  async cpuOfMany(): Promise<number> {
    const loads = await Promise.all(Array.from({ length: CONNECTIONS }, () => FrameLoad.open(this.#target())));
    const before = await this.#cpu();
    await Promise.all(loads.map((load) => load.send(MANY, AT_ONCE)));
    const after = await this.#cpu();
    for (const load of loads) load.close();
    return (after - before) / (MANY * CONNECTIONS);
  }

  /** Microseconds from a push to its answer. */
  async oneByOne(): Promise<number> {
    const load = await FrameLoad.open(this.#target());
    const took = await timed(() => load.send(ONE_BY_ONE, 1));
    load.close();
    return (took * 1000) / ONE_BY_ONE;
  }

  /** Microseconds per push, as the client's user sees it. */
  async nodeApn(): Promise<number> {
    const { key, keyId, teamId, port, topic, deviceToken } = this.#ready;
    const provider = new Provider({
      token: { key, keyId, teamId },
      address: '127.0.0.1',
      port,
      ca: [this.#certificates.certificateAuthority],
    });
    const push = async () => {
      const notification = new Notification();
      notification.topic = topic;
      notification.pushType = 'voip';
      notification.expiry = 0;
      notification.rawPayload = JSON.parse(PAYLOAD);
      const { failed } = await provider.send(notification, deviceToken);
      if (failed[0] !== undefined) throw new Error(`A push of node-apn failed: ${JSON.stringify(failed[0])}`);
    };
    await push();
    const took = await timed(() =>
      Promise.all(
        Array.from({ length: CLIENT_AT_ONCE }, async () => {
          for (let count = 0; count < CLIENT_PUSHES / CLIENT_AT_ONCE; count += 1) await push();
        }),
      ),
    );
    void provider.shutdown();
    return (took * 1000) / CLIENT_PUSHES;
  }

  #target(): Target {
    const { port, topic, deviceToken } = this.#ready;
    return {
      port,
      certificateAuthority: this.#certificates.certificateAuthority,
      path: `/3/device/${deviceToken}`,
      headers: {
        authorization: `bearer ${providerToken(this.#ready)}`,
        'apns-topic': topic,
        'apns-push-type': 'voip',
        'apns-priority': '10',
        'apns-expiration': '0',
      },
      body: PAYLOAD,
    };
  }

  /** Microseconds of user and system time so far. */
  async #cpu(): Promise<number> {
    this.#child.send('cpu');
    const [{ user, system }] = (await once(this.#child, 'message')) as [NodeJS.CpuUsage];
    return user + system;
  }
}

/** Milliseconds of a whole process, from its start to its end. */
async function wholeProcess(...args: readonly string[]): Promise<number> {
  return timed(async () => {
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}.`);
  });
}
