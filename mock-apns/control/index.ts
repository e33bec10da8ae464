/**
 * The control API of the mock APNs gateway: over HTTP, for tests in any language. The server and what it needs are loaded
 * when it is opened, so that a gateway without it starts as fast as before.
 */

import type { Journal, TestbedClock } from '../../clock/index.ts';
import type { ControlledWorlds } from './control.ts';

export interface ControlOptions {
  /** One gateway or both; what `startWorlds` gives is such a pair. */
  readonly worlds: ControlledWorlds;
  readonly clock: TestbedClock;
  readonly journal: Journal;
  /** Address to listen on. Default 127.0.0.1; another one only with a token. */
  readonly host?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** Whoever knows it may use the API. Default: programs on this machine may. */
  readonly token?: string;
  /** How long the reader of a stream may leave bytes unread, in milliseconds of real time. Default 10 000. */
  readonly stallLimitMs?: number;
}

export interface ControlServer {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`. */
  readonly url: string;
  /** Ends every request and stream; the worlds stay open. */
  close(): Promise<void>;
}

/**
 * Opens the control API; `GET /openapi.json` describes it.
 * @throws Error when others could use it without a token, or the port cannot be had
 * @example const control = await startControl({ worlds: await startWorlds({ clock, journal }), clock, journal });
 */
export async function startControl(options: ControlOptions): Promise<ControlServer> {
  const { serveControl } = await import('./server.ts');
  return serveControl(options);
}
