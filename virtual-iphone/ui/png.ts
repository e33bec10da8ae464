/** A PNG file of a picture with a palette (W3C PNG, third edition, sections 5 and 11): four chunks and nothing optional. */

import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { IndexedPicture } from './palette.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Eight bits an index, a palette, and the only compression, filtering and order of rows that every reader knows. */
const FORMAT = [8, 3, 0, 0, 0];

/** Above level 6 each step costs twice the time for some three per cent. Small blocks suit pictures of flat areas. */
const COMPRESSION = { level: 6, memLevel: 5 };

const compress = promisify<Buffer, typeof COMPRESSION, Buffer>(deflate);

/** Compresses in another thread. */
export async function encodePng({ colors, rows }: IndexedPicture, width: number, height: number): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(FORMAT, 8);
  const palette = Buffer.from(colors.flatMap((color) => [color & 255, (color >> 8) & 255, color >> 16]));
  const data = await compress(rows, COMPRESSION);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Length of the body, type, body, and a checksum of the latter two. */
function chunk(type: string, body: Buffer): Buffer {
  const bytes = Buffer.alloc(body.length + 12);
  bytes.writeUInt32BE(body.length);
  bytes.write(type, 4, 'latin1');
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), body.length + 8);
  return bytes;
}
