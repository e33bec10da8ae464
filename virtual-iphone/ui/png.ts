/** A PNG file of a picture with a palette (W3C PNG, third edition, sections 5 and 11): four chunks and nothing optional. */

import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, type ZlibOptions } from 'node:zlib';
import type { IndexedPicture } from './palette.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Eight bits an index, a palette, and the only compression, filtering and order of rows that every reader knows. */
const FORMAT = [8, 3, 0, 0, 0];

/** Above level 6 each step costs twice the time for some three per cent. Small blocks suit pictures of flat areas. */
const DRAWN: ZlibOptions = { level: 6, memLevel: 5, finishFlush: constants.Z_SYNC_FLUSH };

/** Rows of one colour each need no search, which would be a third of the time. */
const PLAIN: ZlibOptions = { ...DRAWN, strategy: constants.Z_RLE };

/** Around what is compressed (RFC 1950 and 1951): 32 KB window, level 6; at the end an empty last block. */
const ZLIB = Buffer.from([0x78, 0x9c]);
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

const compress = promisify<Buffer, ZlibOptions, Buffer>(deflateRaw);

/** Compresses in other threads, each stretch of rows for itself. */
export async function encodePng(picture: IndexedPicture, width: number, height: number): Promise<Buffer> {
  const { colors, rows, checksum, stretches } = picture;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(FORMAT, 8);
  const palette = Buffer.from(colors.flatMap((color) => [color & 255, (color >> 8) & 255, color >> 16]));
  const stride = width + 1;
  const blocks = await Promise.all(
    stretches.map(({ from, to, plain }) => compress(rows.subarray(from * stride, to * stride), plain ? PLAIN : DRAWN)),
  );
  const check = Buffer.alloc(4);
  check.writeUInt32BE(checksum);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', Buffer.concat([ZLIB, ...blocks, LAST_BLOCK, check])),
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
