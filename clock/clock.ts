/**
 * The testbed clock: real time that can be advanced.
 *
 * Phone, gateway and call server of one testbed take their time and timers from here, so `elapse(60_000)` makes a
 * minute pass in milliseconds. Nothing in those rooms calls `Date.now` or `setTimeout` itself.
 */

import TinyQueue from 'tinyqueue';

/** A timer that has been set and can be taken back. Cancelling it twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/** Says that the work announced by {@link Clock.busy} is over. Calling it twice does nothing. */
export type Release = () => void;

export interface Clock {
  /** Testbed time in milliseconds since 1970. Never goes back. */
  now(): number;

  /**
   * Real time in milliseconds since 1970, never advanced. Only for what an outsider dates by its own watch, such as
   * the `iat` of a provider token made by a stock APNs client.
   */
  wallNow(): number;

  /** Calls `callback` once, `delayMs` of testbed time from now (0 or less: as soon as possible, never at once). */
  setTimeout(callback: () => void, delayMs: number): Timer;

  /**
   * Announces work in flight (a push, a signal, a bridge message) so that no later timer fires before it is done.
   * `what` names the work in the error of a testbed that does not come to rest.
   */
  busy(what: string): Release;

  /**
   * Calls `listener` whenever time has been made to pass, until the returned function is called. For clocks of other
   * processes, which must be told.
   */
  onElapsed(listener: () => void): () => void;
}

interface PendingTimer {
  readonly due: number;
  /** Running number: timers due at the same time fire in the order they were set. */
  readonly order: number;
  /** Undefined once it has fired or was cancelled. */
  callback: (() => void) | undefined;
}

/** Cancelled timers stay in the queue until they come up, or until there are this many and they are the most of it. */
const CANCELLED_LIMIT = 1_000;

/** How long (real time) a testbed may take to come to rest before {@link TestbedClock.quiet} gives up. */
const QUIET_LIMIT_MS = 30_000;

/** The longest delay that Node's own timers take; longer ones are armed in legs. */
const LONGEST_REAL_DELAY_MS = 2 ** 31 - 1;

export interface TestbedClockOptions {
  /**
   * Milliseconds since 1970 at which the clock stands until it is advanced: real time then makes no difference, and two
   * runs of one walk have the same times. Default: it follows real time.
   */
  readonly standsAt?: number;
}

/**
 * @example
 * const clock = new TestbedClock();
 * clock.setTimeout(() => console.log('a minute passed'), 60_000);
 * await clock.elapse(60_000); // takes milliseconds
 */
export class TestbedClock implements Clock {
  readonly #standsAt: number | undefined;
  #offsetMs = 0;
  #frozenAt: number | undefined;
  #armed: NodeJS.Timeout | undefined;
  #closed = false;
  #elapsing: Promise<void> = Promise.resolve();
  /** Pending timers, earliest first, and cancelled ones. */
  #timers = new TinyQueue<PendingTimer>([], byDue);
  #timersSet = 0;
  #cancelled = 0;
  readonly #inFlight = new Map<symbol, string>();
  readonly #idleWaiters = new Set<() => void>();
  readonly #elapsedListeners = new Set<() => void>();

  constructor({ standsAt }: TestbedClockOptions = {}) {
    this.#standsAt = standsAt;
  }

  now(): number {
    return this.#frozenAt ?? this.wallNow() + this.#offsetMs;
  }

  wallNow(): number {
    return this.#standsAt ?? Math.floor(performance.timeOrigin + performance.now());
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    this.#timersSet += 1;
    const due = this.now() + Math.max(0, delayMs);
    const timer: PendingTimer = { due, order: this.#timersSet, callback };
    if (this.#closed) return { cancel: () => undefined };
    this.#timers.push(timer);
    if (this.#timers.peek() === timer) this.#arm();
    return { cancel: () => this.#cancel(timer) };
  }

  busy(what: string): Release {
    const key = Symbol(what);
    this.#inFlight.set(key, what);
    return () => {
      if (this.#inFlight.delete(key) && this.#inFlight.size === 0) {
        for (const wake of this.#idleWaiters) wake();
        this.#idleWaiters.clear();
      }
    };
  }

  /**
   * Makes `ms` of testbed time pass: steps from timer to timer, and takes the next step only when the testbed is quiet.
   * Calls that overlap run one after the other.
   *
   * @param until asked whenever the testbed is quiet; once it says yes, no more time passes
   * @throws Error when the testbed does not come to rest; the message names the work still in flight.
   */
  elapse(ms: number, until: () => boolean = () => false): Promise<void> {
    const run = this.#elapsing.then(() => this.#elapse(ms, until));
    this.#elapsing = run.catch(() => undefined);
    return run;
  }

  /** The listener is called before {@link elapse} resolves. */
  onElapsed(listener: () => void): () => void {
    this.#elapsedListeners.add(listener);
    return () => this.#elapsedListeners.delete(listener);
  }

  /** Resolves when no work is in flight and the event loop has had its turn. */
  async quiet(): Promise<void> {
    const deadline = performance.now() + QUIET_LIMIT_MS;
    await turns();
    while (this.#inFlight.size > 0) {
      await this.#nextIdle(deadline);
      await turns();
    }
  }

  /** Drops all timers; the clock still tells the time. */
  close(): void {
    this.#closed = true;
    this.#timers = new TinyQueue<PendingTimer>([], byDue);
    this.#cancelled = 0;
    clearTimeout(this.#armed);
  }

  async #elapse(ms: number, until: () => boolean): Promise<void> {
    const target = this.now() + ms;
    this.#frozenAt = this.now();
    clearTimeout(this.#armed);
    try {
      for (;;) {
        await this.quiet();
        if (until()) return;
        const next = this.#earliest();
        if (next === undefined || next.due > target) break;
        this.#frozenAt = Math.max(this.#frozenAt, next.due);
        this.#fire(next);
      }
      this.#frozenAt = target;
    } finally {
      this.#offsetMs = this.#frozenAt - this.wallNow();
      this.#frozenAt = undefined;
      this.#arm();
      for (const listener of this.#elapsedListeners) listener();
    }
  }

  #arm(): void {
    clearTimeout(this.#armed);
    const next = this.#earliest();
    if (next === undefined || this.#frozenAt !== undefined || this.#standsAt !== undefined || this.#closed) return;
    const delay = Math.min(Math.max(0, next.due - this.now()), LONGEST_REAL_DELAY_MS);
    this.#armed = setTimeout(() => this.#fireDue(), delay);
    this.#armed.unref();
  }

  #fireDue(): void {
    try {
      while (this.#frozenAt === undefined) {
        const next = this.#earliest();
        if (next === undefined || next.due > this.now()) break;
        this.#fire(next);
      }
    } finally {
      this.#arm();
    }
  }

  /** The next timer to fire; cancelled ones before it are let go. */
  #earliest(): PendingTimer | undefined {
    let next = this.#timers.peek();
    while (next !== undefined && next.callback === undefined) {
      this.#timers.pop();
      this.#cancelled -= 1;
      next = this.#timers.peek();
    }
    return next;
  }

  /** Fires the earliest timer. */
  #fire(earliest: PendingTimer): void {
    this.#timers.pop();
    const { callback } = earliest;
    earliest.callback = undefined;
    callback?.();
  }

  #cancel(timer: PendingTimer): void {
    if (timer.callback === undefined || this.#closed) return;
    timer.callback = undefined;
    this.#cancelled += 1;
    if (this.#cancelled < CANCELLED_LIMIT || this.#cancelled * 2 < this.#timers.length) return;
    const pending = this.#timers.data.filter(({ callback }) => callback !== undefined);
    this.#timers = new TinyQueue(pending, byDue);
    this.#cancelled = 0;
  }

  #nextIdle(deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const guard = setTimeout(
        () => {
          this.#idleWaiters.delete(wake);
          const work = [...new Set(this.#inFlight.values())].join(', ');
          reject(
            new Error(`The testbed did not come to rest within ${QUIET_LIMIT_MS / 1000} s. Still in flight: ${work}.`),
          );
        },
        Math.max(0, deadline - performance.now()),
      );
      const wake = () => {
        clearTimeout(guard);
        resolve();
      };
      this.#idleWaiters.add(wake);
    });
  }
}

function byDue(one: PendingTimer, other: PendingTimer): number {
  return one.due - other.due || one.order - other.order;
}

/** Two turns of the event loop: one for what is already queued, one for what that queues. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
