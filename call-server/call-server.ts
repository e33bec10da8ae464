/**
 * The scripted call server: it rings users through APNs, talks to their apps over HTTP and WebSocket, and does as a
 * script says. No media; a call is its signalling.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Clock, type Journal, type Randomness, SYSTEM_RANDOMNESS } from '../clock/index.ts';
import type { CallRecord, PushOutcome } from './call.ts';
import { CallBook } from './call-book.ts';
import { CallServerCore } from './core.ts';
import { type Device, Directory, type TokenKind } from './directory.ts';
import { type HttpRequest, type HttpResponse, requestInProcess } from './in-process-http.ts';
import { openMemorySocket, type SocketEvents, type SocketLink } from './memory-socket.ts';
import type { Caller, DialRequest } from './messages.ts';
import { type ApnsOptions, type ProviderCredential, PushProvider } from './provider.ts';
import type { AnyPayload } from './pushes.ts';
import { Ringer, type RingerParts } from './ringer.ts';
import { routes } from './routes.ts';
import type { Credentials } from './routing.ts';
import type { SignalFault } from './signal-faults.ts';
import type { StoreOptions } from './store/database.ts';
import { Store } from './store/store.ts';
import { Switchboard } from './switchboard.ts';
import { serveWebSockets } from './web-socket.ts';

/** How long a phone may ring before the call counts as unanswered. */
const RING_LIMIT_MS = 45_000;

/** How long a device may be without a socket in a call: a change of networks takes seconds, a flat battery longer. */
const LEG_LIMIT_MS = 60_000;

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
  /** How long the device of a connected call may be without a socket before the call fails. Default 60 000. */
  readonly legLimitMs?: number;
  /**
   * Whether an ordinary push rings where a VoIP push was refused, or where iOS seems not to launch the app any more.
   * Default false, so that a check sees what became of the VoIP push and nothing else.
   */
  readonly fallback?: boolean;
  /** What rings devices and silences them. Default: {@link Ringer}; a broken one proves the checks of pushes. */
  readonly makeRinger?: (parts: RingerParts) => Ringer;
  /** Where devices and calls are kept. Default: in memory, until the server is closed. */
  readonly store?: StoreOptions;
  /** What ids of calls are made from. Default: the system's. */
  readonly randomness?: Randomness;
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
  /**
   * The remote party answers a call that a device dialed.
   *
   * @throws Error when the call is not known or not outgoing; so does the next.
   */
  remoteAnswers(call: string): Promise<CallRecord>;
  /** The remote party declines a call that a device dialed, or is busy. */
  remoteRefuses(call: string, reason: 'declined' | 'busy'): Promise<CallRecord>;
  /** The user answered on a device outside the testbed: all devices here stop ringing. */
  answerElsewhere(call: string): Promise<CallRecord>;
  /** The user declined on a device outside the testbed. */
  declineElsewhere(call: string): Promise<CallRecord>;
  /** Pushes a call that the server does not know when the app asks about it; the phone must report it all the same. */
  pushUnknownCall(request: DialRequest): Promise<{ readonly id: string; readonly pushes: readonly PushOutcome[] }>;
  /** Sends a VoIP push with any payload to the user's devices; `validForMs` as in {@link Ringer.pushPayload}, default 0. */
  pushPayload(to: string, payload: AnyPayload, validForMs?: number): Promise<readonly PushOutcome[]>;
  /** The remote party of a connected call presses keys. @throws Error when the call is not connected; so does the next. */
  sendDtmf(call: string, digits: string): CallRecord;
  /** The remote party of a connected call hands it on to somebody else. */
  transfer(call: string, to: Caller): CallRecord;
  /** Loses or delays one signal between a device and the server. Forgotten by the next reset, if it has not happened. */
  faultSignal(fault: SignalFault): void;
  /** Oldest first. */
  calls(): CallRecord[];
  call(id: string): CallRecord | undefined;
  users(): string[];
  /** The user's device, or the one registered last; with its tokens, so not for a journal. */
  device(user: string, device?: string): Device | undefined;
  /** Withholds (false) or restores (true) the provider's credentials. */
  setCredentials(credentials: Credentials): void;
  /** Pushes with another credential from now on, whose turn it is or not. @throws TypeError when it is not one. */
  replaceCredential(purpose: keyof Credentials, credential: ProviderCredential): void;
  /** Hides one kind of token of a user, as if the app had never given it, until the next reset. */
  withholdToken(user: string, kind: TokenKind): void;
  /** Forgets all devices of a user, as when the app was deleted and the server has learned of it. */
  removeDevices(user: string): void;
  /** Ends and forgets all calls, without pushes; restores credentials and withheld tokens; keeps devices and sockets. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Calls that an earlier server left in the middle, because it was killed, get their final record first: `failed`, by
 * `restart`.
 *
 * @throws TypeError when a credential is not one; StoreError when the database cannot be used; Error when the port is
 * taken.
 *
 * @example
 * const server = await startCallServer({ clock, journal, apns: { address, port, ca, bundleId, credentials } });
 * const call = await server.dial({ from: { name: 'Ada', handle: '+441632960001' }, to: 'bob' });
 * await server.cancel(call.id);
 * await server.close();
 */
export async function startCallServer(options: CallServerOptions): Promise<CallServer> {
  const { clock, journal, apns, host = '127.0.0.1', port = 0, fallback = false } = options;
  const { ringLimitMs = RING_LIMIT_MS, legLimitMs = LEG_LIMIT_MS, randomness = SYSTEM_RANDOMNESS } = options;
  const provider = new PushProvider(apns);
  const store = new Store(options.store);
  const book = new CallBook(store, journal);
  for (const { id, endReason, endedBy } of book.endLeftOver()) {
    journal.write('call-server', 'call.ended', { call: id, reason: endReason, by: endedBy });
  }
  const directory = new Directory(store);
  const { makeRinger = (parts) => new Ringer(parts) } = options;
  const ringer = makeRinger({ clock, journal, directory, provider, bundleId: apns.bundleId, ringLimitMs, fallback });
  const limits = { ringLimitMs, legLimitMs };
  const switchboard = new Switchboard({ clock, journal, directory, ringer, book, randomness, ...limits });
  const core = new CallServerCore(directory, switchboard, journal, apns.bundleId);
  const http = createServer(routes(clock, core));
  const cutWebSockets = serveWebSockets(http, clock, switchboard.sessions);
  const memory = { clock, sessions: switchboard.sessions, isUp: () => http.listening };
  http.listen(port, host);
  await once(http, 'listening').catch((error: unknown) => {
    store.close();
    throw error;
  });
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
    remoteAnswers: (call) => switchboard.remoteAnswers(call),
    remoteRefuses: (call, reason) => switchboard.remoteRefuses(call, reason),
    answerElsewhere: (call) => switchboard.end(call, 'answered-elsewhere', 'elsewhere'),
    declineElsewhere: (call) => switchboard.end(call, 'declined-elsewhere', 'elsewhere'),
    pushUnknownCall: (request) => switchboard.ringForNothing(request),
    pushPayload: (to, payload, validForMs = 0) => switchboard.pushPayload(to, payload, validForMs),
    sendDtmf: (call, digits) => switchboard.sendDtmf(call, digits),
    transfer: (call, to) => switchboard.transfer(call, to),
    faultSignal: (fault) => switchboard.sessions.faults.arm(fault),
    calls: () => switchboard.calls(),
    call: (id) => switchboard.call(id),
    users: () => directory.users(),
    device: (user, device) => (device === undefined ? directory.devices(user).at(-1) : directory.get(user, device)),
    setCredentials: (credentials) => provider.allow(credentials),
    replaceCredential: (purpose, credential) => provider.replace(purpose, credential),
    withholdToken: (user, kind) => core.withholdToken(user, kind),
    removeDevices: (user) => core.removeDevices(user),
    reset: async () => {
      await switchboard.reset();
      provider.allow({ alert: true, voip: true });
      directory.restoreTokens();
    },
    close: async () => {
      http.close();
      await switchboard.shutDown();
      switchboard.sessions.closeAll();
      cutWebSockets();
      http.closeAllConnections();
      await provider.close();
      store.close();
    },
  };
}
