/**
 * Carries pushes to device tokens that are unknown here on to Apple, with a credential of one's own, and Apple's answers
 * back. It connects to the host that it was given and to nothing else.
 */

import type apn from '@parse/node-apn';
import type { Journal } from '../../clock/index.ts';
import type { Answer } from '../connections/outcome.ts';
import { maskToken } from '../devices/device-tokens.ts';
import type { ProviderRequest } from '../judging/push-request.ts';
import { type Exchange, fillNotification, headersIn, readExchange } from './exchange.ts';
import { type RelayOptions, readCredential, readTarget, wrongCredential } from './options.ts';

/** What the gateway knows of a push that it relays. */
export interface RelayPush {
  /** The request's `apns-id`, or the one made up for it. */
  readonly id: string;
  readonly token: string;
  /** The header's, or what the provider's certificate implies. */
  readonly topic: string | undefined;
}

/**
 * Opens a relay; nothing is sent before the first push. Journal: `relay.sent`, then `relay.answered` or `relay.failed`.
 * @throws Error when the options lead nowhere.
 */
export async function openRelay(options: RelayOptions, journal: Journal): Promise<Relay> {
  const { host, port, ca } = readTarget(options.to);
  const credential = readCredential(options.credential);
  // Loaded here: most gateways relay nothing.
  const { default: nodeApn } = await import('@parse/node-apn');
  try {
    const provider = new nodeApn.Provider({
      ...credential,
      production: options.to === 'production',
      address: host,
      port,
      ...(ca === undefined ? {} : { ca: [ca] }),
      // Another attempt is for the gateway's provider to make, as it is with Apple.
      connectionRetryLimit: 0,
    });
    return new Relay(journal, provider, () => new nodeApn.Notification(), `${host}:${port}`);
  } catch (error) {
    throw wrongCredential(`its credential cannot be used (${error instanceof Error ? error.message : String(error)})`);
  }
}

export class Relay {
  readonly #journal: Journal;
  readonly #provider: apn.Provider;
  readonly #makeNotification: () => apn.Notification;
  readonly #target: string;

  constructor(journal: Journal, provider: apn.Provider, makeNotification: () => apn.Notification, target: string) {
    this.#journal = journal;
    this.#provider = provider;
    this.#makeNotification = makeNotification;
    this.#target = target;
  }

  /** The other side's answer, 503 `ServiceUnavailable` when it gives none. Never rejects. */
  async send(request: ProviderRequest, push: RelayPush): Promise<Omit<Answer, 'streamLimit'>> {
    const { id, topic } = push;
    const token = maskToken(push.token);
    const data = {
      id,
      to: this.#target,
      topic: topic ?? null,
      ...headersIn(request),
      token,
      bytes: request.body.length,
    };
    this.#journal.write('gateway', 'relay.sent', data);
    const exchange = await this.#exchange(request, push);
    if ('because' in exchange) {
      const because = exchange.because.replaceAll(push.token, token);
      this.#journal.write('gateway', 'relay.failed', { id, to: this.#target, token, because });
      const body = JSON.stringify({ reason: 'ServiceUnavailable' });
      return { status: 503, headers: { 'apns-id': id }, body };
    }
    const { status, reason, timestamp, apnsId, uniqueId } = exchange;
    this.#journal.write('gateway', 'relay.answered', {
      id,
      to: this.#target,
      apnsId: apnsId ?? null,
      status,
      reason: reason ?? null,
      timestamp: timestamp ?? null,
      token,
    });
    const unique = uniqueId === undefined ? {} : { 'apns-unique-id': uniqueId };
    const body = reason === undefined ? undefined : JSON.stringify({ reason, timestamp });
    return { status, headers: { 'apns-id': apnsId ?? id, ...unique }, body };
  }

  /**
   * Ends the connection as soon as nothing is under way on it. That is not waited for, since node-apn never says so when
   * its last attempt to connect has failed.
   */
  close(): void {
    void this.#provider.shutdown();
  }

  async #exchange(request: ProviderRequest, { token, topic }: RelayPush): Promise<Exchange> {
    try {
      const notification = fillNotification(this.#makeNotification(), request, topic);
      return readExchange(await this.#provider.send(notification, token));
    } catch (error) {
      return { because: error instanceof Error ? error.message : String(error) };
    }
  }
}
