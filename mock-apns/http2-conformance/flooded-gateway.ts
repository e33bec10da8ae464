/** The process of a gateway that is about to be flooded: what it takes to reach it, and how much memory it holds. */

import { strict as assert } from 'node:assert';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Gateway } from '../index.ts';
import { outcomeOf } from './outcome.ts';
import { RawClient } from './raw-client.ts';
import { END_HEADERS, type Fields, head } from './wire.ts';

/** Streams that a provider may have open. */
export const STREAM_LIMIT = 100;

export interface Ready extends Pick<Gateway, 'host' | 'port' | 'certificateAuthority'> {
  /** Path and headers of a good push. */
  readonly path: string;
  readonly headers: Fields;
}

/** Pushes by which code is warm and the journal full before anything is measured. */
const WARM_UP = 300;
/** Garbage that is still in use at the first look may be gone at the next. */
const LOOKS = 3;

export class FloodedGateway {
  readonly at: Ready;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, at: Ready) {
    this.#child = child;
    this.at = at;
  }

  static async start(): Promise<FloodedGateway> {
    const file = fileURLToPath(new URL('./gateway-process.ts', import.meta.url));
    const child = fork(file, { execArgv: [...process.execArgv, '--expose-gc'] });
    const [at] = (await once(child, 'message')) as [Ready];
    const gateway = new FloodedGateway(child, at);
    await gateway.servesAnHonestProvider(WARM_UP);
    return gateway;
  }

  /** Bytes that the gateway's process holds in and outside of its heap, once it is done with what it was sent. */
  async memory(): Promise<number> {
    const looks: number[] = [];
    for (let look = 0; look < LOOKS; look += 1) looks.push(await this.#look());
    return Math.min(...looks);
  }

  async #look(): Promise<number> {
    const answer = once(this.#child, 'message');
    this.#child.send('memory');
    const [bytes] = (await answer) as [number];
    return bytes;
  }

  /** On a connection of its own, one push after the other. */
  async servesAnHonestProvider(pushes = 1): Promise<void> {
    const provider = await RawClient.open(this.at);
    for (let stream = 1; stream < 2 * pushes; stream += 2) {
      provider.headers(stream, [...head('POST', this.at.path), ...this.at.headers], END_HEADERS);
      provider.data(stream, '{"aps":{}}');
      await provider.answered(stream);
      if (stream === 1) assert.equal(await outcomeOf(provider, 1, ['answer 200']), 'answer 200');
    }
    provider.close();
  }

  stop(): void {
    this.#child.kill();
  }
}
