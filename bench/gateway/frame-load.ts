/**
 * A provider that costs next to nothing: it writes prepared HTTP/2 frames and counts answers, so that on a shared machine
 * the server under test gets the time. One header block is sent indexed over and over, as every APNs client does.
 */

import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';

export interface Target {
  readonly port: number;
  /** PEM. */
  readonly certificateAuthority: string;
  /** Path, headers and body of the push that is repeated. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const [DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY] = [0x0, 0x1, 0x3, 0x4, 0x7];
const [END_STREAM, END_HEADERS, ACK] = [0x1, 0x4, 0x1];
const FRAME_HEAD = 9;
/** Index of the first entry of the dynamic table (RFC 7541, 2.3.3). */
const FIRST_DYNAMIC = 62;

export class FrameLoad {
  readonly #socket: TLSSocket;
  readonly #request: Buffer;
  readonly #bodyAt: number;
  #nextStream = 1;
  #rest: Buffer = Buffer.alloc(0);
  #answered = 0;
  #refusal: string | undefined;
  #onAnswers: () => void = () => undefined;

  private constructor(socket: TLSSocket, target: Target) {
    this.#socket = socket;
    const fields = fieldsOf(target);
    // The last field came first into the table, so the indices count down.
    const indexed = Buffer.from(fields.map((_, index) => 0x80 | (FIRST_DYNAMIC + fields.length - 1 - index)));
    const head = frame(HEADERS, END_HEADERS, indexed);
    this.#bodyAt = head.length;
    this.#request = Buffer.concat([head, frame(DATA, END_STREAM, Buffer.from(target.body))]);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  /** Connects and sends one push, after which the server allows many streams and knows the headers. */
  static async open(target: Target): Promise<FrameLoad> {
    const { port, certificateAuthority: ca } = target;
    const socket = connect({ host: '127.0.0.1', port, ca, ALPNProtocols: ['h2'] });
    socket.setNoDelay(true);
    await once(socket, 'secureConnect');
    const load = new FrameLoad(socket, target);
    const table = Buffer.concat(
      fieldsOf(target).flatMap(([name, value]) => [Buffer.of(0x40), text(name), text(value)]),
    );
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    socket.write(frame(SETTINGS, 0));
    socket.write(
      load.#numbered(Buffer.concat([frame(HEADERS, END_HEADERS, table), load.#request.subarray(load.#bodyAt)])),
    );
    await load.#until(1);
    return load;
  }

  /**
   * Sends `count` pushes, at most `atOnce` unanswered.
   * @throws Error when one is refused
   */
  async send(count: number, atOnce: number): Promise<void> {
    const goal = this.#answered + count;
    let sent = this.#answered;
    while (this.#answered < goal) {
      const batch = Math.min(atOnce - (sent - this.#answered), goal - sent);
      if (batch > 0) {
        this.#socket.write(
          Buffer.concat(Array.from({ length: batch }, () => this.#numbered(Buffer.from(this.#request)))),
        );
        sent += batch;
      }
      await this.#until(Math.min(goal, this.#answered + Math.max(1, Math.floor(atOnce / 2))));
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #numbered(request: Buffer): Buffer {
    request.writeUInt32BE(this.#nextStream, 5);
    const dataHead = FRAME_HEAD + request.readUIntBE(0, 3);
    request.writeUInt32BE(this.#nextStream, dataHead + 5);
    this.#nextStream += 2;
    return request;
  }

  async #until(answered: number): Promise<void> {
    while (this.#answered < answered) {
      await new Promise<void>((resolve) => {
        this.#onAnswers = resolve;
      });
      if (this.#refusal !== undefined) throw new Error(`The server refused a push: ${this.#refusal}`);
    }
  }

  #read(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= FRAME_HEAD) {
      const end = FRAME_HEAD + bytes.readUIntBE(0, 3);
      if (bytes.length < end) break;
      const [type, flags] = [bytes[3], bytes[4] ?? 0];
      if (type === SETTINGS && flags === 0) this.#socket.write(frame(SETTINGS, ACK));
      if ((type === HEADERS || type === DATA) && (flags & END_STREAM) !== 0) this.#answered += 1;
      if (type === DATA) this.#refusal = bytes.toString('utf8', FRAME_HEAD, end);
      if (type === RST_STREAM || type === GOAWAY) this.#refusal = type === GOAWAY ? 'GOAWAY' : 'RST_STREAM';
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
    this.#onAnswers();
  }
}

function fieldsOf({ path, headers }: Target): [string, string][] {
  return Object.entries({
    ':method': 'POST',
    ':scheme': 'https',
    ':path': path,
    ':authority': 'localhost',
    ...headers,
  });
}

function frame(type: number, flags: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(FRAME_HEAD);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  return Buffer.concat([head, payload]);
}

/** A string of HPACK without Huffman code. */
function text(value: string): Buffer {
  const { length } = value;
  const prefix = length < 127 ? [length] : [127, ((length - 127) & 0x7f) | 0x80, (length - 127) >> 7];
  return Buffer.concat([Buffer.from(prefix), Buffer.from(value, 'latin1')]);
}
