/**
 * The push provider: @parse/node-apn over TLS and HTTP/2, one connection per credential (ordinary and VoIP) and world
 * (sandbox and production), opened at the first push. Whatever goes wrong comes back as an outcome; nothing is thrown, and no token or key is shown.
 */

import { Notification, Provider, type ResponseFailure, type ResponseSent } from '@parse/node-apn';
import type { PushOutcome } from './call.ts';
import type { Push } from './pushes.ts';
import type { Credentials } from './routing.ts';
import type { DeviceRegistration } from './signalling.ts';

/** An APNs authentication key of a team. */
export interface ProviderKeyCredential {
  /** Content of the `.p8` file: a PEM private key. */
  readonly key: string;
  readonly keyId: string;
  readonly teamId: string;
}

/**
 * A provider certificate: one of the ordinary kind for ordinary pushes, a VoIP Services certificate for VoIP pushes.
 * One that is good for both topics may be given twice.
 */
export interface ProviderCertificateCredential {
  /** PEM. */
  readonly certificate: string;
  /** PEM of its private key. */
  readonly key: string;
}

export type ProviderCredential = ProviderKeyCredential | ProviderCertificateCredential;

export interface ApnsOptions {
  /** Host name or address of the gateway, as its certificate names it. */
  readonly address: string;
  readonly port: number;
  /** PEM of the authority that signed the gateway's certificate. */
  readonly ca: string;
  /** Where devices of the environment `production` are. Default: at `address`, as all others. */
  readonly production?: { readonly address: string; readonly port: number; readonly ca: string };
  /** The app's bundle id; topics are made from it. */
  readonly bundleId: string;
  readonly credentials: { readonly alert?: ProviderCredential; readonly voip?: ProviderCredential };
}

type Purpose = keyof Credentials;
type Environment = DeviceRegistration['environment'];

export class PushProvider {
  readonly #options: ApnsOptions;
  readonly #providers = new Map<`${Purpose} ${Environment}`, Provider>();
  readonly #credentials: { [P in Purpose]?: ProviderCredential };
  readonly #sending = new Set<Promise<unknown>>();
  #allowed: Credentials = { alert: true, voip: true };

  /** @throws TypeError when a credential is not what Apple hands out. */
  constructor(options: ApnsOptions) {
    for (const purpose of ['alert', 'voip'] as const) checkCredential(purpose, options.credentials[purpose]);
    this.#options = options;
    this.#credentials = { ...options.credentials };
  }

  /** Which credentials the server holds now: given, and not withheld. */
  get credentials(): Credentials {
    const { alert, voip } = this.#credentials;
    return { alert: alert !== undefined && this.#allowed.alert, voip: voip !== undefined && this.#allowed.voip };
  }

  /** Withholds (false) or restores (true) a credential. One that was never given stays missing. */
  allow(credentials: Credentials): void {
    this.#allowed = credentials;
  }

  /**
   * Takes another credential from now on. Pushes under way are answered over the old connection, which is closed then.
   *
   * @throws TypeError when it is not what Apple hands out; then the old one stays.
   */
  replace(purpose: Purpose, credential: ProviderCredential): void {
    checkCredential(purpose, credential);
    this.#credentials[purpose] = credential;
    for (const environment of ['sandbox', 'production'] as const) {
      const old = this.#providers.get(`${purpose} ${environment}`);
      this.#providers.delete(`${purpose} ${environment}`);
      if (old !== undefined) void Promise.allSettled(this.#sending).then(() => old.shutdown());
    }
  }

  async send(push: Push, token: string, environment: Environment): Promise<PushOutcome> {
    const sending = this.#send(push, token, environment);
    this.#sending.add(sending);
    try {
      return await sending;
    } finally {
      this.#sending.delete(sending);
    }
  }

  /** Closes the connections once the pushes under way are answered or given up (node-apn's own limit: 5 s). */
  async close(): Promise<void> {
    await Promise.allSettled(this.#sending);
    // Not awaited: node-apn 8.1 never resolves it for a connection that failed before.
    for (const provider of this.#providers.values()) void provider.shutdown();
    this.#providers.clear();
  }

  async #send(push: Push, token: string, environment: Environment): Promise<PushOutcome> {
    try {
      const provider = this.#providerFor(push.channel === 'voip' ? 'voip' : 'alert', environment);
      const answer = await provider.send(toNotification(push), token);
      const sent: (ResponseSent & ApnsId) | undefined = answer.sent[0];
      if (sent !== undefined) return { channel: push.channel, status: 200, reason: null, id: sent['apns-id'] ?? null };
      return refused(push.channel, answer.failed[0]);
    } catch (error) {
      return { channel: push.channel, status: null, reason: String(error), id: null };
    }
  }

  #providerFor(purpose: Purpose, environment: Environment): Provider {
    const world = this.#options.production === undefined ? 'sandbox' : environment;
    const existing = this.#providers.get(`${purpose} ${world}`);
    if (existing !== undefined) return existing;
    const credential = this.#credentials[purpose];
    if (credential === undefined) throw new Error(`no ${purpose} credential was given to the call server`);
    const { address, port, ca } = (world === 'production' ? this.#options.production : undefined) ?? this.#options;
    const identity =
      'certificate' in credential
        ? { cert: credential.certificate, key: credential.key }
        : { token: { key: credential.key, keyId: credential.keyId, teamId: credential.teamId } };
    const provider = new Provider({ ...identity, address, port, ca: [ca] });
    this.#providers.set(`${purpose} ${world}`, provider);
    return provider;
  }
}

/** The `apns-id` response header, which node-apn passes on but does not type. */
interface ApnsId {
  readonly 'apns-id'?: string;
}

/** The payload goes out as it is: node-apn would drop an empty `aps`. */
function toNotification(push: Push): Notification {
  const notification = new Notification();
  notification.topic = push.topic;
  notification.pushType = push.pushType;
  notification.priority = push.priority;
  notification.expiry = push.expiration;
  if (push.collapseId !== undefined) notification.collapseId = push.collapseId;
  notification.rawPayload = push.payload;
  return notification;
}

function refused(channel: Push['channel'], failure: (ResponseFailure & ApnsId) | undefined): PushOutcome {
  return {
    channel,
    // node-apn puts texts such as "(timeout)" here when no answer came.
    status: typeof failure?.status === 'number' ? failure.status : null,
    reason: failure?.response?.reason ?? failure?.error?.message ?? 'the gateway gave no reason',
    id: failure?.['apns-id'] ?? null,
  };
}

/** node-apn takes a text that is no PEM for a file name, so a wrong key must be refused here. */
function checkCredential(purpose: Purpose, credential: ProviderCredential | undefined): void {
  if (credential === undefined) return;
  if ('certificate' in credential) {
    if (credential.certificate.includes('-----BEGIN CERTIFICATE-----') && PRIVATE_KEY.test(credential.key)) return;
    throw new TypeError(
      `The ${purpose} credential's certificate and key are not both PEM ("-----BEGIN CERTIFICATE-----" and ` +
        '"-----BEGIN PRIVATE KEY-----"). Pass the text of the files, not their names.',
    );
  }
  if (!credential.key.includes('-----BEGIN PRIVATE KEY-----')) {
    throw new TypeError(
      `The ${purpose} credential's key is not the content of a .p8 file (PEM, "-----BEGIN PRIVATE KEY-----"). ` +
        'Pass the text of the file, not its name.',
    );
  }
  for (const field of ['keyId', 'teamId'] as const) {
    if (!/^[A-Z0-9]{10}$/.test(credential[field])) {
      throw new TypeError(
        `The ${purpose} credential's ${field} is "${credential[field]}"; Apple gives ten capital letters and digits.`,
      );
    }
  }
}

const PRIVATE_KEY = /-----BEGIN (RSA |EC )?PRIVATE KEY-----/;
