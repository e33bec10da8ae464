/** Which hosts a phone trusts, and the pair record that usbmuxd keeps for it. A phone comes paired with this host. */

import { escrowBagOf, macAddressOf } from './derived.ts';
import type { Identity } from './identity.ts';
import { encodePlist } from './plist-codec.ts';

export class Pairing {
  readonly #udid: string;
  readonly #trusted = new Set<string>();
  /** `initial`: the record made from the process's identity; `undefined`: deleted. */
  #record: 'initial' | Uint8Array | undefined = 'initial';
  #distrustsThisHost = false;

  constructor(udid: string) {
    this.#udid = udid;
  }

  /** The record as a property list, or `undefined` after {@link deleteRecord}. */
  record(identity: Identity): Uint8Array | undefined {
    if (this.#record !== 'initial') return this.#record;
    return encodePlist({
      DeviceCertificate: Buffer.from(identity.deviceCertificate),
      EscrowBag: escrowBagOf(this.#udid),
      HostCertificate: Buffer.from(identity.hostCertificate),
      HostID: identity.hostId,
      HostPrivateKey: Buffer.from(identity.hostPrivateKey),
      RootCertificate: Buffer.from(identity.rootCertificate),
      RootPrivateKey: Buffer.from(identity.rootPrivateKey),
      SystemBUID: identity.systemBuid,
      WiFiMACAddress: macAddressOf(this.#udid, 'wifi'),
    });
  }

  saveRecord(record: Uint8Array): void {
    this.#record = record;
  }

  deleteRecord(): void {
    this.#record = undefined;
  }

  trust(hostId: string): void {
    this.#trusted.add(hostId);
  }

  distrust(hostId: string, identity: Identity): void {
    this.#trusted.delete(hostId);
    if (hostId === identity.hostId) this.#distrustsThisHost = true;
  }

  trusts(hostId: string, identity: Identity): boolean {
    return this.#trusted.has(hostId) || (hostId === identity.hostId && !this.#distrustsThisHost);
  }
}
