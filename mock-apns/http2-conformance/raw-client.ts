/**
 * A provider that writes whatever bytes it is told to, in place of the frames that HTTP/2 wants, and keeps what comes
 * back. It knows nothing of the gateway's framing, so that it can judge any.
 */

import { connect, type TLSSocket } from 'node:tls';
import type { Gateway } from '../index.ts';
import {
  ACK,
  DATA,
  END_HEADERS,
  END_STREAM,
  type Fields,
  frame,
  GOAWAY,
  HEADERS,
  literal,
  nameOf,
  PING,
  PREFACE,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from './wire.ts';

export interface Received {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** Where a gateway listens. */
type Address = Pick<Gateway, 'host' | 'port' | 'certificateAuthority'>;

/** How long a test waits for what has to come before it says what came instead. Nothing that passes waits for it. */
const PATIENCE_MS = 5_000;
const LOGGED = 20;

const endsItsStream = ({ type, flags }: Received) =>
  type === RST_STREAM || ((type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0);

export class RawClient {
  readonly received: Received[] = [];
  isClosed = false;
  /** Streams that the gateway has answered in full or reset, counted. */
  ended = 0;
  /** Bytes of DATA that the gateway lets us send, on the whole connection. */
  window = 65_535;
  readonly #socket: TLSSocket;
  #rest: Buffer = Buffer.alloc(0);
  #pings = 0;
  /** Of floods there may be a hundred thousand frames, which nobody wants to look through at each new one. */
  readonly #pongs = new Set<string>();
  #isLeft = false;
  /** Whether our own SETTINGS are sent; nothing may come before them, not even an acknowledgement. */
  #hasBegun = false;
  #owedAcks = 0;
  #wake: () => void = () => undefined;

  constructor({ host, port, certificateAuthority: ca }: Address) {
    const socket = connect({ host, port, ca, ALPNProtocols: ['h2'] });
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => undefined); // 'close' follows.
    socket.once('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  /** A connection whose SETTINGS are exchanged and acknowledged both ways. */
  static async open(gateway: Address): Promise<RawClient> {
    const client = new RawClient(gateway);
    client.write(PREFACE);
    client.send(SETTINGS, 0, 0);
    await client.until(() => client.ofType(SETTINGS).length >= 2, 'SETTINGS and its acknowledgement');
    return client;
  }

  /** Bytes as they are. */
  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  send(type: number, flags: number, stream: number, payload?: Buffer): void {
    if (type === DATA) this.window -= payload?.length ?? 0;
    this.write(frame(type, flags, stream, payload));
    if (type !== SETTINGS || this.#hasBegun) return;
    this.#hasBegun = true;
    this.#acknowledge();
  }

  /** A whole header block in one frame. */
  headers(stream: number, fields: Fields, flags: number = END_HEADERS | END_STREAM): void {
    this.send(HEADERS, flags, stream, literal(fields));
  }

  data(stream: number, text: string, flags: number = END_STREAM): void {
    this.send(DATA, flags, stream, Buffer.from(text));
  }

  /** Pairs of a setting's number and its value. */
  settings(...pairs: readonly (readonly [id: number, value: number])[]): void {
    const payload = Buffer.alloc(pairs.length * 6);
    for (const [index, [id, value]] of pairs.entries()) {
      payload.writeUInt16BE(id, index * 6);
      payload.writeUInt32BE(value, index * 6 + 2);
    }
    this.send(SETTINGS, 0, 0, payload);
  }

  /** Changes settings and waits until they hold. */
  async agree(...pairs: readonly (readonly [id: number, value: number])[]): Promise<void> {
    const acknowledged = () => this.ofType(SETTINGS).filter(({ flags }) => flags === ACK).length;
    const before = acknowledged();
    this.settings(...pairs);
    await this.until(() => acknowledged() > before, 'the acknowledgement of SETTINGS');
  }

  /** Resolves when the gateway has read everything up to here, or has ended the connection. */
  async settled(): Promise<void> {
    this.#pings += 1;
    const payload = Buffer.alloc(8, `ping${this.#pings}`);
    this.send(PING, 0, 0, payload);
    const text = payload.toString('latin1');
    await this.until(() => this.#pongs.has(text) || this.#isLeft, 'the answer to a PING');
    if (this.#isLeft) await this.until(() => this.isClosed, 'the end after GOAWAY');
  }

  /** Resolves when the gateway is done with the stream. */
  async answered(stream: number): Promise<void> {
    await this.until(() => this.hasEnded(stream), `the end of stream ${stream}`);
  }

  /** Resolves at once when `isSo`, else when bytes that make it so arrive or the connection ends. */
  async until(isSo: () => boolean, what: string): Promise<void> {
    const tooLate = AbortSignal.timeout(PATIENCE_MS);
    const wakeUp = () => this.#wake();
    tooLate.addEventListener('abort', wakeUp);
    while (!isSo() && !this.isClosed) {
      if (tooLate.aborted) throw new Error(`No sign of ${what} in ${PATIENCE_MS} ms; seen: ${this.log()}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    tooLate.removeEventListener('abort', wakeUp);
  }

  ofType(type: number, stream?: number): Received[] {
    return this.received.filter((one) => one.type === type && (stream === undefined || one.stream === stream));
  }

  hasEnded(stream: number): boolean {
    return this.received.some((one) => one.stream === stream && endsItsStream(one));
  }

  /** Bytes of the answer's body so far. */
  bodyBytes(stream: number): number {
    return this.ofType(DATA, stream).reduce((sum, { payload }) => sum + payload.length, 0);
  }

  /** What came last, for a failing test. */
  log(): string {
    const last = this.received.slice(-LOGGED).map(({ type, stream }) => `${nameOf(type)} ${stream}`);
    return `${this.received.length > LOGGED ? `${this.received.length} frames, at last ` : ''}${last.join(', ')}`;
  }

  stopReading(): void {
    this.#socket.pause();
  }

  /** Resolves when the bytes so far are with the system, or the connection is over. */
  flushed(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.write('', () => resolve());
    });
  }

  /** Bytes that the gateway has not taken yet and the system has no room for. */
  get unwritten(): number {
    return this.#socket.writableLength;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= 9) {
      const end = 9 + bytes.readUIntBE(0, 3);
      if (bytes.length < end) break;
      this.#take({
        type: bytes.readUInt8(3),
        flags: bytes.readUInt8(4),
        stream: bytes.readUInt32BE(5),
        payload: bytes.subarray(9, end),
      });
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
    this.#wake();
  }

  #take(one: Received): void {
    this.received.push(one);
    if (endsItsStream(one)) this.ended += 1;
    if (one.type === GOAWAY) this.#isLeft = true;
    if (one.type === PING && one.flags === ACK) this.#pongs.add(one.payload.toString('latin1'));
    if (one.type === SETTINGS && one.flags === 0) {
      this.#owedAcks += 1;
      this.#acknowledge();
    }
    if (one.type === WINDOW_UPDATE && one.stream === 0) this.window += one.payload.readUInt32BE(0);
  }

  #acknowledge(): void {
    if (!this.#hasBegun) return;
    for (; this.#owedAcks > 0; this.#owedAcks -= 1) this.write(frame(SETTINGS, ACK, 0));
  }
}
