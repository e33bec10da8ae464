/** What the primary process and a worker tell each other; all else goes through the store. */

import type { Certificates } from '../credentials/certificates.ts';
import type { Environment } from '../credentials/provider-keys.ts';
import type { RelayOptions } from '../relay/options.ts';
import type { GatewaySettings } from '../settings/settings.ts';

/** What every worker of a gateway is started with. */
export interface WorkerOptions {
  readonly certificates: Certificates;
  readonly settings: Partial<GatewaySettings>;
  readonly relays: { readonly [world in Environment]?: RelayOptions };
}

export type ToWorker =
  | { readonly kind: 'start'; readonly number: number; readonly folder: string; readonly options: WorkerOptions }
  /** Comes with the socket of a provider's connection, of which no byte was read. */
  | { readonly kind: 'connection'; readonly environment: Environment; readonly handover: number }
  /** Say goodbye to that world's providers. */
  | { readonly kind: 'close'; readonly environment: Environment };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly because: string }
  /** The connection has come, and nobody else need hold it. */
  | { readonly kind: 'took'; readonly handover: number }
  /** There are letters in the store. */
  | { readonly kind: 'post' }
  | { readonly kind: 'closed'; readonly environment: Environment };
