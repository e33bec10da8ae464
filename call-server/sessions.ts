/**
 * Signalling sessions: one per device, over whatever carries text in order. The WebSocket endpoint and the in-memory
 * socket are two carriers of this one piece of code.
 */

import { type Checked, checkIdentity, checkMessage, type Identity } from './messages.ts';
import type { SignalFaults } from './signal-faults.ts';
import type { CallInfo, FromDevice, ToDevice } from './signalling.ts';

/** The server's side of a socket. */
export interface Channel {
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** What a carrier reports. Nothing may be reported after {@link Session.closed}. */
export interface Session {
  receive(text: string): void;
  closed(): void;
}

export interface SessionEvents {
  /** Calls that concern the device now: the first message on the socket. */
  callsFor(who: Identity): readonly CallInfo[];
  onMessage(who: Identity, message: FromDevice): void;
  onMalformed(who: Identity, problem: string): void;
  /** The device has no socket any more, or a new one already. */
  onGone(who: Identity): void;
}

/** Close codes: 1001 and 1008 ("policy violation") are WebSocket's own, the others are from its private range. */
const CLOSE = { goingAway: 1001, malformed: 1008, replaced: 4000, signedOut: 4001 } as const;

export class Sessions {
  readonly faults: SignalFaults;
  readonly #events: SessionEvents;
  readonly #channels = new Map<string, Map<string, Channel>>();

  constructor(events: SessionEvents, faults: SignalFaults) {
    this.#events = events;
    this.faults = faults;
  }

  /** Starts a session and welcomes the device. A device has one socket: a newer one replaces the older. */
  open(who: Identity, channel: Channel): Session {
    this.#close(who, CLOSE.replaced, 'a newer connection of this device took over');
    const ofUser = this.#channels.get(who.user) ?? new Map<string, Channel>();
    this.#channels.set(who.user, ofUser.set(who.device, channel));
    const isCurrent = () => this.#channels.get(who.user)?.get(who.device) === channel;
    this.tell(who, { type: 'welcome', calls: this.#events.callsFor(who) });
    return {
      receive: (text) => {
        if (!isCurrent()) return;
        const message = checkMessage(text);
        if ('value' in message) {
          const { value } = message;
          if (!this.faults.isArmed) return this.#events.onMessage(who, value);
          return this.faults.carry({ ...who, direction: 'to-server', signal: value.type }, () => {
            this.#events.onMessage(who, value);
          });
        }
        this.#events.onMalformed(who, message.problem);
        this.#close(who, CLOSE.malformed, `message not understood: ${message.problem}`);
      },
      closed: () => {
        if (!isCurrent()) return;
        this.#channels.get(who.user)?.delete(who.device);
        this.#events.onGone(who);
      },
    };
  }

  /** Sends a message to a device; one that is not connected misses it and learns the rest from the next welcome. */
  tell(who: Identity, message: ToDevice): void {
    const channel = this.#channels.get(who.user)?.get(who.device);
    if (channel === undefined) return;
    if (!this.faults.isArmed) return channel.send(JSON.stringify(message));
    this.faults.carry({ ...who, direction: 'to-device', signal: message.type }, () => {
      channel.send(JSON.stringify(message));
    });
  }

  /** Devices of the user that are connected now. */
  online(user: string): string[] {
    return [...(this.#channels.get(user)?.keys() ?? [])];
  }

  /** Closes the socket of a device that signed out. */
  signOut(who: Identity): void {
    this.#close(who, CLOSE.signedOut, 'signed out');
  }

  /** Closes every socket, since the server goes away. */
  closeAll(): void {
    for (const [user, channels] of this.#channels) {
      for (const device of channels.keys())
        this.#close({ user, device }, CLOSE.goingAway, 'the call server is closing');
    }
  }

  #close(who: Identity, code: number, reason: string): void {
    const channel = this.#channels.get(who.user)?.get(who.device);
    if (this.#channels.get(who.user)?.delete(who.device) === true) this.#events.onGone(who);
    // A close frame holds 123 bytes of reason; all reasons here are ASCII but for what a schema might quote.
    channel?.close(code, reason.replaceAll(/[^ -~]/g, '?').slice(0, 123));
  }
}

/** Who connects, from `/signalling?user=…&device=…`. */
export function whoConnects(pathAndQuery: string): Checked<Identity> {
  const url = URL.parse(pathAndQuery, 'ws://call-server');
  if (url?.pathname !== '/signalling') return { problem: 'no such socket; expected /signalling?user=…&device=…' };
  const who = checkIdentity(Object.fromEntries(url.searchParams));
  return 'value' in who ? who : { problem: `expected /signalling?user=…&device=…; ${who.problem}` };
}
