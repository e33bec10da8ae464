/**
 * Rings a device and takes the ring away again: routing rule, push, journal, and the hygiene of tokens that APNs
 * refuses.
 */

import type { Clock, Journal } from '../clock/index.ts';
import type { PushOutcome } from './call.ts';
import type { Device, Directory, TokenKind } from './directory.ts';
import type { PushProvider } from './provider.ts';
import { alertPush, cancelPush, type Push, voipPush } from './pushes.ts';
import { choosePush } from './routing.ts';
import type { CallInfo } from './signalling.ts';

export interface RingerParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly provider: PushProvider;
  readonly bundleId: string;
  readonly ringLimitMs: number;
}

export class Ringer {
  readonly #parts: RingerParts;

  constructor(parts: RingerParts) {
    this.#parts = parts;
  }

  /** Sends the push that the routing rule asks for; null when it asks for none. */
  async ring(device: Device, call: CallInfo): Promise<PushOutcome | null> {
    const { bundleId, provider } = this.#parts;
    const route = choosePush(provider.credentials, device);
    if (route.channel === 'none') {
      this.#skipped(call.id, device, route.why);
      return null;
    }
    const push = route.channel === 'voip' ? voipPush(bundleId, call) : alertPush(bundleId, call, this.#ringsUntil());
    return this.#send(push, call.id, device, route.channel, route.token);
  }

  /** Takes a ringing notification away; only for a device that was rung by an ordinary push. */
  async silence(device: Device, callId: string): Promise<void> {
    const { bundleId, provider } = this.#parts;
    if (!provider.credentials.alert) return this.#skipped(callId, device, 'cancel: no alert credential');
    if (device.alertToken === null) return this.#skipped(callId, device, 'cancel: no alert token from the device');
    await this.#send(cancelPush(bundleId, callId, this.#ringsUntil()), callId, device, 'alert', device.alertToken);
  }

  async #send(push: Push, call: string, to: Device, kind: TokenKind, token: string): Promise<PushOutcome> {
    const { clock, directory, journal, provider } = this.#parts;
    const release = clock.busy(`${push.channel} push for call ${call}`);
    try {
      const outcome = await provider.send(push, token);
      const { channel, status, reason, id } = outcome;
      journal.write('call-server', 'push.sent', {
        call,
        device: to.device,
        channel,
        status,
        ...(reason === null ? {} : { reason }),
        ...(id === null ? {} : { id }),
      });
      if (isDead(outcome) && directory.dropToken(to.user, to.device, kind, token)) {
        journal.write('call-server', 'token.dropped', { user: to.user, device: to.device, token: kind, why: reason });
      }
      return outcome;
    } finally {
      release();
    }
  }

  #ringsUntil(): number {
    return this.#parts.clock.now() + this.#parts.ringLimitMs;
  }

  #skipped(call: string, device: Device, why: string): void {
    this.#parts.journal.write('call-server', 'push.skipped', { call, device: device.device, why });
  }
}

/** Apple: stop sending to a token that was answered 410, or 400 with BadDeviceToken. */
function isDead(outcome: PushOutcome): boolean {
  return outcome.status === 410 || outcome.reason === 'BadDeviceToken';
}
