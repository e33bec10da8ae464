/**
 * The server's side of one HTTP/2 connection (RFC 9113): frames in, frames out, and the state between them. What a request
 * means and when it is answered is the handler's; nothing here knows APNs.
 *
 * Everything that one read brings about leaves in one write. While the peer does not read, nothing more is read from it,
 * so what waits to be sent stays small whatever it asks for.
 */

import type { TLSSocket } from 'node:tls';
import type { Clock, Timer } from '../../clock/index.ts';
import { type Frame, FrameReader } from './frame-reader.ts';
import { FrameWriter } from './frame-writer.ts';
import { ERROR_CODE, type ErrorCode, FLAG, FRAME_TYPE } from './frames.ts';
import { HpackDecoder, HpackError } from './hpack-decoder.ts';
import { HpackEncoder } from './hpack-encoder.ts';
import { areTrailers, readRequestFields } from './request-fields.ts';
import {
  DEFAULT_WINDOW_BYTES,
  firstSettings,
  HEADER_TABLE_BYTES,
  LARGEST_WINDOW_BYTES,
  MAX_FRAME_BYTES,
  readSettings,
  streamLimitSetting,
} from './settings.ts';
import { SkippedStreams } from './skipped-streams.ts';
import { Stream } from './stream.ts';
import { StreamLimits } from './stream-limits.ts';

export interface SessionHandler {
  /** A request's headers are here; its body may follow. */
  begun(stream: Stream): void;
  /** A request is here in full. */
  received(stream: Stream): void;
  /** A request will not be answered any more: its provider reset it, or broke a rule. */
  aborted(stream: Stream): void;
  pinged(): void;
  /**
   * The connection is over; nothing is heard of its streams one by one.
   * @param fault the rule of HTTP/2 that the peer broke, by its error code; undefined when it broke none.
   */
  closed(fault: ErrorCode | undefined): void;
}

export interface SessionOptions {
  readonly clock: Clock;
  /** Streams that the peer may have open, as it is told. */
  readonly streamLimit: number;
  /** Streams that it may have open as long as it has not acknowledged that (RFC 9113, 6.5.3). */
  readonly earlyStreamLimit: number;
  /** As RFC 9113, 6.5.2 counts them; a request with more is reset with ENHANCE_YOUR_CALM. */
  readonly headerListLimitBytes: number;
  /** How much of a request's body is kept; more is read and thrown away. */
  readonly keptBodyBytes: number;
}

/** An answer with its parts as they go on the wire. */
export interface SessionAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** How long the rest of what a peer sends is read after the farewell, so that no TCP reset overtakes it. Testbed time. */
const LINGER_MS = 5_000;

/** Frames of one header block, and empty DATA frames of one request: both are free of any window (CVE-2019-9518). */
const FRAMES_FOR_NOTHING = 100;
/** A block may be larger than the list that it stands for, but not by much. */
const BLOCK_LIMIT_FACTOR = 2;
/** Requests that a peer may reset unanswered beyond those that were answered (CVE-2023-44487). */
const RESETS_FOR_NOTHING = 1_000;
/** SETTINGS frames that a peer may leave unacknowledged. */
const UNACKNOWLEDGED_SETTINGS = 1_000;
/** Streams that were reset here whose late frames are expected; the oldest is forgotten first. */
const RESET_STREAMS_KEPT = 1_000;
/** The peer is given back what it has used of a window when that is half of it. */
const WINDOW_STEP = DEFAULT_WINDOW_BYTES >> 1;

const PRIORITY_BYTES = 5;
const PING_BYTES = 8;

/** A header block of which CONTINUATION frames are to come. */
interface OpenBlock {
  readonly stream: number;
  readonly endsStream: boolean;
  readonly dependsOnItself: boolean;
  readonly parts: Buffer[];
  bytes: number;
}

export class Session {
  readonly #socket: TLSSocket;
  readonly #handler: SessionHandler;
  readonly #options: SessionOptions;
  readonly #reader: FrameReader;
  readonly #writer: FrameWriter;
  readonly #decoder: HpackDecoder;
  readonly #encoder = new HpackEncoder();
  readonly #streams = new Map<number, Stream>();
  readonly #skipped = new SkippedStreams();
  readonly #resetHere = new Set<number>();
  #lastStream = 0;
  #hasSettings = false;
  #block: OpenBlock | undefined;
  readonly #streamLimits: StreamLimits;
  #receiveWindow = DEFAULT_WINDOW_BYTES;
  #sendWindow = DEFAULT_WINDOW_BYTES;
  #initialSendWindow = DEFAULT_WINDOW_BYTES;
  #maxSentFrame = MAX_FRAME_BYTES;
  /** Streams with an answer that waits for a window, in the order of their answers. */
  readonly #waiting = new Set<Stream>();
  #resetsForNothing = 0;
  #isReading = false;
  /** `open`; `leaving`: GOAWAY is sent, streams under way go on; `over`: what is read is thrown away. */
  #life: 'open' | 'leaving' | 'over' = 'open';
  #linger: Timer | undefined;
  #fault: ErrorCode | undefined;

  constructor(socket: TLSSocket, handler: SessionHandler, options: SessionOptions) {
    const { streamLimit, earlyStreamLimit, headerListLimitBytes } = options;
    this.#socket = socket;
    this.#handler = handler;
    this.#options = options;
    this.#streamLimits = new StreamLimits(streamLimit, earlyStreamLimit);
    this.#decoder = new HpackDecoder(HEADER_TABLE_BYTES, headerListLimitBytes);
    this.#writer = new FrameWriter(socket);
    this.#reader = new FrameReader(MAX_FRAME_BYTES, (received) => this.#onFrame(received));
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('drain', () => socket.resume());
    socket.on('error', () => undefined); // 'close' follows.
    socket.once('close', () => this.#onClose());
    this.#writer.settings(firstSettings(streamLimit, headerListLimitBytes));
    this.#writer.flush();
  }

  /** Whether requests are still taken. */
  get isOpen(): boolean {
    return this.#life === 'open';
  }

  /**
   * Answers a request. When it is still being sent, it is not waited for (RFC 9113, 8.1). Without a body the answer is
   * one HEADERS frame; with one, HEADERS and, if the peer's window has room, one DATA frame.
   */
  respond(stream: Stream, { status, headers, body }: SessionAnswer): void {
    if (this.#streams.get(stream.id) !== stream) return;
    if (this.#resetsForNothing > 0) this.#resetsForNothing -= 1;
    const block = this.#encoder.encode(status, headers);
    this.#writer.headers(stream.id, block, body === undefined);
    if (body === undefined) this.#finish(stream);
    else {
      stream.unsent = Buffer.from(body);
      this.#sendBody(stream);
    }
    this.#flushUnlessReading();
  }

  /** Ends a stream that has no answer yet with RST_STREAM. */
  reset(stream: Stream, code: ErrorCode): void {
    if (this.#streams.get(stream.id) !== stream) return;
    this.#close(stream);
    this.#sendReset(stream.id, code);
    this.#flushUnlessReading();
  }

  /** Tells the peer how many streams it may have open from now on. */
  limitStreams(streamLimit: number): void {
    if (this.#life !== 'open') return;
    this.#writer.settings(streamLimitSetting(streamLimit));
    this.#streamLimits.tell(streamLimit);
    if (this.#streamLimits.unacknowledged > UNACKNOWLEDGED_SETTINGS) this.#fail(ERROR_CODE.SETTINGS_TIMEOUT);
    this.#flushUnlessReading();
  }

  /**
   * Takes no more requests, says so, and ends the connection when those under way are answered, with a second GOAWAY
   * frame that has no data, as APNs does (sideshow/apns2 issues 93 and 117).
   */
  leave(code: ErrorCode, data: string): void {
    if (this.#life !== 'open') return;
    this.#life = 'leaving';
    this.#writer.goAway(this.#lastStream, code, data);
    this.#endWhenDone();
    this.#flushUnlessReading();
  }

  /** From now on nothing is understood or written, and the connection stays open. */
  fallSilent(): void {
    this.#writer.fallSilent();
  }

  #onData(chunk: Buffer): void {
    if (this.#writer.isSilent || this.#life === 'over') return;
    this.#isReading = true;
    const fault = this.#reader.read(chunk);
    if (fault !== undefined) this.#fail(fault);
    this.#isReading = false;
    this.#writer.flush();
    if (this.#socket.writableNeedDrain) this.#socket.pause();
  }

  #onClose(): void {
    this.#life = 'over';
    this.#linger?.cancel();
    this.#handler.closed(this.#fault);
  }

  #onFrame(received: Frame): void {
    if (this.#life === 'over' || this.#writer.isSilent) return;
    const { type, stream } = received;
    if (!this.#hasSettings) {
      if (type !== FRAME_TYPE.SETTINGS || (received.flags & FLAG.ACK) !== 0)
        return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
      this.#hasSettings = true;
    }
    const isContinued = this.#block !== undefined;
    if (isContinued && (type !== FRAME_TYPE.CONTINUATION || stream !== this.#block?.stream)) {
      return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    }
    switch (type) {
      case FRAME_TYPE.DATA:
        return this.#onDataFrame(received);
      case FRAME_TYPE.HEADERS:
        return this.#onHeaders(received);
      case FRAME_TYPE.CONTINUATION:
        return this.#onContinuation(received);
      case FRAME_TYPE.SETTINGS:
        return this.#onSettings(received);
      case FRAME_TYPE.WINDOW_UPDATE:
        return this.#onWindowUpdate(received);
      case FRAME_TYPE.RST_STREAM:
        return this.#onReset(received);
      case FRAME_TYPE.PING:
        return this.#onPing(received);
      case FRAME_TYPE.GOAWAY:
        return this.#onGoAway(received);
      case FRAME_TYPE.PRIORITY:
        return this.#onPriority(received);
      case FRAME_TYPE.PUSH_PROMISE:
        return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
      default: // Unknown types are ignored (RFC 9113, 4.1).
    }
  }

  #onHeaders({ flags, stream, payload }: Frame): void {
    const isOfClient = stream % 2 === 1;
    const content = isOfClient ? withoutPadding(flags, payload) : undefined;
    if (content === undefined) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    const hasPriority = (flags & FLAG.PRIORITY) !== 0;
    if (hasPriority && content.length < PRIORITY_BYTES) return this.#fail(ERROR_CODE.FRAME_SIZE_ERROR);
    const dependsOnItself = hasPriority && dependencyIn(content) === stream;
    const fragment = hasPriority ? content.subarray(PRIORITY_BYTES) : content;
    const endsStream = (flags & FLAG.END_STREAM) !== 0;
    if ((flags & FLAG.END_HEADERS) !== 0) this.#onBlock(stream, endsStream, dependsOnItself, fragment);
    else this.#block = { stream, endsStream, dependsOnItself, parts: [fragment], bytes: fragment.length };
  }

  #onContinuation({ flags, payload }: Frame): void {
    const block = this.#block;
    if (block === undefined) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    block.parts.push(payload);
    block.bytes += payload.length;
    const blockLimit = Math.max(MAX_FRAME_BYTES, BLOCK_LIMIT_FACTOR * this.#options.headerListLimitBytes);
    if (block.parts.length > FRAMES_FOR_NOTHING || block.bytes > blockLimit) {
      return this.#fail(ERROR_CODE.ENHANCE_YOUR_CALM);
    }
    if ((flags & FLAG.END_HEADERS) === 0) return;
    this.#block = undefined;
    this.#onBlock(block.stream, block.endsStream, block.dependsOnItself, Buffer.concat(block.parts, block.bytes));
  }

  /** Whatever becomes of the stream, the block is decoded, because the ones after it build on it. */
  #onBlock(id: number, endsStream: boolean, dependsOnItself: boolean, block: Buffer): void {
    const list = this.#decode(block);
    if (list === undefined) return this.#fail(ERROR_CODE.COMPRESSION_ERROR);
    const known = this.#streams.get(id);
    if (known !== undefined) return this.#onTrailers(known, endsStream, dependsOnItself, list.fields);
    if (id <= this.#lastStream) return this.#onLateHeaders(id);
    if (this.#life === 'leaving') return;
    this.#skipped.add(this.#lastStream, id);
    this.#lastStream = id;
    if (list.isTooLarge) return this.#sendReset(id, ERROR_CODE.ENHANCE_YOUR_CALM);
    const request = readRequestFields(list.fields);
    if (request === undefined || dependsOnItself) return this.#sendReset(id, ERROR_CODE.PROTOCOL_ERROR);
    if (this.#streams.size >= this.#streamLimits.enforced) {
      return this.#sendReset(id, ERROR_CODE.REFUSED_STREAM);
    }
    const { keptBodyBytes } = this.#options;
    const stream = new Stream(id, request, list.fields, this.#initialSendWindow, keptBodyBytes);
    this.#streams.set(id, stream);
    this.#handler.begun(stream);
    if (endsStream) this.#complete(stream);
  }

  #decode(block: Buffer): ReturnType<HpackDecoder['decode']> | undefined {
    try {
      return this.#decoder.decode(block);
    } catch (error) {
      if (error instanceof HpackError) return undefined;
      throw error;
    }
  }

  #onTrailers(stream: Stream, endsStream: boolean, dependsOnItself: boolean, fields: readonly string[]): void {
    if (stream.isComplete) this.#abort(stream, ERROR_CODE.STREAM_CLOSED);
    else if (!endsStream || dependsOnItself || !areTrailers(fields)) this.#abort(stream, ERROR_CODE.PROTOCOL_ERROR);
    else this.#complete(stream);
  }

  /** Headers for a stream that was once open, or that was passed over and so can never be (RFC 9113, 5.1.1). */
  #onLateHeaders(id: number): void {
    if (this.#resetHere.has(id)) return;
    this.#fail(this.#skipped.has(id) ? ERROR_CODE.PROTOCOL_ERROR : ERROR_CODE.STREAM_CLOSED);
  }

  #onDataFrame({ flags, stream: id, payload }: Frame): void {
    if (id === 0) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    if (!this.#countReceived(payload.length)) return this.#fail(ERROR_CODE.FLOW_CONTROL_ERROR);
    const data = withoutPadding(flags, payload);
    if (data === undefined) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    const stream = this.#streams.get(id);
    if (stream === undefined) return this.#onLateData(id);
    if (stream.isComplete) return this.#abort(stream, ERROR_CODE.STREAM_CLOSED);
    stream.receiveWindow -= payload.length;
    if (stream.receiveWindow < 0) return this.#abort(stream, ERROR_CODE.FLOW_CONTROL_ERROR);
    stream.append(data);
    if ((flags & FLAG.END_STREAM) !== 0) return this.#complete(stream);
    if (data.length === 0) {
      stream.emptyFrames += 1;
      if (stream.emptyFrames > FRAMES_FOR_NOTHING) return this.#fail(ERROR_CODE.ENHANCE_YOUR_CALM);
    }
    if (stream.receiveWindow > WINDOW_STEP) return;
    this.#writer.windowUpdate(id, DEFAULT_WINDOW_BYTES - stream.receiveWindow);
    stream.receiveWindow = DEFAULT_WINDOW_BYTES;
  }

  #onLateData(id: number): void {
    if (id > this.#lastStream) {
      // After the farewell streams were passed over that are none of the peer's faults.
      if (this.#life === 'open') this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    } else if (!this.#resetHere.has(id)) this.#sendReset(id, ERROR_CODE.STREAM_CLOSED);
  }

  /** @returns false when the peer has sent more than the connection's window. */
  #countReceived(bytes: number): boolean {
    this.#receiveWindow -= bytes;
    if (this.#receiveWindow < 0) return false;
    if (this.#receiveWindow <= WINDOW_STEP) {
      this.#writer.windowUpdate(0, DEFAULT_WINDOW_BYTES - this.#receiveWindow);
      this.#receiveWindow = DEFAULT_WINDOW_BYTES;
    }
    return true;
  }

  #complete(stream: Stream): void {
    if (!stream.isAsLongAsAnnounced) return this.#abort(stream, ERROR_CODE.PROTOCOL_ERROR);
    stream.isComplete = true;
    // An answer that was given early may still wait for a window.
    if (stream.unsent === undefined) this.#handler.received(stream);
  }

  #onSettings({ flags, stream, payload }: Frame): void {
    if (stream !== 0) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    if ((flags & FLAG.ACK) !== 0) {
      if (payload.length > 0) return this.#fail(ERROR_CODE.FRAME_SIZE_ERROR);
      return this.#streamLimits.acknowledge();
    }
    const settings = readSettings(payload);
    if (typeof settings === 'number') return this.#fail(settings);
    if (settings.headerTableBytes !== undefined) this.#encoder.limitTable(settings.headerTableBytes);
    this.#maxSentFrame = settings.maxFrameBytes ?? this.#maxSentFrame;
    this.#writer.settingsAck();
    if (settings.initialWindowBytes !== undefined) this.#resizeWindows(settings.initialWindowBytes);
  }

  /** A new initial window holds for the streams that are open, too (RFC 9113, 6.9.2). */
  #resizeWindows(initialWindow: number): void {
    const difference = initialWindow - this.#initialSendWindow;
    this.#initialSendWindow = initialWindow;
    for (const stream of this.#streams.values()) {
      stream.sendWindow += difference;
      if (stream.sendWindow > LARGEST_WINDOW_BYTES) return this.#fail(ERROR_CODE.FLOW_CONTROL_ERROR);
    }
    this.#sendWaiting();
  }

  #onWindowUpdate({ stream: id, payload }: Frame): void {
    if (payload.length !== 4) return this.#fail(ERROR_CODE.FRAME_SIZE_ERROR);
    const increment = payload.readUInt32BE(0) & 0x7fff_ffff;
    if (id === 0) {
      if (increment === 0) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
      this.#sendWindow += increment;
      if (this.#sendWindow > LARGEST_WINDOW_BYTES) return this.#fail(ERROR_CODE.FLOW_CONTROL_ERROR);
      return this.#sendWaiting();
    }
    if (this.#isIdle(id)) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (increment === 0) return this.#abort(stream, ERROR_CODE.PROTOCOL_ERROR);
    stream.sendWindow += increment;
    if (stream.sendWindow > LARGEST_WINDOW_BYTES) return this.#abort(stream, ERROR_CODE.FLOW_CONTROL_ERROR);
    this.#sendWaiting();
  }

  /** Whether a stream was never opened; streams with even numbers never are. */
  #isIdle(id: number): boolean {
    return this.#life === 'open' && (id > this.#lastStream || id % 2 === 0);
  }

  #onReset({ stream: id, payload }: Frame): void {
    if (id === 0 || this.#isIdle(id)) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    if (payload.length !== 4) return this.#fail(ERROR_CODE.FRAME_SIZE_ERROR);
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (stream.unsent === undefined) this.#resetsForNothing += 1;
    if (this.#resetsForNothing > RESETS_FOR_NOTHING) return this.#fail(ERROR_CODE.ENHANCE_YOUR_CALM);
    this.#close(stream);
    this.#handler.aborted(stream);
    this.#endWhenDone();
  }

  #onPing({ flags, stream, payload }: Frame): void {
    if (stream !== 0) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    if (payload.length !== PING_BYTES) return this.#fail(ERROR_CODE.FRAME_SIZE_ERROR);
    if ((flags & FLAG.ACK) !== 0) return;
    this.#writer.pingAck(payload);
    this.#handler.pinged();
  }

  /** A peer that goes opens no more streams; when those under way are done, there is nothing to stay for. */
  #onGoAway({ stream, payload }: Frame): void {
    if (stream !== 0) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    if (payload.length < 8) return this.#fail(ERROR_CODE.FRAME_SIZE_ERROR);
    this.#life = 'leaving';
    this.#endWhenDone();
  }

  /** Priorities change nothing here: answers leave in the order in which they are given. */
  #onPriority({ stream: id, payload }: Frame): void {
    if (id === 0) return this.#fail(ERROR_CODE.PROTOCOL_ERROR);
    const isBad = payload.length !== PRIORITY_BYTES || dependencyIn(payload) === id;
    if (!isBad) return;
    const code = payload.length === PRIORITY_BYTES ? ERROR_CODE.PROTOCOL_ERROR : ERROR_CODE.FRAME_SIZE_ERROR;
    const stream = this.#streams.get(id);
    if (stream !== undefined) this.#abort(stream, code);
    else if (id > this.#lastStream)
      this.#fail(code); // RST_STREAM is not for streams that were never opened.
    else this.#sendReset(id, code);
  }

  /** Sends of an answer's body what the windows have room for. */
  #sendBody(stream: Stream): void {
    while (stream.unsent !== undefined) {
      const room = Math.min(stream.sendWindow, this.#sendWindow, this.#maxSentFrame);
      const isLast = stream.unsent.length <= room;
      if (room <= 0 && !isLast) {
        this.#waiting.add(stream);
        return;
      }
      const data = isLast ? stream.unsent : stream.unsent.subarray(0, room);
      this.#writer.data(stream.id, data, isLast);
      stream.sendWindow -= data.length;
      this.#sendWindow -= data.length;
      if (isLast) return this.#finish(stream);
      stream.unsent = stream.unsent.subarray(room);
    }
  }

  #sendWaiting(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const stream of waiting) this.#sendBody(stream);
  }

  /** The answer is sent in full. A request that is not is cut short without blame. */
  #finish(stream: Stream): void {
    this.#close(stream);
    if (!stream.isComplete) this.#sendReset(stream.id, ERROR_CODE.NO_ERROR);
    this.#endWhenDone();
  }

  /** The peer broke a rule on a stream that is open. */
  #abort(stream: Stream, code: ErrorCode): void {
    this.#close(stream);
    this.#sendReset(stream.id, code);
    this.#handler.aborted(stream);
    this.#endWhenDone();
  }

  #close(stream: Stream): void {
    this.#streams.delete(stream.id);
    this.#waiting.delete(stream);
  }

  #sendReset(id: number, code: ErrorCode): void {
    this.#resetHere.add(id);
    const [oldest] = this.#resetHere;
    if (this.#resetHere.size > RESET_STREAMS_KEPT && oldest !== undefined) this.#resetHere.delete(oldest);
    this.#writer.reset(id, code);
  }

  /** The peer broke a rule that the whole connection hangs on. */
  #fail(code: ErrorCode): void {
    if (this.#life === 'over') return;
    this.#fault = code;
    this.#writer.goAway(this.#lastStream, code);
    this.#end();
  }

  #endWhenDone(): void {
    if (this.#life !== 'leaving' || this.#streams.size > 0) return;
    this.#writer.goAway(this.#lastStream, ERROR_CODE.NO_ERROR);
    this.#end();
  }

  #end(): void {
    this.#life = 'over';
    this.#writer.flush();
    this.#socket.end();
    this.#socket.resume();
    this.#linger = this.#options.clock.setTimeout(() => this.#socket.destroy(), LINGER_MS);
  }

  #flushUnlessReading(): void {
    if (!this.#isReading) this.#writer.flush();
  }
}

/** What a frame holds without its padding (RFC 9113, 6.1); undefined when there is more padding than frame. */
function withoutPadding(flags: number, payload: Buffer): Buffer | undefined {
  if ((flags & FLAG.PADDED) === 0) return payload;
  const [padding] = payload;
  if (padding === undefined || padding >= payload.length) return undefined;
  return payload.subarray(1, payload.length - padding);
}

/** The stream that a PRIORITY frame, or the head of a HEADERS frame, names. */
function dependencyIn(bytes: Buffer): number {
  return bytes.readUInt32BE(0) & 0x7fff_ffff;
}
