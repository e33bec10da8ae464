/**
 * Broadcasts to Live Activities: the channels of one environment, what providers ask of them on the manage port, and
 * messages to them, which go to every device that listens.
 *
 * Limits: a device gets what is sent from its subscription on. Channels are known to one process.
 */

import type { Clock, Journal } from '../../clock/index.ts';
import type { Answer, Outcome } from '../connections/outcome.ts';
import type { Environment } from '../credentials/provider-keys.ts';
import type { ProviderTokens } from '../credentials/provider-tokens.ts';
import type { Device } from '../devices/device.ts';
import type { DeviceRate } from '../devices/device-rate.ts';
import type { Push } from '../devices/push.ts';
import type { Fault, Faults } from '../faults/faults.ts';
import { type JsonObject, readObject } from '../json.ts';
import { type ConnectionState, learn, streamLimitAfter } from '../judging/connection-state.ts';
import type { ProviderRequest } from '../judging/push-request.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import { BroadcastRequest } from './broadcast-request.ts';
import { type Channel, Channels, type StoragePolicy } from './channels.ts';
import { liveActivityTopic, refusalOf } from './checks.ts';
import { type BroadcastReason, spelled, statusOf } from './reasons.ts';

/** The longest that a message waits for a device (Apple, "Sending broadcast push notification requests to APNs"). */
const LONGEST_STORAGE_MS = 8 * 60 * 60_000;

/** What the gateway around it has and does. */
export interface BroadcastsOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly environment: Environment;
  readonly settings: GatewaySettings;
  readonly providerTokens: ProviderTokens;
  readonly deviceRate: DeviceRate;
  readonly faults: Faults;
  isShuttingDown(): boolean;
  device(deviceId: string): Device;
}

export class Broadcasts {
  readonly #options: BroadcastsOptions;
  readonly #channels: Channels;

  constructor(options: BroadcastsOptions) {
    this.#options = options;
    this.#channels = new Channels(options.settings.channelLimit);
  }

  /** Answers a request that came to the port for pushes, or to the one for channels. */
  answer(given: ProviderRequest, port: 'push' | 'manage', connection: ConnectionState): Outcome {
    const { clock, deviceRate, faults, journal, settings, environment, providerTokens } = this.#options;
    const request = new BroadcastRequest(given, port, connection.certificate, providerTokens);
    const fault = faults.find(request.push, connection.number);
    if (fault?.instead !== undefined) {
      const data = { environment, id: request.id, path: request.path, fault: fault.explain() };
      journal.write('gateway', 'broadcast.unheard', data);
      fault.spend();
      return fault.bend(fault.instead);
    }
    const isShuttingDown = this.#options.isShuttingDown();
    const context = { settings, now: clock.now(), connection, deviceRate, isShuttingDown, channels: this.#channels };
    const reason = fault?.reason ?? refusalOf(request, context);
    learn(connection, { validToken: request.push.validToken, reason, fault }, settings);
    const answer = reason === undefined ? this.#carryOut(request, fault) : this.#reject(request, reason, fault);
    if (fault === undefined) return { answer };
    fault.spend();
    return fault.bend({ answer });
  }

  /** @throws Error when the app has no such channel here. */
  subscribe(deviceId: string, bundleId: string, channelId: string): void {
    const channel = this.#channels.find(bundleId, channelId);
    if (channel === undefined) {
      throw new Error(
        `Device ${deviceId} did not subscribe: the app ${bundleId} has no channel ${channelId} in ` +
          `${this.#options.environment}. Its channels: ${this.#channels.list(bundleId).join(', ') || 'none'}. ` +
          'Create one at the manage port first.',
      );
    }
    if (channel.subscribers.has(deviceId)) return;
    channel.subscribers.add(deviceId);
    this.#options.journal.write('gateway', 'channel.subscribed', this.#dataOf(channel), deviceId);
  }

  unsubscribe(deviceId: string, bundleId: string, channelId: string): void {
    const channel = this.#channels.find(bundleId, channelId);
    if (channel?.subscribers.delete(deviceId) !== true) return;
    this.#options.device(deviceId).dropBroadcasts(channelId);
    this.#options.journal.write('gateway', 'channel.unsubscribed', this.#dataOf(channel), deviceId);
  }

  unsubscribeAll(deviceId: string, bundleId: string): void {
    for (const channelId of this.#channels.list(bundleId)) this.unsubscribe(deviceId, bundleId, channelId);
  }

  #carryOut(request: BroadcastRequest, fault: Fault | undefined): Answer {
    const { resource, bundleId, channelId = '' } = request;
    if (resource === 'all-channels') return this.#answer(request, 200, {}, { channels: this.#channels.list(bundleId) });
    if (resource === 'channels' && request.push.method === 'POST') return this.#create(request, fault);
    const channel = this.#channels.find(bundleId, channelId);
    if (channel === undefined) throw new Error(`A request for the unknown channel ${channelId} passed every check.`);
    if (resource === 'broadcast') return this.#send(request, channel, fault);
    if (request.push.method === 'DELETE') return this.#delete(request, channel, fault);
    const config = { 'message-storage-policy': channel.storagePolicy, 'push-type': 'LiveActivity' };
    return this.#answer(request, 200, {}, config);
  }

  #create(request: BroadcastRequest, fault: Fault | undefined): Answer {
    const storagePolicy: StoragePolicy = request.config?.['message-storage-policy'] === 1 ? 1 : 0;
    const channel = this.#channels.create(request.bundleId, storagePolicy);
    const data = { id: request.id, ...this.#dataOf(channel), storagePolicy, fault: fault?.explain() ?? null };
    this.#options.journal.write('gateway', 'channel.created', data);
    return this.#answer(request, 201, { 'apns-channel-id': channel.id }, undefined);
  }

  #delete(request: BroadcastRequest, channel: Channel, fault: Fault | undefined): Answer {
    this.#channels.delete(channel);
    for (const deviceId of channel.subscribers) this.#options.device(deviceId).dropBroadcasts(channel.id);
    const data = { id: request.id, ...this.#dataOf(channel), fault: fault?.explain() ?? null };
    this.#options.journal.write('gateway', 'channel.deleted', data);
    return this.#answer(request, 204, {}, undefined);
  }

  #send(request: BroadcastRequest, channel: Channel, fault: Fault | undefined): Answer {
    const { push, id } = request;
    const data = {
      id,
      ...this.#dataOf(channel),
      priority: numberOf(push.priority) ?? null,
      expiration: numberOf(push.expiration) ?? null,
      payload: readObject(push.body.toString('utf8')) ?? null,
      devices: channel.subscribers.size,
      fault: fault?.explain() ?? null,
    };
    this.#options.journal.write('gateway', 'broadcast.accepted', data);
    for (const deviceId of channel.subscribers) {
      this.#options.device(deviceId).take(this.#messageFor(deviceId, request, channel), fault?.fate);
    }
    return this.#answer(request, 200, {}, undefined);
  }

  /** A push without a device token, since it is the channel that the device listens to. */
  #messageFor(deviceId: string, { push, id }: BroadcastRequest, channel: Channel): Push {
    const expiration = numberOf(push.expiration);
    return {
      id,
      registration: {
        token: '',
        topic: liveActivityTopic(channel.bundleId),
        kind: 'alert',
        deviceId,
        isDeleted: false,
        inactiveSince: undefined,
        refusedFrom: undefined,
        isExpired: false,
      },
      channelId: channel.id,
      pushType: 'liveactivity',
      priority: numberOf(push.priority),
      expiration,
      collapseId: undefined,
      body: push.body,
      keptUntil: channel.storagePolicy === 0 ? undefined : keptUntil(expiration, this.#options.clock.now()),
      payload: undefined,
    };
  }

  #reject(request: BroadcastRequest, reason: BroadcastReason, fault: Fault | undefined): Answer {
    const { journal, environment, settings } = this.#options;
    const status = statusOf(reason);
    const data = {
      environment,
      id: request.id,
      method: request.push.method,
      path: request.path,
      channel: request.channelId ?? null,
      status,
      reason: spelled(reason),
      fault: fault?.explain() ?? null,
    };
    if (request.resource === 'broadcast') journal.write('gateway', 'broadcast.rejected', data);
    else journal.write('gateway', 'channel.rejected', data);
    const headers = settings.contentTypeOnErrors ? { 'content-type': 'application/json' } : {};
    const body = JSON.stringify({ reason: spelled(reason) });
    const streamLimit = streamLimitAfter(status, this.#options.settings);
    return { status, headers: { 'apns-request-id': request.id, ...headers }, body, streamLimit };
  }

  #answer(
    { id }: BroadcastRequest,
    status: number,
    own: Readonly<Record<string, string>>,
    body: JsonObject | undefined,
  ): Answer {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    return {
      status,
      headers: { 'apns-request-id': id, ...own, ...type },
      body: body === undefined ? undefined : JSON.stringify(body),
      streamLimit: streamLimitAfter(200, this.#options.settings),
    };
  }

  #dataOf({ bundleId, id }: Channel): { environment: Environment; app: string; channel: string } {
    return { environment: this.#options.environment, app: bundleId, channel: id };
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** As for a push, a date in the past acts as 0 does: one attempt, no storage. */
function keptUntil(expiration: number | undefined, now: number): number | undefined {
  const longest = now + LONGEST_STORAGE_MS;
  if (expiration === undefined) return longest;
  return expiration * 1000 <= now ? undefined : Math.min(expiration * 1000, longest);
}
