/**
 * Rings a device and takes the ring away again: routing rule, push, journal, and the hygiene of tokens that APNs
 * refuses.
 */

import type { Clock, Journal } from '../clock/index.ts';
import { BanSuspicion } from './ban-suspicion.ts';
import type { PushOutcome } from './call.ts';
import type { Device, Directory, TokenKind } from './directory.ts';
import type { PushProvider } from './provider.ts';
import { type AnyPayload, alertPush, cancelPush, type Push, voipPush, voipPushOf } from './pushes.ts';
import { type Credentials, choosePush, type Route } from './routing.ts';
import type { CallInfo } from './signalling.ts';

export interface RingerParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly provider: PushProvider;
  readonly bundleId: string;
  readonly ringLimitMs: number;
  /** Whether an ordinary push rings where a VoIP push was refused or seems to launch nothing. */
  readonly fallback: boolean;
}

/** Every method is one step, so that a broken server can change one. */
export class Ringer {
  readonly suspicion: BanSuspicion;
  readonly #parts: RingerParts;

  constructor(parts: RingerParts) {
    this.#parts = parts;
    this.suspicion = new BanSuspicion(parts.clock);
  }

  /**
   * Sends the push that the routing rule asks for; null when it asks for none. With fallback, an ordinary push follows
   * a VoIP push that was not taken, and goes in place of one to an app that iOS seems not to launch any more.
   */
  async ring(device: Device, call: CallInfo): Promise<PushOutcome | null> {
    const silentCalls = this.suspicion.silentCalls(device);
    if (silentCalls !== undefined && this.#canFallBack(device)) {
      this.#fellBack(call.id, device, `the app said nothing to ${silentCalls} VoIP pushes that APNs took`);
      return this.#ring({ ...device, voipToken: null }, call);
    }
    const outcome = await this.#ring(device, call);
    if (outcome?.channel !== 'voip' || outcome.status === 200 || !this.#canFallBack(device)) return outcome;
    this.#fellBack(call.id, device, `the VoIP push was not taken: ${outcome.reason}`);
    return this.#ring({ ...device, voipToken: null }, call);
  }

  async #ring(device: Device, call: CallInfo): Promise<PushOutcome | null> {
    const { bundleId, provider } = this.#parts;
    const route = this.route(provider.credentials, device);
    if (route.channel === 'none') {
      this.#skipped(call.id, device, route.why);
      return null;
    }
    const push = route.channel === 'voip' ? this.voipPush(bundleId, call) : this.alertPush(bundleId, call);
    return this.#send(push, call.id, device, route.channel, route.token);
  }

  protected route(credentials: Credentials, device: Device): Route {
    return choosePush(credentials, device);
  }

  protected voipPush(bundleId: string, call: CallInfo): Push {
    return voipPush(bundleId, call);
  }

  protected alertPush(bundleId: string, call: CallInfo): Push {
    return alertPush(bundleId, call, this.#ringsUntil());
  }

  /**
   * A device need not ring any longer. A notification is taken away; what rings by VoIP push is told by its socket.
   *
   * @param push what became of the push that rang it
   */
  async silence(device: Device, callId: string, push: PushOutcome): Promise<void> {
    const { bundleId, provider } = this.#parts;
    if (push.channel !== 'alert' || push.status !== 200) return;
    if (!provider.credentials.alert) return this.#skipped(callId, device, 'cancel: no alert credential');
    if (device.alertToken === null) return this.#skipped(callId, device, 'cancel: no alert token from the device');
    await this.#send(cancelPush(bundleId, callId, this.#ringsUntil()), callId, device, 'alert', device.alertToken);
  }

  /**
   * Sends a payload as it is to the device's VoIP token, whatever the routing rule says.
   *
   * @param validForMs how long APNs may keep it for a phone that is off line; 0 for not at all
   * @returns null when the device has no VoIP token
   */
  async pushPayload(device: Device, payload: AnyPayload, validForMs: number): Promise<PushOutcome | null> {
    if (device.voipToken === null) return null;
    const validUntil = validForMs === 0 ? null : this.#parts.clock.now() + validForMs;
    const push = voipPushOf(this.#parts.bundleId, payload, validUntil);
    return this.#send(push, undefined, device, 'voip', device.voipToken);
  }

  async #send(push: Push, call: string | undefined, to: Device, kind: TokenKind, token: string): Promise<PushOutcome> {
    const { clock, journal, provider } = this.#parts;
    const release = clock.busy(`${push.channel} push for call ${call ?? 'of a check'}`);
    try {
      const outcome = await provider.send(push, token, to.environment);
      const { channel, status, reason, id } = outcome;
      journal.write('call-server', 'push.sent', {
        ...(call === undefined ? {} : { call }),
        device: to.device,
        channel,
        status,
        ...(reason === null ? {} : { reason }),
        ...(id === null ? {} : { id }),
      });
      if (isDead(outcome)) this.#drop(to, kind, token, reason);
      return outcome;
    } finally {
      release();
    }
  }

  #drop({ environment }: Device, kind: TokenKind, token: string, why: string | null): void {
    const { directory, journal } = this.#parts;
    try {
      for (const { user, device } of directory.dropToken(kind, token, environment)) {
        journal.write('call-server', 'token.dropped', { user, device, token: kind, why });
      }
    } catch (error) {
      // The token stays, and the next push to it is refused like this one.
      journal.write('call-server', 'store.failed', { problem: error instanceof Error ? error.message : String(error) });
    }
  }

  #canFallBack(device: Device): boolean {
    return this.#parts.fallback && this.#parts.provider.credentials.alert && device.alertToken !== null;
  }

  #fellBack(call: string, { device }: Device, why: string): void {
    this.#parts.journal.write('call-server', 'push.fallback', { call, device, why });
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
