/**
 * Apple's two worlds side by side: production and the sandbox, each a gateway with its own port and device tokens. What
 * Apple's developer site issues is known to both, so that a credential of the wrong world can be told from a bad one.
 */

import type { Clock, Journal } from '../clock/index.ts';
import { type Certificates, makeCertificates } from './credentials/certificates.ts';
import type { Credentials } from './credentials/credentials-folder.ts';
import type { CertificateRequest, ProviderCertificate } from './credentials/issue-certificate.ts';
import { type Environment, type KeyRequest, type ProviderKey, ProviderKeys } from './credentials/provider-keys.ts';
import { type Gateway, startGateway } from './gateway.ts';
import type { RelayOptions } from './relay/options.ts';
import type { GatewaySettings } from './settings/settings.ts';
import { MOST_WORKERS } from './workers/most-workers.ts';
import type { Workers } from './workers/workers.ts';

export interface WorldsOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0 for each: any free one. */
  readonly ports?: { readonly sandbox?: number; readonly production?: number };
  /**
   * Broadcast channels, and the port of each world for their management; 0 or none for any free one. Default: no channels.
   * Not with more workers than one, since channels are known to one process.
   */
  readonly managePorts?: { readonly sandbox?: number; readonly production?: number };
  /** Default: a set of their own, for both worlds. */
  readonly certificates?: Certificates;
  /** Keys that are known from the start, and those to come. Default: none yet. */
  readonly keys?: ProviderKeys;
  /** What {@link loadCredentials} read, in place of `certificates` and `keys`. */
  readonly credentials?: Credentials;
  /** For both worlds. What Apple leaves open; default `DEFAULT_SETTINGS`. */
  readonly settings?: Partial<GatewaySettings>;
  /** Where each world hands pushes to unknown device tokens. Default: nowhere, they are refused. */
  readonly relays?: { readonly [world in Environment]?: RelayOptions };
  /**
   * Processes that serve providers, 1 to 64. Default 1: this one. More are processes beside this one, which keeps devices
   * and journal; see docs/decisions/workers.md for what that means for time.
   */
  readonly workers?: number;
}

export interface Worlds {
  readonly sandbox: Gateway;
  readonly production: Gateway;
  /** PEM of the authority that a provider must trust, in either world. */
  readonly certificateAuthority: string;
  /** Issues a key for provider tokens. Default environment `both`; one for a single world draws a refusal in the other. */
  issueKey(request?: KeyRequest): ProviderKey;
  /** Tokens signed with this key are refused in both worlds from now on. Throws an Error when there is no such key. */
  revokeKey(keyId: string): void;
  /** Issues a certificate to connect with; for both worlds unless the request names one. */
  issueCertificate(request: CertificateRequest): Promise<ProviderCertificate>;
  /** Refuses the certificate (PEM) in both worlds from now on; see {@link Gateway.revokeCertificate}. */
  revokeCertificate(certificate: string): void;
  /** Closes both; see {@link Gateway.close}. */
  close(): Promise<void>;
}

/**
 * Opens both worlds, or neither.
 * @throws Error when a setting or the number of workers is unusable, or a port cannot be had: it says which, and what to
 *   do.
 * @example const worlds = await startWorlds({ clock, journal, ports: { sandbox: 2197, production: 2198 } });
 */
export async function startWorlds(options: WorldsOptions): Promise<Worlds> {
  const { ports = {}, credentials, managePorts } = options;
  if (managePorts !== undefined && (options.workers ?? 1) > 1) {
    throw new Error(
      `The gateway did not start: broadcast channels were asked for with ${options.workers} workers, and channels are ` +
        'known to one process only. Ask for one worker, or for no port for channels.',
    );
  }
  const keys = credentials?.keys ?? options.keys ?? new ProviderKeys('both');
  const certificates = credentials?.certificates ?? options.certificates ?? (await makeCertificates());
  const workers = await openWorkers(options, keys);
  const start = async (environment: Environment): Promise<Gateway> => {
    const relay = options.relays?.[environment];
    const port = ports[environment] ?? 0;
    try {
      return await startGateway({
        ...options,
        certificates,
        keys,
        environment,
        port,
        ...(relay === undefined ? {} : { relay }),
        ...(managePorts === undefined ? {} : { broadcast: { port: managePorts[environment] ?? 0 } }),
        ...(workers === undefined ? {} : { share: workers.share(environment) }),
      });
    } catch (error) {
      throw explain(error, environment);
    }
  };
  const started: Gateway[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async () => {
    await Promise.all(started.map((gateway) => gateway.close()));
    await workers?.close();
  };
  const close = () => {
    closing ??= closeAll();
    return closing;
  };
  const both = async (): Promise<[Gateway, Gateway]> => {
    const sandbox = await start('sandbox');
    started.push(sandbox);
    const production = await start('production');
    started.push(production);
    await workers?.start({ certificates, settings: options.settings ?? {}, relays: options.relays ?? {} });
    return [sandbox, production];
  };
  const [sandbox, production] = await both().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    sandbox,
    production,
    certificateAuthority: certificates.certificateAuthority,
    issueKey: (request) => keys.issue(request),
    revokeKey: (keyId) => keys.revoke(keyId),
    issueCertificate: (request) => sandbox.issueCertificate(request),
    revokeCertificate: (certificate) => {
      sandbox.revokeCertificate(certificate);
      production.revokeCertificate(certificate);
    },
    close,
  };
}

/** Undefined when one process is enough. LMDB is loaded only for more. */
async function openWorkers(
  { workers: count = 1, clock, journal }: WorldsOptions,
  keys: ProviderKeys,
): Promise<Workers | undefined> {
  if (!Number.isInteger(count) || count < 1 || count > MOST_WORKERS) {
    throw new Error(
      `The gateway did not start: its number of workers is ${count}. Give a whole number from 1, which is one process ` +
        `and the default, to ${MOST_WORKERS}; more than the machine has cores are of no use.`,
    );
  }
  if (count === 1) return undefined;
  const { Workers } = await import('./workers/workers.ts');
  return Workers.open({ count, clock, journal, keys });
}

/** The system's word for what is wrong with a port, and what it means here. */
const PORT_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it. End that program, or give another port; 0 takes any free one',
  EACCES: 'this user may not open it. Give a port from 1024 on; 0 takes any free one',
  EADDRNOTAVAIL: 'this machine does not have the address. Give one of its own, such as 127.0.0.1',
};

function explain(error: unknown, environment: Environment): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const problem = PORT_PROBLEMS[code];
  if (problem === undefined) return error;
  const address = error instanceof Error && 'address' in error ? `${String(error.address)}:` : '';
  const port = error instanceof Error && 'port' in error ? String(error.port) : '';
  return new Error(`The ${environment} gateway did not start: it cannot have port ${address}${port}, ${problem}.`, {
    cause: error,
  });
}
