/**
 * AFC packets: text `CFA6LPAA`, then little-endian 64-bit whole length, length of header and header payload, packet
 * number and operation (40 bytes), then the header payload (arguments) and the data.
 */

import type { Framing } from '../frames.ts';
import { ProtocolError } from '../plist-codec.ts';

const MAGIC = 'CFA6LPAA';
const HEADER_BYTES = 40;

export const AFC_OPERATION = {
  status: 0x01,
  data: 0x02,
  readDirectory: 0x03,
  removePath: 0x08,
  makeDirectory: 0x09,
  fileInfo: 0x0a,
  deviceInfo: 0x0b,
  open: 0x0d,
  opened: 0x0e,
  read: 0x0f,
  write: 0x10,
  seek: 0x11,
  tell: 0x12,
  told: 0x13,
  close: 0x14,
  setSize: 0x15,
  rename: 0x18,
  removeWithContents: 0x22,
} as const;

export interface AfcPacket {
  readonly number: bigint;
  readonly operation: number;
  readonly args: Buffer;
  readonly data: Buffer;
}

export const AFC_FRAMING: Framing = {
  name: 'AFC',
  headerBytes: HEADER_BYTES,
  frameBytes: (header) => {
    if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
      throw new ProtocolError(`expected an AFC packet that starts with ${MAGIC}`);
    }
    return Number(header.readBigUInt64LE(8));
  },
};

export function readAfcPacket(frame: Buffer): AfcPacket {
  const dataAt = Number(frame.readBigUInt64LE(16));
  if (dataAt < HEADER_BYTES || dataAt > frame.length) {
    throw new ProtocolError(
      `expected AFC data between byte ${HEADER_BYTES} and ${frame.length}, header says ${dataAt}`,
    );
  }
  return {
    number: frame.readBigUInt64LE(24),
    operation: Number(frame.readBigUInt64LE(32)),
    args: frame.subarray(HEADER_BYTES, dataAt),
    data: frame.subarray(dataAt),
  };
}

export function afcPacket({ number, operation, args, data }: AfcPacket): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeBigUInt64LE(BigInt(HEADER_BYTES + args.length + data.length), 8);
  header.writeBigUInt64LE(BigInt(HEADER_BYTES + args.length), 16);
  header.writeBigUInt64LE(number, 24);
  header.writeBigUInt64LE(BigInt(operation), 32);
  return Buffer.concat([header, args, data]);
}
