/** `WebSocket` of an app: text frames through the phone's network. No binary frames, no sub-protocols. */

import { command } from './host.ts';
import { define } from './time.ts';

type SocketEventName = 'open' | 'message' | 'close' | 'error';

interface SocketEvent {
  readonly type: SocketEventName;
  readonly data?: string;
  readonly code?: number;
  readonly reason?: string;
  readonly wasClean?: boolean;
}

type Listener = (event: SocketEvent) => void;

const sockets = new Map<number, VirtualWebSocket>();
let lastSocket = 0;

class VirtualWebSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;

  readonly url: string;
  onopen: Listener | null = null;
  onmessage: Listener | null = null;
  onclose: Listener | null = null;
  onerror: Listener | null = null;
  readonly #id: number;
  readonly #listeners = new Map<string, Set<Listener>>();
  #readyState: 0 | 1 | 2 | 3 = VirtualWebSocket.CONNECTING;

  constructor(url: unknown) {
    this.url = String(url);
    if (!/^wss?:\/\//i.test(this.url)) {
      throw new SyntaxError(`A WebSocket needs a ws:// or wss:// address, not "${this.url}".`);
    }
    lastSocket += 1;
    this.#id = lastSocket;
    sockets.set(this.#id, this);
    command({ command: 'open-socket', id: this.#id, url: this.url });
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#readyState;
  }

  /** @throws Error named InvalidStateError before the socket is open; after it closed, data is dropped silently. */
  send(data: unknown): void {
    if (this.#readyState === VirtualWebSocket.CONNECTING) {
      const error = new Error('This WebSocket is still connecting: wait for its open event before you send.');
      error.name = 'InvalidStateError';
      throw error;
    }
    if (this.#readyState !== VirtualWebSocket.OPEN) return;
    command({ command: 'send-socket', id: this.#id, text: String(data) });
  }

  close(code?: number, reason?: string): void {
    if (this.#readyState >= VirtualWebSocket.CLOSING) return;
    this.#readyState = VirtualWebSocket.CLOSING;
    command({
      command: 'close-socket',
      id: this.#id,
      ...(code === undefined ? {} : { code }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  addEventListener(name: string, listener: Listener): void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
  }

  removeEventListener(name: string, listener: Listener): void {
    this.#listeners.get(name)?.delete(listener);
  }

  opened(): void {
    if (this.#readyState !== VirtualWebSocket.CONNECTING) return;
    this.#readyState = VirtualWebSocket.OPEN;
    this.#dispatch({ type: 'open' });
  }

  received(data: string): void {
    if (this.#readyState === VirtualWebSocket.OPEN) this.#dispatch({ type: 'message', data });
  }

  closed(code: number, reason: string): void {
    if (this.#readyState === VirtualWebSocket.CLOSED) return;
    const neverOpened = this.#readyState === VirtualWebSocket.CONNECTING;
    this.#readyState = VirtualWebSocket.CLOSED;
    sockets.delete(this.#id);
    if (neverOpened) this.#dispatch({ type: 'error' });
    this.#dispatch({ type: 'close', code, reason, wasClean: code === 1000 });
  }

  #dispatch(event: SocketEvent): void {
    this[`on${event.type}`]?.(event);
    for (const listener of this.#listeners.get(event.type) ?? []) listener(event);
  }
}

export function socketOpened(id: number): void {
  sockets.get(id)?.opened();
}

export function socketReceived(id: number, text: string): void {
  sockets.get(id)?.received(text);
}

export function socketClosed(id: number, code: number, reason: string): void {
  sockets.get(id)?.closed(code, reason);
}

export function installWebSocket(global: object): void {
  define(global, 'WebSocket', VirtualWebSocket);
}
