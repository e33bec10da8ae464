/**
 * The phone's network in a virtual testbed: every host name leads to the testbed's call server, in memory, unless it was
 * led elsewhere; and the way there can be made slow or cut.
 */

import type { Clock } from '../clock/index.ts';
import type { HttpRequest, HttpResponse, NetworkLink, SocketEvents, SocketLink } from '../virtual-iphone/links.ts';
import { messageOf } from './errors.ts';

/** The part of a call server that a phone can reach. */
export interface ReachableServer {
  inject(request: HttpRequest): Promise<HttpResponse>;
  openSocket(pathAndQuery: string, events: SocketEvents): SocketLink;
}

export interface NetworkConditions {
  /** Testbed milliseconds that opening a connection takes; 0 by default. */
  readonly delayMs: number;
  /** Testbed milliseconds that a message takes each way on an open socket; 0 by default. */
  readonly latencyMs: number;
  readonly reachable: boolean;
}

/** What a WebSocket reports when it was never opened, or cut. */
const ABNORMAL = 1006;

const NORMAL: NetworkConditions = { delayMs: 0, latencyMs: 0, reachable: true };

export class PhoneNetwork implements NetworkLink {
  readonly #clock: Clock;
  readonly #server: ReachableServer;
  /** By host with its port, in place of the call server. */
  readonly #elsewhere = new Map<string, ReachableServer>();
  #conditions = NORMAL;
  /** Counts how often connections under way were dropped. */
  #drops = 0;
  /** Cuts each open socket. */
  readonly #cuts = new Set<() => void>();

  constructor(clock: Clock, server: ReachableServer) {
    this.#clock = clock;
    this.#server = server;
  }

  /** From now on this host, such as `127.0.0.1:8091`, leads to that server. */
  lead(host: string, server: ReachableServer): void {
    this.#elsewhere.set(host, server);
  }

  /** Sets the given conditions and puts all others back to normal. Sockets do not survive that the network is cut. */
  set(conditions: Partial<NetworkConditions>): void {
    this.#conditions = { ...NORMAL, ...conditions };
    if (!this.#conditions.reachable) for (const cut of this.#cuts) cut();
  }

  /** What is being connected never arrives: whoever asked for it is gone. */
  dropConnecting(): void {
    this.#drops += 1;
  }

  async fetch(request: HttpRequest): Promise<HttpResponse> {
    await this.#connect(request.url);
    return this.#serverAt(request.url).inject(request);
  }

  openSocket(url: string, events: SocketEvents): SocketLink {
    let open: SocketLink | undefined;
    let closed = false;
    const [toPhone, toServer] = [this.#way(), this.#way()];
    const cut = () => {
      this.#cuts.delete(cut);
      open?.close();
      events.onClose(ABNORMAL, 'The phone has no network.');
    };
    const untilCut: SocketEvents = {
      onOpen: () => events.onOpen(),
      onMessage: (text) =>
        toPhone(() => {
          if (this.#cuts.has(cut)) events.onMessage(text);
        }),
      onClose: (code, reason) => {
        if (this.#cuts.delete(cut)) events.onClose(code, reason);
      },
    };
    const connect = async () => {
      try {
        await this.#connect(url);
        if (closed) throw new Error('The connection was closed before it was open.');
        const { pathname, search } = new URL(url);
        this.#cuts.add(cut);
        open = this.#serverAt(url).openSocket(pathname + search, untilCut);
      } catch (error) {
        this.#cuts.delete(cut);
        events.onClose(ABNORMAL, messageOf(error));
      }
    };
    void connect();
    return {
      send: (text) => toServer(() => open?.send(text)),
      close: (code, reason) => {
        closed = true;
        open?.close(code, reason);
      },
    };
  }

  #serverAt(url: string): ReachableServer {
    return this.#elsewhere.get(new URL(url).host) ?? this.#server;
  }

  /** One direction of a socket: what is sent first arrives first, also when the latency shrinks meanwhile. */
  #way(): (arrive: () => void) => void {
    let lastArrival = 0;
    return (arrive) => {
      const now = this.#clock.now();
      lastArrival = Math.max(now + this.#conditions.latencyMs, lastArrival);
      if (lastArrival === now) arrive();
      else this.#clock.setTimeout(arrive, lastArrival - now);
    };
  }

  async #connect(url: string): Promise<void> {
    const { delayMs, reachable } = this.#conditions;
    if (!reachable) throw new Error(`${new URL(url).host} cannot be reached: the phone has no network.`);
    const drops = this.#drops;
    if (delayMs > 0) await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, delayMs));
    if (drops !== this.#drops) throw new Error('The connection was given up before it was open.');
  }
}
