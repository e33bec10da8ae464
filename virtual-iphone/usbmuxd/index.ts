/**
 * A virtual usbmuxd: how tools find the phones of a lab. Serves a UNIX socket, and a port of loopback where
 * it is asked to; never the host's own usbmuxd.
 *
 * Made for appium-xcuitest-driver (through appium-ios-device and appium-ios-remotexpc) and libimobiledevice, unchanged.
 */

import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import type { DeviceServices } from '../device.ts';
import { AttachedDevice, type DevicePorts } from './attached-device.ts';
import { ecidOf } from './derived.ts';
import { identity } from './identity.ts';
import { MuxConnection } from './mux-connection.ts';
import type { PlistDict } from './plist-codec.ts';
import { checkedSocketPath, environmentFor, pathTaken, type UsbmuxdEnvironment } from './socket-path.ts';

export type { DevicePorts } from './attached-device.ts';

export interface UsbmuxdOptions {
  /** Path of the socket to make; its folder must exist, the file must not. */
  readonly socketPath: string;
  /** Port of 127.0.0.1 to serve too, 0 for any free one. Default: none. */
  readonly port?: number;
  /** Hears of clients that break a protocol, one line each. Default: nobody does. */
  readonly log?: (line: string) => void;
}

/**
 * Starts serving. Phones are added afterwards.
 *
 * @example
 * const usbmuxd = await startUsbmuxd({ socketPath: '/run/lab-1/usbmuxd' });
 * usbmuxd.add(phone);
 * spawn('idevice_id', ['-l'], { env: { ...process.env, ...usbmuxd.environment } });
 *
 * @throws Error when the path is too long, exists, or has no folder, or when the port is taken.
 */
export async function startUsbmuxd(options: UsbmuxdOptions): Promise<Usbmuxd> {
  const path = await checkedSocketPath(options.socketPath);
  const server = await listening({ path }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? pathTaken(path) : error;
  });
  const servers = [server];
  if (options.port !== undefined) {
    try {
      servers.push(await listening({ host: '127.0.0.1', port: options.port }));
    } catch (error) {
      server.close();
      throw error;
    }
  }
  // The first client that needs keys should not have to wait for them; if they fail, that client's connection says so.
  identity().catch(() => undefined);
  return new Usbmuxd(servers, options.log ?? (() => undefined));
}

function listening(where: ListenOptions): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

export class Usbmuxd {
  /** For the child process that is to see these phones. Upper-case `UNIX:` is the one spelling all clients accept. */
  readonly environment: UsbmuxdEnvironment;
  /** The same for a client that cannot reach the socket's file; undefined unless a port is served. */
  readonly tcpEnvironment: UsbmuxdEnvironment | undefined;
  readonly #servers: readonly Server[];
  /** By UDID, in the order they were added. */
  readonly #attached = new Map<string, AttachedDevice>();
  readonly #listeners = new Set<(event: PlistDict) => void>();
  readonly #sockets = new Set<Socket>();
  #lastId = 0;

  /** Use {@link startUsbmuxd}. */
  constructor(servers: readonly Server[], log: (line: string) => void) {
    this.#servers = servers;
    const [path, tcp] = servers.map((server) => server.address());
    this.environment = environmentFor(path as string);
    const { port } = (tcp ?? {}) as Partial<AddressInfo>;
    this.tcpEnvironment = port === undefined ? undefined : { USBMUXD_SOCKET_ADDRESS: `127.0.0.1:${port}` };
    const attached = this.#attached;
    const table = {
      get devices() {
        return attached.values();
      },
      listen: (listener: (event: PlistDict) => void) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
    for (const server of servers) {
      server.on('connection', (socket) => {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
        new MuxConnection(socket, table, log).serve();
      });
      server.on('error', (error) => log(`usbmuxd: ${error.message}`));
    }
  }

  /** Plugs the phone in. @throws Error when its UDID is malformed or already attached. */
  add(phone: DeviceServices, ports?: DevicePorts): void {
    if (ecidOf(phone.udid) === undefined) {
      throw new Error(
        `UDID '${phone.udid}' cannot be attached: expected 8 hex digits, a dash and 16 hex digits, ` +
          'such as 00008120-000A1B2C3D4E5F60.',
      );
    }
    if (this.#attached.has(phone.udid)) {
      throw new Error(`UDID '${phone.udid}' is attached already. Give each phone its own, or remove the other first.`);
    }
    this.#lastId += 1;
    const device = new AttachedDevice(this.#lastId, phone, ports);
    this.#attached.set(phone.udid, device);
    this.#announce(device.attachRecord);
  }

  /** Pulls the phone's cable: its connections break and listeners hear Detached. Does nothing when it is not attached. */
  remove(udid: string): void {
    const device = this.#attached.get(udid);
    if (device === undefined) return;
    this.#attached.delete(udid);
    this.#announce({ MessageType: 'Detached', DeviceID: device.id });
    device.detach();
  }

  /** Closes all connections and removes the socket file. */
  async close(): Promise<void> {
    const closed = this.#servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
        }),
    );
    for (const device of this.#attached.values()) device.detach();
    this.#attached.clear();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  #announce(event: PlistDict): void {
    for (const listener of this.#listeners) listener(event);
  }
}
