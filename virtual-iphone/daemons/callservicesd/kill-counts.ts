/**
 * How often each app was killed for a VoIP push it did not report. At the limit pushes no longer launch it; deleting
 * the app or the daily maintenance starts afresh, installing over the top does not (observed; forums thread 764376).
 * An app cannot find out (forums thread 768136).
 */

import type { Timer } from '../../../clock/index.ts';
import type { PhoneContext } from '../context.ts';

export class KillCounts {
  readonly #context: PhoneContext;
  readonly #counts = new Map<string, number>();
  #maintenance: Timer | undefined;

  constructor(context: PhoneContext) {
    this.#context = context;
  }

  add(bundleId: string): void {
    this.#counts.set(bundleId, this.of(bundleId) + 1);
    this.#maintenance ??= this.#context.clock.setTimeout(() => {
      this.#context.log('callservicesd', 'Resetting all CSDVoIPApplicationController kill counts');
      this.clear();
    }, this.#context.settings.voipKillResetMs);
  }

  of(bundleId: string): number {
    return this.#counts.get(bundleId) ?? 0;
  }

  isBanned(bundleId: string): boolean {
    return this.of(bundleId) >= this.#context.settings.voipKillLimit;
  }

  forget(bundleId: string): void {
    this.#counts.delete(bundleId);
  }

  clear(): void {
    this.#counts.clear();
    this.#maintenance?.cancel();
    this.#maintenance = undefined;
  }
}
