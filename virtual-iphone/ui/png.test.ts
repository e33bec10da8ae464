/** Palette and file: what goes in comes out, told by another library. */

import { strict as assert } from 'node:assert';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Strip } from './color-runs.ts';
import { indexPixels } from './palette.ts';
import { encodePng } from './png.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** RGBA of a picture whose pixel at (x, y) is `colorAt(x, y)`. */
function pixelsOf(width: number, height: number, colorAt: (x: number, y: number) => Rgb): Buffer {
  const pixels = Buffer.alloc(width * height * 4, 255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) pixels.set(colorAt(x, y), (y * width + x) * 4);
  }
  return pixels;
}

/** One row of greys. */
function greys(row: readonly number[]): Buffer {
  return pixelsOf(row.length, 1, (x) => [row[x] ?? 0, row[x] ?? 0, row[x] ?? 0]);
}

/** The picture as one strip of rows. */
function strip(pixels: Buffer, to: number): readonly Strip[] {
  return [{ from: 0, to, plain: false, pixels }];
}

async function throughFile(pixels: Buffer, width: number, height: number): Promise<Buffer> {
  const png = await encodePng(indexPixels(strip(pixels, height), width, height), width, height);
  return sharp(png).ensureAlpha().raw().toBuffer();
}

describe('The file of a picture', () => {
  it('holds every pixel of areas, also of rows that repeat the one above', async () => {
    const pixels = pixelsOf(1000, 7, (x, y) => (y % 4 < 2 ? [20, 40, 200] : x < 400 ? [250, 10, 30] : [0, 0, 0]));
    assert.deepEqual(await throughFile(pixels, 1000, 7), pixels);
  });

  it('keeps the bands of a gradient apart, two steps of one channel from each other', async () => {
    const pixels = pixelsOf(800, 100, (_x, y) => [y * 2, 60, 255 - y * 2]);
    assert.deepEqual(await throughFile(pixels, 800, 100), pixels);
  });

  it('fills the rows of a plain strip, of which it gets one pixel each', async () => {
    const all = pixelsOf(800, 12, (x, y) => (y < 6 ? [y * 30, 0, 0] : [x < 300 ? 200 : 0, 0, 0]));
    const side = pixelsOf(1, 6, (_x, y) => [y * 30, 0, 0]);
    const strips = [
      { from: 0, to: 6, plain: true, pixels: side },
      { from: 6, to: 12, plain: false, pixels: all.subarray(6 * 800 * 4) },
    ];
    const png = await encodePng(indexPixels(strips, 800, 12), 800, 12);
    assert.deepEqual(await sharp(png).ensureAlpha().raw().toBuffer(), all);
  });

  it('has the checksum of its rows, which strict readers compare', async () => {
    const pixels = pixelsOf(301, 40, (x, y) => [(x * x) % 256, (y >> 2) * 25, 0]);
    const { rows, checksum } = indexPixels(strip(pixels, 40), 301, 40);
    assert.equal(checksum, deflateSync(rows).readUInt32BE(deflateSync(rows).length - 4));
  });

  it('has a colour near the right one where there are more than a palette holds', async () => {
    const pixels = pixelsOf(256, 64, (x, y) => [x - (x % 4), y * 4, 128]);
    const read = await throughFile(pixels, 256, 64);
    const worst = pixels.reduce((most, value, at) => Math.max(most, Math.abs(value - (read[at] ?? 0))), 0);
    assert.ok(worst > 0 && worst <= 72 + 16, `off by ${worst}`);
  });

  it('draws a soft edge with few shades', () => {
    const edge = pixelsOf(1000, 2, (x) => {
      const grey = Math.min(255, Math.max(0, x - 400));
      return [grey, grey, grey];
    });
    const { colors } = indexPixels(strip(edge, 2), 1000, 2);
    assert.ok(colors.length >= 4 && colors.length <= 8, `${colors.length} colours`);
  });

  it('draws a thin edge in the colour beside it where that is near, and in the middle between both otherwise', async () => {
    const row = await throughFile(greys([0, 0, 0, 50, 140, 210, 255, 255, 255]), 9, 1);
    assert.deepEqual(row, greys([0, 0, 0, 0, 127, 255, 255, 255, 255]));
  });

  it('prefers for a thin edge the colour above it where that is near', async () => {
    const edges = [greys([0, 0, 0, 140, 255, 255, 255]), greys([0, 0, 0, 180, 255, 255, 255])];
    const read = await throughFile(Buffer.concat(edges), 7, 2);
    assert.deepEqual(read.subarray(7 * 4), greys([0, 0, 0, 127, 255, 255, 255]));
  });

  it('keeps a line that is as thin as an edge', async () => {
    const line = greys([0, 0, 0, 60, 60, 0, 0, 0]);
    assert.deepEqual(await throughFile(line, 8, 1), line);
  });

  it('keeps the colour of a stem three pixels wide below one that is near', async () => {
    const pixels = pixelsOf(40, 2, (x, y) =>
      x >= 20 && x < 23 ? (y === 0 ? [200, 200, 200] : [255, 255, 255]) : [0, 0, 0],
    );
    assert.deepEqual(await throughFile(pixels, 40, 2), pixels);
  });

  it('is the same for the same pixels', () => {
    const pixels = pixelsOf(64, 64, (x, y) => [x * 4, y * 4, (x * y) % 256]);
    assert.deepEqual(indexPixels(strip(pixels, 64), 64, 64), indexPixels(strip(pixels, 64), 64, 64));
  });
});
