/**
 * One client of usbmuxd. It asks questions in usbmux frames until it sends Connect; from then on its socket is the
 * stream to a port of a phone, with nothing of ours in between.
 */

import type { Socket } from 'node:net';
import type { AttachedDevice } from './attached-device.ts';
import { FrameSplitter, MUX_FRAMING, muxFrame, muxTag } from './frames.ts';
import { identity } from './identity.ts';
import { LOCKDOWN_PORT, serveLockdown } from './lockdownd.ts';
import { decodePlist, numberAt, type PlistDict, ProtocolError, stringAt } from './plist-codec.ts';
import { serviceAt } from './services/index.ts';

/** usbmuxd's result numbers. */
const RESULT = { ok: 0, badCommand: 1, badDevice: 2, connectionRefused: 3 } as const;

/** Events have no request to answer. */
const EVENT_TAG = 0;

/** The phones on the cable, and news of them. */
export interface DeviceTable {
  readonly devices: Iterable<AttachedDevice>;
  /** Calls `listener` with each Attached and Detached message until the returned function is called. */
  listen(listener: (event: PlistDict) => void): () => void;
}

export class MuxConnection {
  readonly #socket: Socket;
  readonly #table: DeviceTable;
  readonly #log: (line: string) => void;
  readonly #splitter = new FrameSplitter(MUX_FRAMING);
  readonly #onData = (piece: Buffer): void => this.#take(piece);
  #listening = false;
  #isStream = false;

  constructor(socket: Socket, table: DeviceTable, log: (line: string) => void) {
    this.#socket = socket;
    this.#table = table;
    this.#log = log;
  }

  serve(): void {
    this.#socket.on('data', this.#onData);
    // What follows an error is `close`, and a client that hangs up is no news.
    this.#socket.on('error', () => undefined);
  }

  #take(piece: Buffer): void {
    this.#splitter.push(piece);
    try {
      // A frame can turn the connection into a stream; what is left is then the stream's.
      while (!this.#isStream) {
        const frame = this.#splitter.next();
        if (frame === undefined) return;
        this.#answer(muxTag(frame), decodePlist(frame.subarray(MUX_FRAMING.headerBytes)));
      }
    } catch (error) {
      this.#drop('a client of usbmuxd', error);
    }
  }

  #answer(tag: number, request: PlistDict): void {
    const message = stringAt(request, 'MessageType') ?? '';
    switch (message) {
      case 'ListDevices':
        this.#send(tag, { DeviceList: Array.from(this.#table.devices, (device) => device.attachRecord) });
        return;
      case 'Listen':
        this.#listen(tag);
        return;
      case 'Connect':
        this.#connect(tag, request);
        return;
      case 'ReadBUID':
        this.#withIdentity(({ systemBuid }) => this.#send(tag, { BUID: systemBuid }));
        return;
      case 'ReadPairRecord':
        this.#withIdentity((own) => {
          const record = this.#deviceOfRecord(request)?.pairing.record(own);
          if (record === undefined) this.#result(tag, RESULT.badDevice);
          else this.#send(tag, { PairRecordData: record });
        });
        return;
      case 'SavePairRecord':
      case 'DeletePairRecord':
        this.#changeRecord(tag, message, request);
        return;
      default:
        this.#log(`usbmuxd does not know the message '${message}'; answered "bad command"`);
        this.#result(tag, RESULT.badCommand);
    }
  }

  #listen(tag: number): void {
    this.#result(tag, RESULT.ok);
    for (const device of this.#table.devices) this.#send(EVENT_TAG, device.attachRecord);
    if (this.#listening) return;
    this.#listening = true;
    const stop = this.#table.listen((event) => this.#send(EVENT_TAG, event));
    this.#socket.once('close', stop);
  }

  #changeRecord(tag: number, message: 'SavePairRecord' | 'DeletePairRecord', request: PlistDict): void {
    const pairing = this.#deviceOfRecord(request)?.pairing;
    const record = request['PairRecordData'];
    if (pairing === undefined) return this.#result(tag, RESULT.badDevice);
    if (message === 'DeletePairRecord') pairing.deleteRecord();
    else if (record instanceof Uint8Array) pairing.saveRecord(record);
    else return this.#result(tag, RESULT.badCommand);
    this.#result(tag, RESULT.ok);
  }

  #connect(tag: number, request: PlistDict): void {
    const id = numberAt(request, 'DeviceID');
    const device = Array.from(this.#table.devices).find((candidate) => candidate.id === id);
    const port = portOf(numberAt(request, 'PortNumber') ?? 0);
    if (device === undefined) return this.#result(tag, RESULT.badDevice);

    const onFault = (error: Error) => this.#drop(`${device.phone.udid} port ${port}`, error);
    if (port === LOCKDOWN_PORT) {
      this.#becomeStream(device);
      this.#withIdentity((own) => {
        this.#result(tag, RESULT.ok);
        serveLockdown(this.#socket, device, own, onFault);
      });
      return;
    }
    const service = serviceAt(port);
    if (service !== undefined) {
      this.#becomeStream(device);
      this.#result(tag, RESULT.ok);
      service.serve(this.#socket, device, onFault);
      return;
    }
    const remote = device.ports?.connect(port);
    if (remote === undefined) return this.#result(tag, RESULT.connectionRefused);
    this.#becomeStream(device);
    this.#joinWhenOpen(tag, remote);
  }

  #joinWhenOpen(tag: number, remote: Socket): void {
    const local = this.#socket;
    const onRefused = (): void => {
      this.#result(tag, RESULT.connectionRefused);
      local.end();
    };
    const onOpen = (): void => {
      remote.off('close', onRefused);
      remote.setNoDelay(true);
      this.#result(tag, RESULT.ok);
      local.pipe(remote);
      remote.pipe(local);
      remote.once('close', () => local.destroySoon());
    };
    // `close` follows the error, and speaks for both sides.
    remote.on('error', () => undefined);
    remote.once('close', onRefused);
    local.once('close', () => remote.destroySoon());
    if (remote.connecting) remote.once('connect', onOpen);
    else onOpen();
  }

  #becomeStream(device: AttachedDevice): void {
    this.#isStream = true;
    this.#socket.off('data', this.#onData);
    this.#socket.pause();
    const early = this.#splitter.rest();
    if (early.length > 0) this.#socket.unshift(early);
    device.adopt(this.#socket);
  }

  #deviceOfRecord(request: PlistDict): AttachedDevice | undefined {
    const udid = stringAt(request, 'PairRecordID');
    return Array.from(this.#table.devices).find(({ phone }) => phone.udid === udid);
  }

  #withIdentity(use: (own: Awaited<ReturnType<typeof identity>>) => void): void {
    identity()
      .then(use)
      .catch((error: unknown) => this.#drop('an answer that needs the pairing keys', error));
  }

  #result(tag: number, number: number): void {
    this.#send(tag, { MessageType: 'Result', Number: number });
  }

  #send(tag: number, message: PlistDict): void {
    if (this.#socket.writable) this.#socket.write(muxFrame(tag, message));
  }

  #drop(where: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#log(`closed a connection (${where}): ${reason}`);
    if (!(error instanceof ProtocolError) && error instanceof Error && error.stack !== undefined)
      this.#log(error.stack);
    this.#socket.destroy();
  }
}

/** Clients send the port in network byte order, read as a little-endian number: 62078 arrives as 32498. */
function portOf(swapped: number): number {
  return ((swapped & 0xff) << 8) | ((swapped >> 8) & 0xff);
}
