/**
 * One of Apple's worlds: its ports, the connections that come to them, the devices, and all that is known of providers.
 * What becomes of a push is in `push-answers.ts`.
 */

import type { TLSSocket } from 'node:tls';
import { type Clock, type Journal, type JournalEvent, SYSTEM_RANDOMNESS } from '../clock/index.ts';
import { isBroadcastPath } from './broadcast/broadcast-request.ts';
import { Broadcasts, type BroadcastsOptions } from './broadcast/broadcasts.ts';
import type { ConnectionHandler } from './connections/connection.ts';
import { type Listener, type ListenOptions, listen } from './connections/listener.ts';
import type { Admission, Outcome } from './connections/outcome.ts';
import type { Certificates } from './credentials/certificates.ts';
import { judgeCertificate } from './credentials/client-certificate.ts';
import { type Environment, ProviderKeys } from './credentials/provider-keys.ts';
import { ProviderTokens } from './credentials/provider-tokens.ts';
import { RevokedCertificates } from './credentials/revoked-certificates.ts';
import { TokensInUse } from './credentials/tokens-in-use.ts';
import { Courier } from './devices/courier.ts';
import { Device } from './devices/device.ts';
import { DeviceRate } from './devices/device-rate.ts';
import { DeviceTokens } from './devices/device-tokens.ts';
import { Faults } from './faults/faults.ts';
import type { GatewayOptions } from './gateway.ts';
import type { ConnectionState } from './judging/connection-state.ts';
import type { ProviderRequest } from './judging/push-request.ts';
import { PushAnswers } from './push-answers.ts';
import type { Relay } from './relay/relay.ts';
import type { GatewaySettings } from './settings/settings.ts';
import type { Share } from './share.ts';

/** How many source addresses the gateway keeps provider tokens of; the oldest is forgotten first. */
const ADDRESS_LIMIT = 10_000;

/** Of which port a connection is: pushes and broadcasts, or the management of channels. */
type PortKind = 'push' | 'manage';

export class MockGateway {
  readonly keys: ProviderKeys;
  readonly revokedCertificates: RevokedCertificates;
  readonly faults: Faults;
  readonly #share: Share | undefined;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #settings: GatewaySettings;
  readonly #environment: Environment;
  readonly #providerTokens: ProviderTokens;
  readonly #deviceTokens: DeviceTokens;
  readonly #deviceRate: DeviceRate;
  readonly #pushes: PushAnswers;
  readonly #broadcasts: Broadcasts | undefined;
  readonly #devices = new Map<string, Device>();
  readonly #tokensByAddress = new Map<string, TokensInUse>();
  #connections = 0;
  #arrivals = 0;
  #isShuttingDown = false;
  #resetAt = 0;

  constructor(options: GatewayOptions, environment: Environment, settings: GatewaySettings, relay: Relay | undefined) {
    const { share, randomness = SYSTEM_RANDOMNESS } = options;
    this.#share = share;
    this.#clock = options.clock;
    this.#journal = options.journal;
    this.#settings = settings;
    this.#environment = environment;
    this.keys = options.keys ?? new ProviderKeys(this.#environment);
    this.#providerTokens = new ProviderTokens(this.keys, this.#environment, options.clock, settings);
    this.revokedCertificates = new RevokedCertificates(share?.revoked);
    this.faults = new Faults(share?.faults);
    this.#deviceTokens = new DeviceTokens(settings, share?.registrations, randomness);
    const { deviceRate } = settings;
    this.#deviceRate = new DeviceRate(deviceRate === 'unlimited' ? undefined : deviceRate, share?.accepted);
    if (options.broadcast !== undefined) this.#broadcasts = new Broadcasts(this.#parts());
    this.#pushes = new PushAnswers({
      ...this.#parts(),
      deviceTokens: this.#deviceTokens,
      relay,
      share,
      randomness,
    });
    share?.receive?.((push, chance) => this.#pushes.takeForwarded(push, chance));
  }

  listen(host: string, port: number, certificates: Certificates, kind: PortKind = 'push'): Promise<Listener> {
    const { idleTimeoutMs, headerListLimitBytes, earlyStreams, streamLimit } = this.#settings;
    const open = (own: ListenOptions) => this.#share?.listen(own) ?? listen(own);
    return open({
      clock: this.#clock,
      headerListLimitBytes,
      earlyStreamLimit: earlyStreams === 'serve' ? streamLimit : 0,
      idleTimeoutMs: idleTimeoutMs === 'never' ? undefined : idleTimeoutMs,
      host,
      port,
      certificates,
      admit: () => this.#alone(() => this.#admit()),
      opened: (socket) => this.#alone(() => this.#open(socket, kind)),
      refused: (because) => this.#journal.write('gateway', 'connection.refused', { because }),
    });
  }

  device(deviceId: string): Device {
    const known = this.#devices.get(deviceId);
    if (known !== undefined) return known;
    const courier = new Courier(deviceId, this.#clock, this.#journal, this.#settings, (registration) =>
      this.#deviceTokens.changed(registration),
    );
    const device = new Device(deviceId, this.#deviceTokens, courier, this.#clock, this.#settings, this.#broadcasts);
    this.#devices.set(deviceId, device);
    return device;
  }

  devices(): Device[] {
    return [...this.#devices.values()];
  }

  /** `seq` of the latest reset's event; 0 before the first. */
  get resetAt(): number {
    return this.#resetAt;
  }

  reset(): JournalEvent {
    return this.#alone(() => {
      // What other processes accepted until now belongs to the time before.
      this.#share?.settle?.();
      this.faults.clear();
      for (const device of this.#devices.values()) device.dropPushes();
      this.#deviceRate.clear();
      this.#share?.forgetTokens();
      for (const tokensInUse of this.#tokensByAddress.values()) tokensInUse.forget();
      const event = this.#journal.write('gateway', 'gateway.reset', { environment: this.#environment });
      this.#resetAt = event.seq;
      return event;
    });
  }

  /** From now on every request is refused. */
  shutDown(): void {
    this.#isShuttingDown = true;
    this.faults.clear();
  }

  close(): void {
    for (const device of this.#devices.values()) device.close();
  }

  #open(socket: TLSSocket, kind: PortKind): ConnectionHandler {
    this.#connections += 1;
    const connection = this.#share?.nextConnection() ?? this.#connections;
    const alpn = typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null;
    const presented = judgeCertificate(socket, this.#environment, this.revokedCertificates);
    const refusal = presented !== undefined && 'refused' in presented ? presented.refused : undefined;
    const certificate = presented !== undefined && 'topics' in presented ? presented : undefined;
    const data = {
      connection,
      environment: this.#environment,
      alpn,
      tls: socket.getProtocol(),
      topics: certificate === undefined ? null : [...certificate.topics],
    };
    this.#journal.write('gateway', 'connection.opened', data);
    const state: ConnectionState = {
      number: connection,
      certificate,
      firstKey: undefined,
      tokensInUse: this.#tokensInUse(socket),
      isWedged: false,
    };
    const { firstStreamLimit, streamLimit } = this.#settings;
    return {
      // Only providers with tokens are on probation.
      streamLimit: certificate === undefined ? firstStreamLimit : streamLimit,
      refusal,
      answer: (request) => {
        const isForChannels = kind === 'manage' || isBroadcastPath(request.path);
        if (this.#broadcasts !== undefined && isForChannels) return this.#broadcasts.answer(request, kind, state);
        return this.#answerInTurn(request, state);
      },
      closed: (reason, fault) => {
        const ending = { connection, environment: this.#environment, reason: reason ?? null, fault: fault ?? null };
        this.#journal.write('gateway', 'connection.closed', ending);
      },
    };
  }

  /** Faults count connections from the first byte, the journal those whose TLS handshake is over. */
  #admit(): Admission {
    this.#arrivals += 1;
    const { admission, fault } = this.faults.admit(this.#arrivals);
    if (fault !== undefined) {
      this.#journal.write('gateway', 'connection.disturbed', { arrival: this.#arrivals, fault: fault.explain() });
      fault.spend();
    }
    return admission;
  }

  #tokensInUse({ remoteAddress = '' }: TLSSocket): TokensInUse {
    const { providerTokenIntervalMs, providerTokenIntervalPer } = this.#settings;
    const known = providerTokenIntervalPer === 'address' ? this.#tokensByAddress.get(remoteAddress) : undefined;
    if (known !== undefined) return known;
    const shared = providerTokenIntervalPer === 'address' ? this.#share?.tokensOf(remoteAddress) : undefined;
    const tokensInUse = new TokensInUse(this.#clock, providerTokenIntervalMs, shared);
    if (providerTokenIntervalPer === 'address') this.#tokensByAddress.set(remoteAddress, tokensInUse);
    const [oldest] = this.#tokensByAddress.keys();
    if (this.#tokensByAddress.size > ADDRESS_LIMIT && oldest !== undefined) this.#tokensByAddress.delete(oldest);
    return tokensInUse;
  }

  /** With others of the same gateway, one at a time. */
  #alone<Result>(work: () => Result): Result {
    return this.#share === undefined ? work() : this.#share.alone(work);
  }

  /** What answering takes, whatever is asked for. */
  #parts(): BroadcastsOptions {
    return {
      clock: this.#clock,
      journal: this.#journal,
      environment: this.#environment,
      settings: this.#settings,
      providerTokens: this.#providerTokens,
      deviceRate: this.#deviceRate,
      faults: this.faults,
      isShuttingDown: () => this.#isShuttingDown,
      device: (deviceId) => this.device(deviceId),
    };
  }

  /** What is still being sent when the gateway ends cannot wait. */
  #answerInTurn(request: ProviderRequest, connection: ConnectionState): Outcome | Promise<Outcome> {
    if (this.#share === undefined || this.#isShuttingDown)
      return this.#alone(() => this.#pushes.answer(request, connection));
    return this.#share.together(() => this.#pushes.answer(request, connection));
  }
}
