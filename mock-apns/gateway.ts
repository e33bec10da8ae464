/**
 * The mock APNs gateway: judges a provider's push as Apple would, answers, and hands an accepted push to the phone that
 * owns the device token, or stores it while that phone is off line.
 */

import { randomUUID } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Clock, EventData, Journal, JournalEvent } from '../clock/index.ts';
import { isBroadcastPath } from './broadcast/broadcast-request.ts';
import { Broadcasts, type Seen } from './broadcast/broadcasts.ts';
import type { ConnectionHandler } from './connections/connection.ts';
import { type Listener, type ListenOptions, listen } from './connections/listener.ts';
import type { Admission, Answer, Outcome } from './connections/outcome.ts';
import { type Certificates, isMadeHere, makeCertificates } from './credentials/certificates.ts';
import { checkCertificates } from './credentials/check-certificates.ts';
import { judgeCertificate } from './credentials/client-certificate.ts';
import {
  type CertificateRequest,
  issueCertificate,
  type ProviderCertificate,
} from './credentials/issue-certificate.ts';
import { type Environment, type KeyRequest, type ProviderKey, ProviderKeys } from './credentials/provider-keys.ts';
import { ProviderTokens } from './credentials/provider-tokens.ts';
import { RevokedCertificates } from './credentials/revoked-certificates.ts';
import { TokensInUse } from './credentials/tokens-in-use.ts';
import { Courier } from './devices/courier.ts';
import { Device, type DeviceLink } from './devices/device.ts';
import { DeviceRate } from './devices/device-rate.ts';
import { DeviceTokens, maskToken } from './devices/device-tokens.ts';
import { arrivedPush, type ForwardedPush, forwardedPush, type Push, payloadOf } from './devices/push.ts';
import { type ExpectOptions, expectPush } from './expectations/expect-push.ts';
import type { PushExpectation } from './expectations/push-expectation.ts';
import type { FaultRequest } from './faults/fault-request.ts';
import { type Fault, type FaultRule, Faults } from './faults/faults.ts';
import type { ConnectionState } from './judging/connection-state.ts';
import { type Judgement, judge } from './judging/judge.ts';
import type { ProviderRequest } from './judging/push-request.ts';
import { REASONS } from './judging/reasons.ts';
import type { RelayOptions } from './relay/options.ts';
import { openRelay, type Relay } from './relay/relay.ts';
import { completeSettings, type GatewaySettings } from './settings/settings.ts';
import type { Chance, Share } from './share.ts';

export interface GatewayOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Port to listen on. Default 0: any free one. */
  readonly port?: number;
  /** Default `sandbox`. */
  readonly environment?: Environment;
  /** What {@link makeCertificates} made, to be shared by the gateways of a lab. Default: a set of its own. */
  readonly certificates?: Certificates;
  /** Keys for provider tokens, to be shared by the gateways of both worlds. Default: a set of its own, empty at first. */
  readonly keys?: ProviderKeys;
  /** What Apple leaves open; default `DEFAULT_SETTINGS`. */
  readonly settings?: Partial<GatewaySettings>;
  /** Where pushes to device tokens that are unknown here go. Default: nowhere, they are refused. */
  readonly relay?: RelayOptions;
  /**
   * Broadcast channels, with a port of their own for their management: any free one, or the one given. Default: none, and
   * requests for them draw `BadPath`. Not with `share`, since channels are known to one process.
   */
  readonly broadcast?: true | { readonly port: number };
  /** What this process shares with others that are the same gateway; see `workers/`. Default: it is alone. */
  readonly share?: Share;
}

export interface Gateway {
  readonly host: string;
  readonly port: number;
  /** `https://host:port`. */
  readonly url: string;
  /** Where broadcast channels are managed; undefined without the option `broadcast`. */
  readonly managePort: number | undefined;
  /** `https://host:managePort`; undefined as that is. */
  readonly manageUrl: string | undefined;
  readonly environment: Environment;
  /** PEM of the authority that a provider must trust. */
  readonly certificateAuthority: string;
  /** Issues a key for provider tokens, as Apple's developer site does. */
  issueKey(request?: KeyRequest): ProviderKey;
  /** Tokens signed with this key are refused from now on. Throws an Error when there is no such key. */
  revokeKey(keyId: string): void;
  /**
   * Issues a certificate to connect with in place of provider tokens. Rejects with an Error when the request names no
   * bundle id, or nothing that the certificate is for.
   */
  issueCertificate(request: CertificateRequest): Promise<ProviderCertificate>;
  /**
   * Providers that connect with this certificate (PEM) draw a GOAWAY with `BadCertificate` from now on. Connections that
   * are open stay. Throws an Error when the text is no certificate.
   */
  revokeCertificate(certificate: string): void;
  /** The device of this id, made when first asked for. */
  device(deviceId: string): DeviceLink;
  /** Those that were asked for, oldest first. */
  devices(): readonly DeviceLink[];
  /** As they hold, defaults included. */
  readonly settings: GatewaySettings;
  /**
   * Lets something befall the next requests or connections that fit. Throws an Error when the request cannot be
   * understood, and says why.
   * @example gateway.failNext({ reason: 'ServiceUnavailable', times: 2, match: { topic: 'com.example.app.voip' } });
   */
  failNext(fault: FaultRequest): FaultRule;
  /** Faults that are not spent, oldest first. */
  faults(): readonly FaultRule[];
  clearFaults(): void;
  /**
   * The first push that is as expected, whether it came already or is yet to come; its event of the journal. Rejects with
   * an Error when none came in time, which names the nearest one and by what that misses.
   * @example await gateway.expectPush({ topic: 'com.example.app.voip', payload: { call: { id: '1' } } });
   */
  expectPush(expectation: PushExpectation, options?: ExpectOptions): Promise<JournalEvent>;
  /**
   * For the time between two tests: ends every fault, drops every push that waits for a device, and forgets what was
   * counted of device tokens and provider tokens. Devices with their tokens and channels, keys, certificates and open
   * connections stay; so does the journal, but {@link expectPush} looks at what comes after only. Writes `gateway.reset` to
   * the journal.
   * @returns that event
   */
  reset(): JournalEvent;
  /**
   * Stops listening and ends every connection: requests still being sent draw `Shutdown`, and a GOAWAY frame says so,
   * too.
   */
  close(): Promise<void>;
}

/**
 * Opens a gateway. It writes to the journal as part `gateway`, with the device id as phone; `docs/reference/journal.md` has
 * the kinds.
 *
 * @throws Error when a setting or a certificate is unusable or the port cannot be had.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { environment = 'sandbox' } = options;
  const settings = completeSettings(options.settings);
  const certificates = options.certificates ?? (await makeCertificates());
  if (!isMadeHere(certificates)) checkCertificates(certificates, options.clock.wallNow());
  const relay = options.relay === undefined ? undefined : await openRelay(options.relay, options.journal);
  const gateway = new MockGateway(options, environment, settings, relay);
  const host = options.host ?? '127.0.0.1';
  const listener = await gateway.listen(host, options.port ?? 0, certificates);
  const { broadcast } = options;
  const managePort = broadcast === undefined || broadcast === true ? 0 : broadcast.port;
  const manage =
    broadcast === undefined
      ? undefined
      : await gateway.listen(host, managePort, certificates, 'manage').catch(async (error: unknown) => {
          await listener.close();
          throw error;
        });
  const printedHost = host.includes(':') ? `[${host}]` : host;
  return {
    host,
    port: listener.port,
    url: `https://${printedHost}:${listener.port}`,
    managePort: manage?.port,
    manageUrl: manage === undefined ? undefined : `https://${printedHost}:${manage.port}`,
    environment,
    certificateAuthority: certificates.certificateAuthority,
    issueKey: (request) => gateway.keys.issue({ environment, ...request }),
    revokeKey: (keyId) => gateway.keys.revoke(keyId),
    issueCertificate: (request) => issueCertificate(certificates, request),
    revokeCertificate: (certificate) => gateway.revokedCertificates.revoke(certificate),
    device: (deviceId) => gateway.device(deviceId),
    devices: () => gateway.devices(),
    settings,
    failNext: (fault) => gateway.faults.add(fault),
    faults: () => gateway.faults.active(),
    clearFaults: () => gateway.faults.clear(),
    expectPush: (expectation, { after = 0, ...expectOptions } = {}) =>
      expectPush(options.journal, ({ data }) => data.environment === environment, expectation, {
        ...expectOptions,
        after: Math.max(after, gateway.resetAt),
      }),
    reset: () => gateway.reset(),
    close: async () => {
      gateway.shutDown();
      await Promise.all([listener.close(), manage?.close()]);
      relay?.close();
      gateway.close();
    },
  };
}

/** How many source addresses the gateway keeps provider tokens of; the oldest is forgotten first. */
const ADDRESS_LIMIT = 10_000;

/** Of which port a connection is: pushes and broadcasts, or the management of channels. */
type PortKind = 'push' | 'manage';

type Rejected = Extract<Judgement, { kind: 'rejected' }>;

class MockGateway {
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
  readonly #relay: Relay | undefined;
  readonly #broadcasts: Broadcasts | undefined;
  readonly #devices = new Map<string, Device>();
  readonly #tokensByAddress = new Map<string, TokensInUse>();
  #connections = 0;
  #arrivals = 0;
  #isShuttingDown = false;
  #resetAt = 0;

  constructor(options: GatewayOptions, environment: Environment, settings: GatewaySettings, relay: Relay | undefined) {
    const { share } = options;
    this.#share = share;
    this.#relay = relay;
    this.#clock = options.clock;
    this.#journal = options.journal;
    this.#settings = settings;
    this.#environment = environment;
    this.keys = options.keys ?? new ProviderKeys(this.#environment);
    this.#providerTokens = new ProviderTokens(this.keys, this.#environment, options.clock, settings);
    this.revokedCertificates = new RevokedCertificates(share?.revoked);
    this.faults = new Faults(share?.faults);
    this.#deviceTokens = new DeviceTokens(settings, share?.registrations);
    const { deviceRate } = settings;
    this.#deviceRate = new DeviceRate(deviceRate === 'unlimited' ? undefined : deviceRate, share?.accepted);
    if (options.broadcast !== undefined) this.#broadcasts = this.#openBroadcasts();
    share?.receive?.((push, chance) => this.#takeForwarded(push, chance));
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

  #openBroadcasts(): Broadcasts {
    return new Broadcasts({
      clock: this.#clock,
      journal: this.#journal,
      environment: this.#environment,
      settings: this.#settings,
      providerTokens: this.#providerTokens,
      deviceRate: this.#deviceRate,
      faults: this.faults,
      isShuttingDown: () => this.#isShuttingDown,
      device: (deviceId) => this.device(deviceId),
      learn: (connection, seen) => this.#learn(connection, seen),
      streamLimitAfter: (status) => this.#streamLimitAfter(status),
    });
  }

  /** What is still being sent when the gateway ends cannot wait. */
  #answerInTurn(request: ProviderRequest, connection: ConnectionState): Outcome | Promise<Outcome> {
    if (this.#share === undefined || this.#isShuttingDown) return this.#alone(() => this.#answer(request, connection));
    return this.#share.together(() => this.#answer(request, connection));
  }

  #answer(request: ProviderRequest, connection: ConnectionState): Outcome | Promise<Outcome> {
    const judgement = judge(request, connection, {
      providerTokens: this.#providerTokens,
      deviceTokens: this.#deviceTokens,
      deviceRate: this.#deviceRate,
      faults: this.faults,
      settings: this.#settings,
      now: this.#clock.now(),
      isShuttingDown: this.#isShuttingDown,
    });
    const { validToken } = judgement;
    const refusal = judgement.kind === 'rejected' ? judgement.reason : undefined;
    this.#learn(connection, { validToken, reason: refusal, fault: judgement.fault });
    const { fault } = judgement;
    const outcome = this.#outcomeOf(request, judgement);
    if (fault === undefined) return outcome;
    fault.spend();
    return outcome instanceof Promise ? outcome.then((late) => fault.bend(late)) : fault.bend(outcome);
  }

  #outcomeOf(request: ProviderRequest, judgement: Judgement): Outcome | Promise<Outcome> {
    if (judgement.kind === 'unheard') return this.#leaveUnheard(judgement);
    if (judgement.kind === 'rejected') {
      // The one check that gives this reason is whether the device token is known.
      const isUnknown = judgement.reason === 'BadDeviceToken' && judgement.fault?.reason === undefined;
      if (this.#relay !== undefined && isUnknown) return this.#hand(this.#relay, request, judgement);
      return { answer: this.#reject(judgement) };
    }
    this.#accept(judgement.push, judgement.fault);
    const headers = this.#headersOf(judgement.id);
    return { answer: { status: 200, headers, body: undefined, streamLimit: this.#settings.streamLimit } };
  }

  #leaveUnheard({ id, topic, token, registration, fault }: Extract<Judgement, { kind: 'unheard' }>): Outcome {
    const data = {
      environment: this.#environment,
      id,
      topic: topic ?? null,
      token: token === undefined ? null : maskToken(token),
      fault: fault.explain(),
    };
    this.#journal.write('gateway', 'push.unheard', data, registration?.deviceId);
    return fault.instead ?? { answer: undefined };
  }

  /** Hands a push on to Apple; what Apple answers is the answer. */
  async #hand(relay: Relay, request: ProviderRequest, { id, token = '', topic }: Rejected): Promise<Outcome> {
    const answer = await relay.send(request, { id, token, topic });
    const isRefusal = answer.body !== undefined && this.#settings.contentTypeOnErrors;
    const headers = { ...answer.headers, ...(isRefusal ? { 'content-type': 'application/json' } : {}) };
    return { answer: { ...answer, headers, streamLimit: this.#streamLimitAfter(answer.status) } };
  }

  /** How many streams a connection may have open from an answer with this status on; undefined: as many as before. */
  #streamLimitAfter(status: number): number | undefined {
    const { streamLimit, streamLimitAfterRefusal } = this.#settings;
    if (status === 200) return streamLimit;
    const slowsDown = status < 500 && status !== 410 && streamLimitAfterRefusal !== 'unchanged';
    return slowsDown ? streamLimitAfterRefusal : undefined;
  }

  /** In the sandbox with the key of the Delivery Log in Apple's Push Notifications Console. */
  #headersOf(id: string): Record<string, string> {
    return this.#environment === 'sandbox' ? { 'apns-id': id, 'apns-unique-id': randomUUID() } : { 'apns-id': id };
  }

  #learn(connection: ConnectionState, { validToken, reason, fault }: Seen): void {
    if (validToken !== undefined) {
      connection.firstKey ??= validToken.key;
      connection.tokensInUse.remember(validToken.key.keyId, validToken.token);
    }
    if (reason === 'ExpiredProviderToken' && fault?.reason === undefined) {
      connection.isWedged = this.#settings.wedgedAfterExpiry;
    }
  }

  /** Takes charge of the push before the provider hears of it, so that an answer of 200 never stands alone. */
  #accept(push: Push, fault: Fault | undefined): void {
    this.#deviceRate.count(push.registration.token, this.#clock.now());
    const chance: Chance = { fate: fault?.fate, fault: fault?.explain() };
    if (this.#share?.forward === undefined) this.#take(push, chance);
    else this.#share.forward(forwardedPush(push), chance);
  }

  #takeForwarded(push: ForwardedPush, chance: Chance): void {
    const registration = this.#deviceTokens.find(push.token);
    if (registration === undefined) throw new Error(`Push ${push.id} was accepted for an unknown device token.`);
    this.#take(arrivedPush(push, registration), chance);
  }

  #take(push: Push, { fate, fault }: Chance): void {
    const { registration } = push;
    const data: EventData = {
      environment: this.#environment,
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
    this.#journal.write('gateway', 'push.accepted', data, registration.deviceId);
    this.device(registration.deviceId).take(push, fate);
  }

  #reject(judgement: Rejected): Answer {
    const { id, registration, fault } = judgement;
    const { status } = REASONS[judgement.reason];
    const reason =
      judgement.reason === 'BadEnvironmentKeyInToken' ? this.#settings.environmentKeyReason : judgement.reason;
    const data = {
      environment: this.#environment,
      id,
      status,
      reason,
      topic: judgement.topic ?? null,
      pushType: judgement.pushType ?? null,
      priority: readPriority(judgement.priority),
      token: judgement.token === undefined ? null : maskToken(judgement.token),
      fault: fault?.explain() ?? null,
    };
    this.#journal.write('gateway', 'push.rejected', data, registration?.deviceId);
    const timestamp = status === 410 ? (registration?.inactiveSince ?? this.#clock.now()) : undefined;
    const { contentTypeOnErrors, uniqueIdOnErrors } = this.#settings;
    const headers = {
      ...(uniqueIdOnErrors ? this.#headersOf(id) : { 'apns-id': id }),
      ...(contentTypeOnErrors ? { 'content-type': 'application/json' } : {}),
    };
    const streamLimit = this.#streamLimitAfter(status);
    return { status, headers, body: JSON.stringify({ reason, timestamp }), streamLimit };
  }
}

/** As accepted pushes have it; as it was sent where that is no number. */
function readPriority(text: string | undefined): number | string | null {
  if (text === undefined) return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}
