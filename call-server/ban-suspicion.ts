/**
 * Whether a phone seems to launch the app for VoIP pushes no more: APNs takes the pushes, and the app says nothing. iOS
 * does that to an app that was ended three times for calls that it did not report, until the app is deleted or, by an
 * engineer's word (https://developer.apple.com/forums/thread/764376), a day or so has passed; nothing tells the server.
 */

import type { Clock } from '../clock/index.ts';
import type { Identity } from './messages.ts';

/** As many silent calls as iOS forgives, so that a phone without network for one call is not suspected. */
const SILENT_CALLS = 3;

/** A call that the caller gave up before this has not been silent: the push may still have been on its way. */
const SILENCE_MS = 10_000;

const DAY_MS = 24 * 60 * 60_000;

export class BanSuspicion {
  readonly #clock: Clock;
  readonly #silent = new Map<string, { readonly calls: number; readonly since: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A call was over that had reached the device by VoIP push, after it had rung for so long. */
  note(who: Identity, { isSilent, rangForMs }: { readonly isSilent: boolean; readonly rangForMs: number }): void {
    if (!isSilent) return this.clear(who);
    if (rangForMs < SILENCE_MS) return;
    const before = this.#silent.get(keyOf(who))?.calls ?? 0;
    this.#silent.set(keyOf(who), { calls: before + 1, since: this.#clock.now() });
  }

  /** How many calls the device was silent to, if that is suspicious. A day later one more VoIP push tells. */
  silentCalls(who: Identity): number | undefined {
    const known = this.#silent.get(keyOf(who));
    if (known === undefined || known.calls < SILENT_CALLS || this.#clock.now() - known.since > DAY_MS) return undefined;
    return known.calls;
  }

  /** The app was heard after a VoIP push, or gave a new VoIP token, as after it was installed anew. */
  clear(who: Identity): void {
    this.#silent.delete(keyOf(who));
  }
}

const keyOf = ({ user, device }: Identity) => `${user}/${device}`;
