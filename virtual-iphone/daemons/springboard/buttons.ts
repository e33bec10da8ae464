/** What the hardware buttons do. */

import type { CallServices } from '../callservicesd/callservicesd.ts';
import type { PhoneContext } from '../context.ts';
import type { SpringBoard } from './springboard.ts';

export class Buttons {
  readonly #context: PhoneContext;
  readonly #springBoard: SpringBoard;
  readonly #callServices: CallServices;
  /** When the side button was pressed while a call rang. */
  #sidePressedAt = Number.NEGATIVE_INFINITY;

  constructor(context: PhoneContext, springBoard: SpringBoard, callServices: CallServices) {
    this.#context = context;
    this.#springBoard = springBoard;
    this.#callServices = callServices;
  }

  /** While a call rings: once silences it, twice declines it. Else it locks, and wakes a dark phone. */
  side(): void {
    const ringing = this.#ringing();
    if (ringing !== undefined) {
      const now = this.#context.clock.now();
      const twice = now - this.#sidePressedAt <= this.#context.settings.sideButtonDoubleMs;
      this.#sidePressedAt = twice ? Number.NEGATIVE_INFINITY : now;
      if (twice) this.#callServices.hangUp(ringing);
      else this.#silence(ringing.id);
      return;
    }
    if (this.#springBoard.isAwake) this.#springBoard.lock();
    else this.#springBoard.wake();
  }

  /** Wakes a dark phone, unlocks a lit one (there is no passcode), else goes home. */
  home(): void {
    if (!this.#springBoard.isLocked) this.#springBoard.home();
    else if (!this.#springBoard.isAwake) this.#springBoard.wake();
    else if (this.#ringing() === undefined) this.#springBoard.unlock();
  }

  volume(): void {
    const ringing = this.#ringing();
    if (ringing !== undefined) this.#silence(ringing.id);
  }

  #ringing() {
    return this.#callServices.calls.all.find((call) => call.state === 'ringing');
  }

  /** Only the ringer: the app hears nothing of it. */
  #silence(call: string): void {
    this.#context.note('call.silenced', { call });
  }
}
