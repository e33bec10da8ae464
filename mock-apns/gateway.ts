/**
 * The mock APNs gateway: judges a provider's push as Apple would, answers, and hands an accepted push to the phone that
 * owns the device token, or stores it while that phone is off line.
 */

import type { Clock, Journal, JournalEvent, Randomness } from '../clock/index.ts';
import { type Certificates, isMadeHere, makeCertificates } from './credentials/certificates.ts';
import { checkCertificates } from './credentials/check-certificates.ts';
import {
  type CertificateRequest,
  issueCertificate,
  type ProviderCertificate,
} from './credentials/issue-certificate.ts';
import type { Environment, KeyRequest, ProviderKey, ProviderKeys } from './credentials/provider-keys.ts';
import type { DeviceLink } from './devices/device.ts';
import { type ExpectOptions, expectPush } from './expectations/expect-push.ts';
import type { PushExpectation } from './expectations/push-expectation.ts';
import type { FaultRequest } from './faults/fault-request.ts';
import type { FaultRule } from './faults/faults.ts';
import { MockGateway } from './mock-gateway.ts';
import type { RelayOptions } from './relay/options.ts';
import { openRelay } from './relay/relay.ts';
import { completeSettings, type GatewaySettings } from './settings/settings.ts';
import type { Share } from './share.ts';

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
  /** What device tokens and `apns-unique-id` are made from. Default: the system's. Never for keys. */
  readonly randomness?: Randomness;
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
