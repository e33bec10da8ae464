/**
 * Signals that are lost or late: the faults of a network, made on purpose and one at a time. A signal that no fault is
 * meant for goes straight through.
 */

import type { Clock, Journal } from '../clock/index.ts';
import type { Identity } from './messages.ts';

export interface SignalFault {
  readonly user: string;
  readonly device: string;
  readonly direction: 'to-device' | 'to-server';
  /** Type of the signal, such as `ended`. Default: any. */
  readonly signal?: string | undefined;
  /** Which of those that follow, from 1. Default 1: the next. */
  readonly nth?: number | undefined;
  /** Testbed milliseconds that it is late by; without it is lost. */
  readonly delayMs?: number | undefined;
}

interface Carried extends Identity {
  readonly direction: SignalFault['direction'];
  readonly signal: string;
}

export class SignalFaults {
  readonly #clock: Clock;
  readonly #journal: Journal;
  #armed: { readonly fault: SignalFault; left: number }[] = [];

  constructor(clock: Clock, journal: Journal) {
    this.#clock = clock;
    this.#journal = journal;
  }

  /** The fault happens once, to the signal that it names. */
  arm(fault: SignalFault): void {
    this.#armed.push({ fault, left: fault.nth ?? 1 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** Whether there is one that has not happened yet; without, signals need no {@link carry}. */
  get isArmed(): boolean {
    return this.#armed.length > 0;
  }

  /** Hands the signal over: now, later or never. */
  carry(signal: Carried, handOver: () => void): void {
    const meant = this.#armed.filter(({ fault }) => means(fault, signal));
    for (const one of meant) one.left -= 1;
    const due = meant.find(({ left }) => left === 0);
    if (due === undefined) return handOver();
    this.#armed = this.#armed.filter((one) => one !== due);
    const { delayMs } = due.fault;
    if (delayMs === undefined) {
      this.#journal.write('call-server', 'signal.lost', { ...signal });
      return;
    }
    this.#journal.write('call-server', 'signal.delayed', { ...signal, delayMs });
    this.#clock.setTimeout(handOver, delayMs);
  }
}

function means(fault: SignalFault, { user, device, direction, signal }: Carried): boolean {
  const isSame = fault.user === user && fault.device === device && fault.direction === direction;
  return isSame && (fault.signal === undefined || fault.signal === signal);
}
