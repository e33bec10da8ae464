/** Gateway, call server and phones of one case, a process each; and what an order to them cost. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Certificates } from '../../mock-apns/index.ts';
import type { Ready } from '../gateway/server.ts';
import type { PushTarget } from './calls-under-test.ts';
import type { Latencies, PhonesOrder } from './phones-process.ts';
import type { ServerAnswer, ServerKind, ServerOrder } from './server-process.ts';

export class CallsTestbed {
  readonly #gateway: ChildProcess;
  readonly #server: ChildProcess;
  readonly #phones: ChildProcess;

  private constructor(gateway: ChildProcess, server: ChildProcess, phones: ChildProcess) {
    this.#gateway = gateway;
    this.#server = server;
    this.#phones = phones;
  }

  /** @param gateway the bare `node:http2` server, or the mock APNs gateway with every check */
  static async start(kind: ServerKind, gateway: 'bare' | 'gateway', certificates: Certificates): Promise<CallsTestbed> {
    const pushes = start('../gateway/server.ts', [gateway]);
    pushes.send(certificates);
    const ready = await answer<Ready>(pushes);
    const server = start('./server-process.ts');
    const target: PushTarget = { ...ready, certificateAuthority: certificates.certificateAuthority };
    server.send({ kind, target });
    const port = await answer<number>(server);
    const phones = start('./phones-process.ts');
    phones.send(port);
    await answer(phones);
    return new CallsTestbed(pushes, server, phones);
  }

  /** @throws Error when the server has lost an event */
  async server(order: ServerOrder): Promise<ServerAnswer> {
    this.#server.send(order);
    return answer(this.#server);
  }

  async hangUp(hangUp: boolean): Promise<void> {
    this.#phones.send({ hangUp } satisfies PhonesOrder);
    await answer(this.#phones);
  }

  async latencies(): Promise<Latencies> {
    this.#phones.send('latencies' satisfies PhonesOrder);
    return answer(this.#phones);
  }

  stop(): void {
    this.#phones.disconnect();
    this.#server.disconnect();
    this.#gateway.kill();
  }
}

function start(file: string, args: readonly string[] = []): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return fork(path, args, { execArgv: [...process.execArgv, '--expose-gc'] });
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const answered = new AbortController();
  const ended = once(child, 'exit', { signal: answered.signal }).then(([code]) => {
    throw new Error(`A process of the benchmark ended with ${code}; its output is above.`);
  });
  ended.catch(() => undefined);
  const [message] = (await Promise.race([once(child, 'message', { signal: answered.signal }), ended])) as [T];
  answered.abort();
  return message;
}
