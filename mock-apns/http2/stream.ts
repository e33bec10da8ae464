/** One request and its answer, as HTTP/2 keeps them. */

import { DEFAULT_WINDOW_BYTES } from './settings.ts';

export class Stream {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  /** Names and values in turn, pseudo headers included. */
  readonly fields: readonly string[];
  /** Whether all of the request is here: the stream is half-closed on the provider's side. */
  isComplete = false;
  /** Bytes of the answer that the provider will take; below 0 after it has made its windows smaller. */
  sendWindow: number;
  /** Bytes of the request that the provider may still send. */
  receiveWindow = DEFAULT_WINDOW_BYTES;
  /** What of the answer's body waits for the provider's windows; undefined when there is no answer yet. */
  unsent: Buffer | undefined;
  /** DATA frames without data that did not end the request; as many as one likes cost no window. */
  emptyFrames = 0;
  readonly #contentLength: number | undefined;
  readonly #keptBytes: number;
  #body: Buffer = Buffer.alloc(0);
  #bytes = 0;

  /** @param keptBytes how much of a body is kept; what follows is counted only. */
  constructor(
    id: number,
    request: { method: string; path: string; contentLength: number | undefined },
    fields: readonly string[],
    sendWindow: number,
    keptBytes: number,
  ) {
    this.id = id;
    this.method = request.method;
    this.path = request.path;
    this.#contentLength = request.contentLength;
    this.fields = fields;
    this.sendWindow = sendWindow;
    this.#keptBytes = keptBytes;
  }

  /** As much of the request's body as has arrived and is kept. */
  get body(): Buffer {
    return this.#body;
  }

  /** Whether the body is as long as the request said; only asked when it has ended. */
  get isAsLongAsAnnounced(): boolean {
    return this.#contentLength === undefined || this.#contentLength === this.#bytes;
  }

  /** Takes what a DATA frame holds. It is copied, or a stored push would keep all that was read with it. */
  append(data: Buffer): void {
    const room = this.#keptBytes - this.#body.length;
    const kept = data.length > room ? data.subarray(0, room) : data;
    if (kept.length > 0) this.#body = this.#body.length === 0 ? Buffer.from(kept) : Buffer.concat([this.#body, kept]);
    this.#bytes += data.length;
  }
}
