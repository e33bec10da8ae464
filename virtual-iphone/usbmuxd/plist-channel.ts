/**
 * One conversation in length-prefixed property lists over a device stream (lockdownd and most services speak it).
 *
 * Requests are answered in order; each answer, or each group of answers, leaves in one write.
 */

import type { Socket } from 'node:net';
import { FrameSplitter, PLIST_FRAMING, plistFrame } from './frames.ts';
import { decodePlist, type PlistDict } from './plist-codec.ts';

export interface PlistChannelEvents {
  onRequest(request: PlistDict): void;
  /** The stream broke a rule of the protocol (or a handler failed); it has been destroyed. */
  onFault(error: Error): void;
}

export class PlistChannel {
  #stream: Socket;
  readonly #splitter = new FrameSplitter(PLIST_FRAMING);
  readonly #events: PlistChannelEvents;
  readonly #onData = (piece: Buffer): void => this.#take(piece);

  constructor(stream: Socket, events: PlistChannelEvents) {
    this.#stream = stream;
    this.#events = events;
    stream.on('data', this.#onData);
    stream.resume();
  }

  send(...messages: readonly PlistDict[]): void {
    if (!this.#stream.writable) return;
    this.#stream.write(messages.length === 1 ? plistFrame(messages[0] ?? {}) : Buffer.concat(messages.map(plistFrame)));
  }

  end(): void {
    this.#stream.end();
  }

  /**
   * Goes on over the stream that `wrap` makes of the present one (TLS), or gives the stream away to another protocol
   * when it makes none. Bytes already read are given back first.
   */
  switchTo(wrap: (stream: Socket) => Socket | undefined): void {
    const plain = this.#stream;
    plain.off('data', this.#onData);
    plain.pause();
    const early = this.#splitter.rest();
    if (early.length > 0) plain.unshift(early);
    const next = wrap(plain);
    if (next === undefined) return;
    this.#stream = next;
    next.on('data', this.#onData);
  }

  #take(piece: Buffer): void {
    this.#splitter.push(piece);
    try {
      for (let frame = this.#splitter.next(); frame !== undefined; frame = this.#splitter.next()) {
        this.#events.onRequest(decodePlist(frame.subarray(PLIST_FRAMING.headerBytes)));
      }
    } catch (error) {
      this.#stream.destroy();
      this.#events.onFault(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
