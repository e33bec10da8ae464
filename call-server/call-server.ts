/**
 * The scripted call server: it rings users through APNs, talks to their apps over HTTP and WebSocket, and does as a
 * script says. No media; a call is its signalling.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Clock, Journal } from '../clock/index.ts';
import type { CallRecord, PushOutcome } from './call.ts';
import { CallServerCore } from './core.ts';
import { type Device, Directory, type TokenKind } from './directory.ts';
import { type HttpRequest, type HttpResponse, requestInProcess } from './in-process-http.ts';
import { openMemorySocket, type SocketEvents, type SocketLink } from './memory-socket.ts';
import type { DialRequest } from './messages.ts';
import { type ApnsOptions, PushProvider } from './provider.ts';
import { Ringer } from './ringer.ts';
import { routes } from './routes.ts';
import type { Credentials } from './routing.ts';
import { Switchboard } from './switchboard.ts';
import { serveWebSockets } from './web-socket.ts';

/** How long a phone may ring before the call counts as unanswered. */
const RING_LIMIT_MS = 45_000;

export interface CallServerOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly apns: ApnsOptions;
  /** Testbed milliseconds; default 45 000. */
  readonly ringLimitMs?: number;
}

export interface CallServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** `ws://127.0.0.1:<port>/signalling` */
  readonly signallingUrl: string;
  /** The HTTP face without a wire. */
  inject(request: HttpRequest): Promise<HttpResponse>;
  /** The signalling socket without a wire; `/signalling?user=…&device=…`. */
  openSocket(pathAndQuery: string, events: SocketEvents): SocketLink;
  /** Calls a user; resolves when each push has been answered by the gateway. */
  dial(request: DialRequest): Promise<CallRecord>;
  /**
   * The caller gives up; resolves when pushes that take a notification away are answered. If the call is answered by
   * then it is a hang-up, since the two cross in real life.
   *
   * @throws Error when the call is not known; so do the next three.
   */
  cancel(call: string): Promise<CallRecord>;
  /** The remote party ends a connected call. */
  hangUp(call: string): Promise<CallRecord>;
  /** The user answered on a device outside the testbed: all devices here stop ringing. */
  answerElsewhere(call: string): Promise<CallRecord>;
  /** The user declined on a device outside the testbed. */
  declineElsewhere(call: string): Promise<CallRecord>;
  /** Pushes a call that the server does not know when the app asks about it; the phone must report it all the same. */
  pushUnknownCall(request: DialRequest): Promise<{ readonly id: string; readonly pushes: readonly PushOutcome[] }>;
  calls(): CallRecord[];
  call(id: string): CallRecord | undefined;
  users(): string[];
  /** The user's device, or the one registered last; with its tokens, so not for a journal. */
  device(user: string, device?: string): Device | undefined;
  /** Withholds (false) or restores (true) the provider's credentials. */
  setCredentials(credentials: Credentials): void;
  /** Hides one kind of token of a user, as if the app had never given it, until the next reset. */
  withholdToken(user: string, kind: TokenKind): void;
  /** Forgets all devices of a user, as when the app was deleted and the server has learned of it. */
  removeDevices(user: string): void;
  /** Ends and forgets all calls, without pushes; restores credentials and withheld tokens; keeps devices and sockets. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @throws TypeError when a credential is not one; Error when the port is taken.
 *
 * @example
 * const server = await startCallServer({ clock, journal, apns: { address, port, ca, bundleId, credentials } });
 * const call = await server.dial({ from: { name: 'Ada', handle: '+441632960001' }, to: 'bob' });
 * await server.cancel(call.id);
 * await server.close();
 */
export async function startCallServer(options: CallServerOptions): Promise<CallServer> {
  const { clock, journal, apns, host = '127.0.0.1', port = 0, ringLimitMs = RING_LIMIT_MS } = options;
  const directory = new Directory();
  const provider = new PushProvider(apns);
  const ringer = new Ringer({ clock, journal, directory, provider, bundleId: apns.bundleId, ringLimitMs });
  const switchboard = new Switchboard({ clock, journal, directory, ringer, ringLimitMs });
  const core = new CallServerCore(directory, switchboard, journal, apns.bundleId);
  const http = createServer(routes(clock, core));
  const cutWebSockets = serveWebSockets(http, clock, switchboard.sessions);
  const memory = { clock, sessions: switchboard.sessions, isUp: () => http.listening };
  http.listen(port, host);
  await once(http, 'listening');
  const bound = http.address();
  const authority = `${host}:${typeof bound === 'object' ? bound?.port : port}`;

  return {
    url: `http://${authority}`,
    signallingUrl: `ws://${authority}/signalling`,
    inject: async (request) => {
      const release = clock.busy(`${request.method} ${request.url}`);
      try {
        return await requestInProcess(http, request);
      } finally {
        release();
      }
    },
    openSocket: (pathAndQuery, events) => openMemorySocket(memory, pathAndQuery, events),
    dial: (request) => switchboard.dial(request),
    cancel: async (call) => switchboard.callerLetsGo(call),
    hangUp: async (call) => switchboard.callerLetsGo(call),
    answerElsewhere: (call) => switchboard.end(call, 'answered-elsewhere', 'elsewhere'),
    declineElsewhere: (call) => switchboard.end(call, 'declined-elsewhere', 'elsewhere'),
    pushUnknownCall: (request) => switchboard.ringForNothing(request),
    calls: () => switchboard.calls(),
    call: (id) => switchboard.call(id),
    users: () => directory.users(),
    device: (user, device) => (device === undefined ? directory.devices(user).at(-1) : directory.get(user, device)),
    setCredentials: (credentials) => provider.allow(credentials),
    withholdToken: (user, kind) => core.withholdToken(user, kind),
    removeDevices: (user) => core.removeDevices(user),
    reset: async () => {
      await switchboard.reset();
      provider.allow({ alert: true, voip: true });
      directory.restoreTokens();
    },
    close: async () => {
      http.close();
      await switchboard.reset();
      switchboard.sessions.closeAll();
      cutWebSockets();
      http.closeAllConnections();
      await provider.close();
    },
  };
}
