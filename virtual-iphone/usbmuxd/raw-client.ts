/** A bare client of usbmuxd and lockdownd: frames out, frames in, no cleverness. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { FrameSplitter, type Framing, MUX_FRAMING, muxFrame, muxTag, PLIST_FRAMING, plistFrame } from './frames.ts';
import type { Usbmuxd } from './index.ts';
import { decodePlist, dictAt, type PlistDict } from './plist-codec.ts';

export interface MuxAnswer {
  readonly tag: number;
  readonly message: PlistDict;
}

/** Where a usbmuxd is, in the form of libusbmuxd's variable: `UNIX:/path` or `host:port`. */
export type UsbmuxdAddress = Pick<Usbmuxd, 'environment'>;

export class RawMuxClient {
  readonly socket: Socket;
  readonly #inbox: Inbox;
  #tag = 100;

  /** @throws Error when nobody listens there */
  static async open(usbmuxd: UsbmuxdAddress): Promise<RawMuxClient> {
    const address = usbmuxd.environment.USBMUXD_SOCKET_ADDRESS;
    const [, host, port] = /^([^/]+):(\d+)$/.exec(address) ?? [];
    const socket = host === undefined ? connect(address.replace('UNIX:', '')) : connect({ host, port: Number(port) });
    await once(socket, 'connect');
    return new RawMuxClient(socket);
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    this.#inbox = new Inbox(socket, MUX_FRAMING);
  }

  send(message: PlistDict): void {
    this.#tag += 1;
    this.socket.write(muxFrame(this.#tag, message));
  }

  async next(): Promise<MuxAnswer> {
    const frame = await this.#inbox.next();
    return { tag: muxTag(frame), message: decodePlist(frame.subarray(MUX_FRAMING.headerBytes)) };
  }

  async ask(message: PlistDict): Promise<PlistDict> {
    this.send(message);
    return (await this.next()).message;
  }

  /** Asks for a stream to the only phone's port; the answer is the Result number. */
  async connectTo(port: number, deviceId = 1): Promise<PlistDict[string]> {
    const swapped = ((port & 0xff) << 8) | (port >> 8);
    const answer = await this.ask({ MessageType: 'Connect', DeviceID: deviceId, PortNumber: swapped });
    this.#inbox.stop();
    return answer['Number'];
  }

  /** Resolves when usbmuxd has hung up. */
  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close');
  }
}

/** A conversation with lockdownd or a plist service over a socket that usbmuxd has connected. */
export class RawPlistClient {
  #socket: Socket;
  #inbox: Inbox;

  static async open(usbmuxd: UsbmuxdAddress, port: number, deviceId = 1): Promise<RawPlistClient> {
    const mux = await RawMuxClient.open(usbmuxd);
    const result = await mux.connectTo(port, deviceId);
    if (result !== 0) throw new Error(`usbmuxd refused port ${port} with result ${JSON.stringify(result)}`);
    return new RawPlistClient(mux.socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#inbox = new Inbox(socket, PLIST_FRAMING);
  }

  send(message: PlistDict): void {
    this.#socket.write(plistFrame(message));
  }

  async next(): Promise<PlistDict> {
    return decodePlist((await this.#inbox.next()).subarray(PLIST_FRAMING.headerBytes));
  }

  async ask(message: PlistDict): Promise<PlistDict> {
    this.send(message);
    return this.next();
  }

  async secure(): Promise<void> {
    this.#inbox.stop();
    const secure = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    await once(secure, 'secureConnect');
    this.#socket = secure;
    this.#inbox = new Inbox(secure, PLIST_FRAMING);
  }

  end(): void {
    this.#socket.end();
  }
}

/** The value lockdownd reports for `Key`, through a connection of its own. */
export async function lockdownValue(usbmuxd: UsbmuxdAddress, key: string, deviceId = 1): Promise<PlistDict[string]> {
  const lockdown = await RawPlistClient.open(usbmuxd, 62078, deviceId);
  const answer = await lockdown.ask({ Request: 'GetValue', Key: key });
  lockdown.end();
  return answer['Value'];
}

/** Opens a session as the paired host and secures it. */
export async function openSession(usbmuxd: Usbmuxd, udid: string): Promise<RawPlistClient> {
  const mux = await RawMuxClient.open(usbmuxd);
  const { PairRecordData } = await mux.ask({ MessageType: 'ReadPairRecord', PairRecordID: udid });
  mux.socket.end();
  const record = PairRecordData instanceof Uint8Array ? decodePlist(PairRecordData) : {};
  const lockdown = await RawPlistClient.open(usbmuxd, 62078);
  await lockdown.ask({ Request: 'StartSession', HostID: record['HostID'], SystemBUID: record['SystemBUID'] });
  await lockdown.secure();
  return lockdown;
}

/** Opens a service through a session, as clients do. */
export async function openService(usbmuxd: Usbmuxd, udid: string, name: string): Promise<RawPlistClient> {
  const lockdown = await openSession(usbmuxd, udid);
  const answer = await lockdown.ask({ Request: 'StartService', Service: name });
  lockdown.end();
  return RawPlistClient.open(usbmuxd, Number(answer['Port']));
}

/** Properties of the attach records in a ListDevices answer. */
export function propertiesOf(answer: PlistDict): readonly PlistDict[] {
  const list = answer['DeviceList'];
  return Array.isArray(list) ? list.map((record: PlistDict) => dictAt(record, 'Properties')) : [];
}

class Inbox {
  readonly #socket: Socket;
  readonly #splitter: FrameSplitter;
  readonly #onData: (piece: Buffer) => void;
  #wake: (() => void) | undefined;

  constructor(socket: Socket, framing: Framing) {
    this.#socket = socket;
    this.#splitter = new FrameSplitter(framing);
    this.#onData = (piece) => {
      this.#splitter.push(piece);
      this.#wake?.();
    };
    socket.on('data', this.#onData);
    socket.resume();
  }

  async next(): Promise<Buffer> {
    for (;;) {
      const frame = this.#splitter.next();
      if (frame !== undefined) return frame;
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        this.#socket.once('close', () => reject(new Error('the connection closed while a frame was awaited')));
      });
    }
  }

  stop(): void {
    this.#socket.off('data', this.#onData);
    this.#socket.pause();
    const early = this.#splitter.rest();
    if (early.length > 0) this.#socket.unshift(early);
  }
}
