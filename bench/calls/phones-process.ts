/**
 * The phones of all users in a process of their own: each has a socket, says that a call rings, answers it at once and hangs up
 * when it is connected.
 */

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { USERS } from './calls-under-test.ts';

/** Whether phones hang up, or talk on. */
export type PhonesOrder = { readonly hangUp: boolean } | 'latencies';

/** Milliseconds per call since the last time it was asked. */
export interface Latencies {
  /** From `accept` to `connected`. */
  readonly answer: readonly number[];
  /** From `hang-up` to `ended`. */
  readonly end: readonly number[];
}

let hangsUp = true;
const latencies = { answer: [] as number[], end: [] as number[] };

process.once('message', (port: number) => {
  void connectAll(port);
});
process.once('disconnect', () => process.exit());

async function connectAll(port: number): Promise<void> {
  await Promise.all(USERS.map((user) => connect(`ws://127.0.0.1:${port}/signalling?user=${user}&device=phone`)));
  process.on('message', (order: PhonesOrder) => {
    if (order !== 'latencies') {
      hangsUp = order.hangUp;
      process.send?.('done');
      return;
    }
    process.send?.(latencies);
    latencies.answer = [];
    latencies.end = [];
  });
  process.send?.('connected');
}

async function connect(url: string): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const said = { accept: new Map<string, number>(), 'hang-up': new Map<string, number>() };
  const say = (type: 'ringing' | 'accept' | 'hang-up', call: string) => {
    if (type !== 'ringing') said[type].set(call, performance.now());
    socket.send(JSON.stringify({ type, call }));
  };
  const since = (type: keyof typeof said, call: string) => {
    const at = said[type].get(call) ?? Number.NaN;
    said[type].delete(call);
    return performance.now() - at;
  };
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { type: string; call: string | { id: string } };
    const id = typeof message.call === 'string' ? message.call : message.call?.id;
    if (message.type === 'incoming') {
      say('ringing', id);
      say('accept', id);
    }
    if (message.type === 'connected') {
      latencies.answer.push(since('accept', id));
      if (hangsUp) say('hang-up', id);
    }
    if (message.type === 'ended' && said['hang-up'].has(id)) latencies.end.push(since('hang-up', id));
  });
  await once(socket, 'open');
}
