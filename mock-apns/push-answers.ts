/**
 * From a judged push to its answer: what the journal is told, which device takes charge of it, and what goes back to the
 * provider.
 */

import type { Clock, EventData, Journal, Randomness } from '../clock/index.ts';
import type { Answer, Outcome } from './connections/outcome.ts';
import type { Environment } from './credentials/provider-keys.ts';
import type { ProviderTokens } from './credentials/provider-tokens.ts';
import type { Device } from './devices/device.ts';
import type { DeviceRate } from './devices/device-rate.ts';
import { type DeviceTokens, maskToken } from './devices/device-tokens.ts';
import { arrivedPush, type ForwardedPush, forwardedPush, type Push, payloadOf } from './devices/push.ts';
import type { Fault, Faults } from './faults/faults.ts';
import { type ConnectionState, learn, streamLimitAfter } from './judging/connection-state.ts';
import { type Judgement, judge } from './judging/judge.ts';
import type { ProviderRequest } from './judging/push-request.ts';
import { REASONS } from './judging/reasons.ts';
import type { Relay } from './relay/relay.ts';
import type { GatewaySettings } from './settings/settings.ts';
import type { Chance, Share } from './share.ts';

/** What the gateway around it has and does. */
export interface PushAnswersOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly environment: Environment;
  readonly settings: GatewaySettings;
  readonly providerTokens: ProviderTokens;
  readonly deviceTokens: DeviceTokens;
  readonly deviceRate: DeviceRate;
  readonly faults: Faults;
  readonly relay: Relay | undefined;
  /** Has `forward` where another process has the devices. */
  readonly share: Share | undefined;
  readonly randomness: Randomness;
  isShuttingDown(): boolean;
  device(deviceId: string): Device;
}

type Rejected = Extract<Judgement, { kind: 'rejected' }>;

export class PushAnswers {
  readonly #options: PushAnswersOptions;

  constructor(options: PushAnswersOptions) {
    this.#options = options;
  }

  /** Judges a push, writes what is to be known of it to the journal, and hands it on if it is accepted. */
  answer(request: ProviderRequest, connection: ConnectionState): Outcome | Promise<Outcome> {
    const judgement = judge(request, connection, {
      providerTokens: this.#options.providerTokens,
      deviceTokens: this.#options.deviceTokens,
      deviceRate: this.#options.deviceRate,
      faults: this.#options.faults,
      settings: this.#options.settings,
      now: this.#options.clock.now(),
      isShuttingDown: this.#options.isShuttingDown(),
    });
    const { validToken } = judgement;
    const refusal = judgement.kind === 'rejected' ? judgement.reason : undefined;
    learn(connection, { validToken, reason: refusal, fault: judgement.fault }, this.#options.settings);
    const { fault } = judgement;
    const outcome = this.#outcomeOf(request, judgement);
    if (fault === undefined) return outcome;
    fault.spend();
    return outcome instanceof Promise ? outcome.then((late) => fault.bend(late)) : fault.bend(outcome);
  }

  /** Takes charge of a push that another process of this gateway has accepted. */
  takeForwarded(push: ForwardedPush, chance: Chance): void {
    const registration = this.#options.deviceTokens.find(push.token);
    if (registration === undefined) throw new Error(`Push ${push.id} was accepted for an unknown device token.`);
    this.#take(arrivedPush(push, registration), chance);
  }

  #outcomeOf(request: ProviderRequest, judgement: Judgement): Outcome | Promise<Outcome> {
    if (judgement.kind === 'unheard') return this.#leaveUnheard(judgement);
    if (judgement.kind === 'rejected') {
      // The one check that gives this reason is whether the device token is known.
      const isUnknown = judgement.reason === 'BadDeviceToken' && judgement.fault?.reason === undefined;
      if (this.#options.relay !== undefined && isUnknown) return this.#hand(this.#options.relay, request, judgement);
      return { answer: this.#reject(judgement) };
    }
    this.#accept(judgement.push, judgement.fault);
    const headers = this.#headersOf(judgement.id);
    return { answer: { status: 200, headers, body: undefined, streamLimit: this.#options.settings.streamLimit } };
  }

  #leaveUnheard({ id, topic, token, registration, fault }: Extract<Judgement, { kind: 'unheard' }>): Outcome {
    const data = {
      environment: this.#options.environment,
      id,
      topic: topic ?? null,
      token: token === undefined ? null : maskToken(token),
      fault: fault.explain(),
    };
    this.#options.journal.write('gateway', 'push.unheard', data, registration?.deviceId);
    return fault.instead ?? { answer: undefined };
  }

  /** Hands a push on to Apple; what Apple answers is the answer. */
  async #hand(relay: Relay, request: ProviderRequest, { id, token = '', topic }: Rejected): Promise<Outcome> {
    const answer = await relay.send(request, { id, token, topic });
    const isRefusal = answer.body !== undefined && this.#options.settings.contentTypeOnErrors;
    const headers = { ...answer.headers, ...(isRefusal ? { 'content-type': 'application/json' } : {}) };
    return { answer: { ...answer, headers, streamLimit: streamLimitAfter(answer.status, this.#options.settings) } };
  }

  /** In the sandbox with the key of the Delivery Log in Apple's Push Notifications Console. */
  #headersOf(id: string): Record<string, string> {
    return this.#options.environment === 'sandbox'
      ? { 'apns-id': id, 'apns-unique-id': this.#options.randomness.uuid() }
      : { 'apns-id': id };
  }

  /** Takes charge of the push before the provider hears of it, so that an answer of 200 never stands alone. */
  #accept(push: Push, fault: Fault | undefined): void {
    this.#options.deviceRate.count(push.registration.token, this.#options.clock.now());
    const chance: Chance = { fate: fault?.fate, fault: fault?.explain() };
    const { share } = this.#options;
    if (share?.forward === undefined) this.#take(push, chance);
    else share.forward(forwardedPush(push), chance);
  }

  #take(push: Push, { fate, fault }: Chance): void {
    const { registration } = push;
    const data: EventData = {
      environment: this.#options.environment,
      id: push.id,
      topic: registration.topic,
      pushType: push.pushType ?? null,
      priority: push.priority ?? null,
      expiration: push.expiration ?? null,
      collapseId: push.collapseId ?? null,
      token: maskToken(registration.token),
      tokenKind: registration.kind,
      payload: payloadOf(push) ?? null,
    };
    if (fault !== undefined) data['fault'] = fault;
    this.#options.journal.write('gateway', 'push.accepted', data, registration.deviceId);
    this.#options.device(registration.deviceId).take(push, fate);
  }

  #reject(judgement: Rejected): Answer {
    const { id, registration, fault } = judgement;
    const { status } = REASONS[judgement.reason];
    const reason =
      judgement.reason === 'BadEnvironmentKeyInToken' ? this.#options.settings.environmentKeyReason : judgement.reason;
    const data = {
      environment: this.#options.environment,
      id,
      status,
      reason,
      topic: judgement.topic ?? null,
      pushType: judgement.pushType ?? null,
      priority: readPriority(judgement.priority),
      token: judgement.token === undefined ? null : maskToken(judgement.token),
      fault: fault?.explain() ?? null,
    };
    this.#options.journal.write('gateway', 'push.rejected', data, registration?.deviceId);
    const timestamp = status === 410 ? (registration?.inactiveSince ?? this.#options.clock.now()) : undefined;
    const { contentTypeOnErrors, uniqueIdOnErrors } = this.#options.settings;
    const headers = {
      ...(uniqueIdOnErrors ? this.#headersOf(id) : { 'apns-id': id }),
      ...(contentTypeOnErrors ? { 'content-type': 'application/json' } : {}),
    };
    const streamLimit = streamLimitAfter(status, this.#options.settings);
    return { status, headers, body: JSON.stringify({ reason, timestamp }), streamLimit };
  }
}

/** As accepted pushes have it; as it was sent where that is no number. */
function readPriority(text: string | undefined): number | string | null {
  if (text === undefined) return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}
