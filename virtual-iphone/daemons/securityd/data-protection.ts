/**
 * Data protection: which of the keys that the passcode guards are at hand. None before the first unlock after a start;
 * while the phone is locked, all but those of the class "when unlocked" (Apple Platform Security, "Data Protection
 * classes"). Running apps are told of each change.
 */

import type { Timer } from '../../../clock/index.ts';
import type { AppLaunch, ProtectedData } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';

export class DataProtection {
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #suites: (app: App) => AppLaunch['suites'];
  #grace: Timer | undefined;

  constructor(context: PhoneContext, runningBoard: RunningBoard, suites: (app: App) => AppLaunch['suites']) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.#suites = suites;
  }

  get state(): ProtectedData {
    return this.#context.protectedData;
  }

  /** The phone has started and waits for its passcode. */
  booted(): void {
    this.#enter(this.#context.settings.passcode ? 'before-first-unlock' : 'unlocked');
  }

  /** The keys go a little later. */
  locked(): void {
    const { clock, settings } = this.#context;
    if (!settings.passcode || this.state !== 'unlocked') return;
    this.#grace?.cancel();
    this.#grace = clock.setTimeout(() => this.#enter('locked'), settings.protectedDataGraceMs);
  }

  unlocked(): void {
    this.#enter('unlocked');
  }

  #enter(state: ProtectedData): void {
    this.#grace?.cancel();
    this.#grace = undefined;
    const before = this.state;
    if (before === state) return;
    this.#context.protectedData = state;
    this.#context.note('protection.changed', { state });
    for (const app of this.#runningBoard.apps) {
      const readable = before === 'before-first-unlock' ? { defaults: app.defaults, suites: this.#suites(app) } : {};
      this.#runningBoard.deliver(app, { kind: 'app.protected-data', state, ...readable });
    }
  }
}
