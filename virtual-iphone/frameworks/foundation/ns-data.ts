/** NSData: bytes, and the description that so many apps took for a push token until the iOS 13 SDK changed it. */

import { iosMajor, sdkMajor } from '../availability.ts';

export class NSData {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** For people to read. Not the token: take it from `bytes`. */
  get description(): string {
    const hex = hexOf(this.bytes);
    if (iosMajor() >= 13 && sdkMajor() >= 13) {
      const shown = hex.length <= 48 ? hex : `${hex.slice(0, 32)} ... ${hex.slice(-16)}`;
      return `{length = ${this.length}, bytes = 0x${shown}}`;
    }
    return `<${(hex.match(/.{1,8}/g) ?? []).join(' ')}>`;
  }

  toString(): string {
    return this.description;
  }
}

export function dataFromHex(hex: string): NSData {
  return new NSData(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
