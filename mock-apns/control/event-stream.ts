/** Server-sent events of one answer (WHATWG HTML, 9.2). What a reader does not take is bounded; beyond that it is cut off. */

import type { Response } from 'express';

/** Bytes that wait for a reader. A reader that was cut off goes on with `Last-Event-ID`. */
const WAITING_LIMIT_BYTES = 1024 * 1024;

export interface StreamEvent {
  readonly id?: string | number;
  /** Default `message`. */
  readonly event?: string;
  readonly data: unknown;
}

export class EventStream {
  readonly #response: Response;

  constructor(response: Response) {
    this.#response = response;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // Lets the reader know that it is connected; there may be no event for long.
    response.write(': open\n\n');
  }

  get isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  /** Whether what was written waits for the reader. */
  get isFull(): boolean {
    return this.isOpen && this.#response.writableNeedDrain;
  }

  /** Resolves when the reader has taken what was written, or has gone. */
  drained(): Promise<void> {
    if (!this.isFull) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#response.off('drain', done).off('close', done);
        resolve();
      };
      this.#response.once('drain', done).once('close', done);
    });
  }

  /**
   * Calls `listener` once when the reader has gone or was cut off.
   * @returns takes the listener back
   */
  onClose(listener: () => void): () => void {
    this.#response.once('close', listener);
    return () => this.#response.off('close', listener);
  }

  /** Cuts off a reader that leaves bytes unread for so many milliseconds of real time. */
  cutWhenStalled(limitMs: number): void {
    // On the response: without a listener there, Node ends a connection on which nothing has to be said for that long.
    this.#response.setTimeout(limitMs, () => {
      if (this.#response.writableLength > 0) this.cut();
    });
  }

  /** @returns whether it was written; a reader that is too far behind is cut off. */
  send(event: StreamEvent): boolean {
    if (!this.isOpen) return false;
    if (this.#response.writableLength > WAITING_LIMIT_BYTES) {
      this.cut();
      return false;
    }
    this.#response.write(textOf(event));
    return true;
  }

  /** Resolves when the system has taken the event's bytes, rejects when the reader has gone before. */
  deliver(event: StreamEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error('the reader of its courier stream has gone'));
      if (!this.isOpen) return gone();
      this.#response.once('close', gone);
      this.#response.write(textOf(event), (error) => {
        this.#response.off('close', gone);
        if (error === null || error === undefined) resolve();
        else gone();
      });
    });
  }

  end(): void {
    this.#response.end();
  }

  /** Ends the connection without waiting for what is still to be read. */
  cut(): void {
    this.#response.destroy();
  }
}

/** JSON has no line breaks of its own, so the data is one line. */
function textOf({ id, event, data }: StreamEvent): string {
  const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
  return `${head}data: ${JSON.stringify(data)}\n\n`;
}
