/** A phone as usbmuxd and its services see it: what the phone tells, plus what the cable remembers. */

import type { Socket } from 'node:net';
import type { DeviceServices } from '../device.ts';
import { DeviceLog } from './device-log.ts';
import { FileTree } from './file-tree.ts';
import { Notifications } from './notifications.ts';
import { Pairing } from './pairing.ts';
import type { PlistDict } from './plist-codec.ts';

/** Ports of the phone that are served elsewhere, such as 8100 (WebDriverAgent) and 9100 (its MJPEG stream). */
export interface DevicePorts {
  /** A socket to whatever serves `port`, connected or connecting; `undefined` when nothing listens there. */
  connect(port: number): Socket | undefined;
}

/** 0x12A8, the product id of every iPhone in normal mode. */
const PRODUCT_ID = 4776;
const USB_2_BITS_PER_SECOND = 480_000_000;

export class AttachedDevice {
  /** usbmuxd's number for this attachment; a phone that is attached again gets a new one. */
  readonly id: number;
  readonly phone: DeviceServices;
  readonly ports: DevicePorts | undefined;
  readonly pairing: Pairing;
  readonly notifications = new Notifications();
  readonly log: DeviceLog;
  /** What AFC shows: photos, and the place where installers put packages. */
  readonly media: FileTree;
  readonly #containers = new Map<string, FileTree>();
  readonly #connections = new Set<Socket>();
  readonly #stopNotifications: () => void;
  #newName: string | undefined;

  constructor(id: number, phone: DeviceServices, ports: DevicePorts | undefined) {
    this.id = id;
    this.phone = phone;
    this.ports = ports;
    this.pairing = new Pairing(phone.udid);
    this.log = new DeviceLog(phone, () => this.name);
    this.#stopNotifications = phone.onDarwinNotification((name) => this.notifications.post(name));
    this.media = new FileTree(() => phone.now(), ['DCIM', 'Downloads', 'PublicStaging']);
  }

  get name(): string {
    return this.#newName ?? this.phone.name;
  }

  /** Renames the phone for as long as it is attached (`idevicename <name>`). */
  rename(name: string): void {
    this.#newName = name;
    this.notifications.post('com.apple.mobile.lockdown.device_name_changed');
  }

  /** The app's container, as house_arrest shows it. */
  container(bundleId: string): FileTree {
    let tree = this.#containers.get(bundleId);
    if (tree === undefined) {
      tree = new FileTree(() => this.phone.now(), ['Documents', 'Library', 'tmp']);
      this.#containers.set(bundleId, tree);
    }
    return tree;
  }

  /** The app and its files are gone. */
  uninstall(bundleId: string): void {
    this.phone.uninstall(bundleId);
    this.#containers.delete(bundleId);
  }

  get attachRecord(): PlistDict {
    return {
      DeviceID: this.id,
      MessageType: 'Attached',
      Properties: {
        ConnectionSpeed: USB_2_BITS_PER_SECOND,
        ConnectionType: 'USB',
        DeviceID: this.id,
        LocationID: this.id << 16,
        ProductID: PRODUCT_ID,
        SerialNumber: this.phone.udid,
      },
    };
  }

  /** Ties a connection to the cable: it breaks when the phone is detached. */
  adopt(connection: Socket): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
  }

  detach(): void {
    this.log.close();
    this.#stopNotifications();
    for (const connection of this.#connections) connection.destroy();
  }
}
