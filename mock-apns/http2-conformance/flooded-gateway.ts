/** The process of a gateway that is about to be flooded: what it takes to reach it, and how much memory it holds. */

import { strict as assert } from 'node:assert';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Gateway } from '../index.ts';
import { outcomeOf } from './outcome.ts';
import { RawClient } from './raw-client.ts';
import { DATA, END_HEADERS, type Fields, HEADERS, head, integer, literal } from './wire.ts';

/** Streams that a provider may have open. */
export const STREAM_LIMIT = 100;

export interface Ready extends Pick<Gateway, 'host' | 'port' | 'certificateAuthority'> {
  /** Path and headers of a good push. */
  readonly path: string;
  readonly headers: Fields;
}

/** Pushes by which code is warm and the journal full before anything is measured. */
const WARM_UP = 300;
/** Index of the first entry of the dynamic table (RFC 7541, 2.3.3). */
const FIRST_DYNAMIC = 62;
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

  /** Many good pushes on one connection, up to the stream limit at once; from the second on their headers are indexed. */
  async serves(pushes: number): Promise<void> {
    const provider = await RawClient.open(this.at);
    const fields: Fields = [...head('POST', this.at.path), ...this.at.headers];
    const indexed = Buffer.concat(
      fields.map((_, index) => integer(FIRST_DYNAMIC + fields.length - 1 - index, 7, 0x80)),
    );
    for (let sent = 0; sent < pushes; ) {
      const goal = Math.min(pushes, sent + STREAM_LIMIT);
      for (; sent < goal; sent += 1) {
        const stream = 1 + 2 * sent;
        provider.send(HEADERS, END_HEADERS, stream, sent === 0 ? literal(fields, 0x40) : indexed);
        provider.data(stream, '{"aps":{}}');
      }
      await provider.until(() => provider.ended >= goal, 'the answers');
    }
    assert.equal(provider.ended, pushes);
    assert.equal(provider.ofType(DATA).length, 0, 'A refusal has a body.');
    provider.close();
  }

  stop(): void {
    this.#child.kill();
  }
}
