/**
 * A phone that lies locked and idle for long may lose its connection to APNs until somebody takes it up again (seen by
 * calling apps after half an hour in low-power idle: forums thread 834530). Off unless a setting turns it on.
 */

import type { Timer } from '../../../clock/index.ts';
import type { PhoneContext } from '../context.ts';
import type { Apsd } from './apsd.ts';

export class Doze {
  readonly #context: PhoneContext;
  readonly #apsd: Apsd;
  #timer: Timer | undefined;
  #dozing = false;

  constructor(context: PhoneContext, apsd: Apsd) {
    this.#context = context;
    this.#apsd = apsd;
  }

  locked(): void {
    const { clock, settings } = this.#context;
    if (!Number.isFinite(settings.idleDisconnectMs)) return;
    this.#timer?.cancel();
    this.#timer = clock.setTimeout(() => {
      this.#dozing = true;
      this.#context.log('apsd', 'Channel is not viable: com.apple.powerd.assertionpolicy 3', 'Warning');
      this.#context.log('apsd', 'Connection to APNs lost while the phone lay idle', 'Warning');
      this.#apsd.loseConnection();
    }, settings.idleDisconnectMs);
  }

  unlocked(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#dozing) this.#apsd.reconnect();
    this.#dozing = false;
  }
}
