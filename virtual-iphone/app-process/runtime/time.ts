/** Testbed time for an app: Date, performance.now, timers and queueMicrotask. */

import { ask, command, crash } from './host.ts';

const RealDate = Date;

function now(): number {
  return Number(ask('now'));
}

function VirtualDate(this: unknown, ...parts: ConstructorParameters<typeof Date>): Date | string {
  if (new.target === undefined) return new RealDate(now()).toString();
  const given: unknown[] = parts;
  return Reflect.construct(RealDate, given.length === 0 ? [now()] : given, new.target) as Date;
}

/** `Date` whose "now" is the testbed's. */
export function installDate(global: object): void {
  VirtualDate.prototype = RealDate.prototype;
  const statics = { now, parse: RealDate.parse, UTC: RealDate.UTC };
  Object.assign(VirtualDate, statics);
  Object.defineProperty(VirtualDate, 'name', { value: 'Date' });
  Object.defineProperty(VirtualDate, 'length', { value: 7 });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: VirtualDate, writable: true, configurable: true });
  define(global, 'Date', VirtualDate);
  const origin = now();
  define(global, 'performance', { timeOrigin: origin, now: () => now() - origin });
}

interface AppTimer {
  readonly callback: () => void;
  /** Milliseconds between calls; undefined for a timer that fires once. */
  readonly everyMs: number | undefined;
}

const timers = new Map<number, AppTimer>();
let lastTimer = 0;

/** Timers shorter than this wait this long, as in browsers and Node, so that a loop of them cannot stop the clock. */
const SHORTEST_DELAY_MS = 1;

function setTimer(callback: unknown, delay: unknown, repeats: boolean, parameters: unknown[]): number {
  if (typeof callback !== 'function') throw new TypeError('A timer needs a function to call.');
  const wanted = Number(delay ?? 0);
  const delayMs = wanted >= SHORTEST_DELAY_MS ? wanted : SHORTEST_DELAY_MS;
  lastTimer += 1;
  timers.set(lastTimer, { callback: () => callback(...parameters), everyMs: repeats ? delayMs : undefined });
  command({ command: 'set-timer', id: lastTimer, delayMs });
  return lastTimer;
}

function clearTimer(id: unknown): void {
  if (typeof id === 'number' && timers.delete(id)) command({ command: 'clear-timer', id });
}

/** Calls what a timer waits for; a timer cleared in the meantime is gone from the list. */
export function fireTimer(id: number): void {
  const timer = timers.get(id);
  if (timer === undefined) return;
  if (timer.everyMs === undefined) timers.delete(id);
  timer.callback();
  if (timer.everyMs !== undefined && timers.has(id)) {
    command({ command: 'set-timer', id, delayMs: timer.everyMs });
  }
}

export function installTimers(global: object): void {
  define(global, 'setTimeout', (call: unknown, ms?: unknown, ...rest: unknown[]) => setTimer(call, ms, false, rest));
  define(global, 'setInterval', (call: unknown, ms?: unknown, ...rest: unknown[]) => setTimer(call, ms, true, rest));
  define(global, 'clearTimeout', clearTimer);
  define(global, 'clearInterval', clearTimer);
  define(global, 'queueMicrotask', (callback: () => void) => {
    if (typeof callback !== 'function') throw new TypeError('queueMicrotask needs a function.');
    void whenSettled(callback);
  });
}

const settled = Promise.resolve();

/** Runs the callback after the code of this turn; what it throws ends the process, as for any other callback. */
async function whenSettled(callback: () => void): Promise<void> {
  await settled;
  try {
    callback();
  } catch (error) {
    crash(error);
  }
}

/** Defines a global as engines do: writable, not enumerable. */
export function define(global: object, name: string, value: unknown): void {
  Object.defineProperty(global, name, { value, writable: true, enumerable: false, configurable: true });
}
