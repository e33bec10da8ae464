/**
 * A call server under test in a process of its own, so that its CPU time and memory can be told from those of phones and
 * gateway. It dials as it is told: so many calls at once, or so many a second.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareCalls } from './bare-calls.ts';
import { type CallsListener, type CallsUnderTest, type PushTarget, USERS } from './calls-under-test.ts';
import { ringproofCalls } from './ringproof-calls.ts';

/** `memory` and `file` say where Ringproof's call server keeps its state. */
export type ServerKind = 'bare' | 'memory' | 'file';

/** Calls in progress under full load. */
const AT_ONCE = 200;

export type ServerOrder =
  /** Dials until `count` calls have ended. */
  | { readonly order: 'dial'; readonly count: number }
  /** The same at a rate. */
  | { readonly order: 'pace'; readonly count: number; readonly perSecond: number }
  /** Dials calls that nobody ends, until all of them are pushed and ring. */
  | { readonly order: 'hold'; readonly count: number }
  | { readonly order: 'forget' };

export interface ServerAnswer {
  /** Microseconds of user and system time that the order took. */
  readonly cpu: number;
  /** Milliseconds of real time. */
  readonly took: number;
  /** Milliseconds from the dial until the phone had said that it rings, per call. */
  readonly setUp: readonly number[];
  /** Resident bytes, after garbage was collected; not asked for in a round, since V8 then drops code that it has compiled. */
  readonly rss: number;
}

process.once('message', ({ kind, target }: { kind: ServerKind; target: PushTarget }) => {
  void start(kind, target);
});

async function start(kind: ServerKind, target: PushTarget): Promise<void> {
  const load = new Load();
  const folder = kind === 'file' ? mkdtempSync(join(tmpdir(), 'ringproof-calls-')) : undefined;
  if (folder !== undefined) process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('disconnect', () => process.exit());
  const server = await (kind === 'bare' ? bareCalls(target, load) : ringproofCalls(target, load, folder));
  process.on('message', (order: ServerOrder) => {
    void load.run(server, order).then((answer) => process.send?.(answer));
  });
  process.send?.(server.port);
}

class Load implements CallsListener {
  /** When each call was dialled that does not ring yet. */
  readonly #dialled = new Map<string, number>();
  #setUp: number[] = [];
  #counts = { rang: 0, pushed: 0, ended: 0 };
  #onProgress = () => {};

  onDialled(call: string): void {
    this.#dialled.set(call, performance.now());
  }

  onRinging(call: string): void {
    this.#setUp.push(performance.now() - (this.#dialled.get(call) ?? Number.NaN));
    this.#dialled.delete(call);
    this.#counts.rang += 1;
    this.#onProgress();
  }

  onPushed(): void {
    this.#counts.pushed += 1;
    this.#onProgress();
  }

  onEnded(): void {
    this.#counts.ended += 1;
    this.#onProgress();
  }

  async run(server: CallsUnderTest, order: ServerOrder): Promise<ServerAnswer> {
    const [cpuBefore, began] = [process.cpuUsage(), performance.now()];
    if (order.order !== 'forget') await this.#dial(server, order);
    const took = performance.now() - began;
    const { user, system } = process.cpuUsage(cpuBefore);
    const isRound = order.order === 'dial' || order.order === 'pace';
    const lost = isRound ? server.lost(order.count) : undefined;
    if (lost !== undefined) throw new Error(`Events were lost: ${lost}.`);
    const setUp = this.#setUp;
    this.#setUp = [];
    if (order.order !== 'hold') await server.forget();
    return { cpu: user + system, took, setUp, rss: isRound ? 0 : residentBytes() };
  }

  /** Resolves when every call has come as far as the order wants it. */
  async #dial(server: CallsUnderTest, order: Exclude<ServerOrder, { order: 'forget' }>): Promise<void> {
    this.#counts = { rang: 0, pushed: 0, ended: 0 };
    let dials = 0;
    const dialNext = () => {
      if (dials === order.count) return;
      const user = USERS[dials % USERS.length];
      dials += 1;
      server.dial(String(user));
    };
    const isOver = () => {
      const { rang, pushed, ended } = this.#counts;
      return pushed === order.count && (order.order === 'hold' ? rang : ended) === order.count;
    };
    await new Promise<void>((resolve) => {
      this.#onProgress = () => {
        // A call that waits for its push, its phone or its end keeps one more from being dialled.
        const open = order.order === 'hold' ? dials - this.#counts.pushed : dials - this.#counts.ended;
        if (order.order !== 'pace' && open < AT_ONCE) dialNext();
        if (isOver()) resolve();
      };
      if (order.order !== 'pace') for (let open = 0; open < AT_ONCE; open += 1) dialNext();
      else this.#pace(order, dialNext);
    });
    this.#onProgress = () => {};
  }

  #pace({ count, perSecond }: { readonly count: number; readonly perSecond: number }, dialNext: () => void): void {
    const began = performance.now();
    let dialled = 0;
    const tick = setInterval(() => {
      const due = Math.min(count, Math.floor(((performance.now() - began) * perSecond) / 1000));
      for (; dialled < due; dialled += 1) dialNext();
      if (dialled === count) clearInterval(tick);
    }, 1);
  }
}

function residentBytes(): number {
  for (let times = 0; times < 4; times += 1) global.gc?.();
  return process.memoryUsage.rss();
}
