/**
 * From the pixels of a drawn screen to one byte a pixel and at most 256 colours, which is what makes a picture small
 * and quick to compress. A screen is made of flat areas and the soft edges of letters and discs: areas keep their
 * colour, edges share a few shades. Made for drawings; a photograph would look poor.
 */

import { runsOf, type Strip } from './color-runs.ts';
import type { Stretch } from './drawn-rows.ts';

export interface IndexedPicture {
  /** At most 256, as red + green × 256 + blue × 65,536. */
  readonly colors: readonly number[];
  /** PNG's rows without a filter: a zero, then one index a pixel. */
  readonly rows: Buffer;
  /** Of the rows (RFC 1950, Adler-32): the stretches are known here, and adding them up takes no look at each byte. */
  readonly checksum: number;
  readonly stretches: readonly Stretch[];
}

const ADLER = 65_521;

/**
 * How far a colour may be moved (distance in RGB) by the pixels it has in rows that differ from the row above: a band of
 * a background by less than the eye sees, a colour of an edge until each edge has some three shades.
 */
const TOLERANCES: readonly (readonly [pixels: number, distance: number])[] = [
  [500, 2],
  [150, 8],
  [0, 72],
];
const RARE = 150;
const MOST = 256;

/** Up to which length a loop is quicker than a call. */
const SHORT = 32;

/** @param strips from top to bottom, without gaps */
export function indexPixels(strips: readonly Strip[], width: number, height: number): IndexedPicture {
  const { ends, ids, colors, pixels: counts, repeated } = runsOf(strips, width, height);
  const { palette, entries } = choosePalette(colors, counts);
  const stride = width + 1;
  const rows = Buffer.alloc(stride * height);
  let run = 0;
  let sum = 1;
  let sums = 0;
  /** What the row above adds to both, apart from what stood there before. */
  let rowSum = 0;
  let rowSums = 0;
  for (let y = 0; y < height; y += 1) {
    const from = y * stride + 1;
    const end = from + width;
    if (repeated[y] === 1) {
      rows.copyWithin(from, from - stride, end - stride);
    } else {
      rowSum = 0;
      rowSums = 0;
      for (let at = from; at < end; run += 1) {
        const to = ends[run] ?? end;
        const entry = entries[ids[run] ?? 0] ?? 0;
        const length = to - at;
        if (length > SHORT) rows.fill(entry, at, to);
        else for (let short = at; short < to; short += 1) rows[short] = entry;
        rowSums += length * rowSum + (entry * length * (length + 1)) / 2;
        rowSum += length * entry;
        at = to;
      }
    }
    sums = (sums + stride * sum + rowSums) % ADLER;
    sum = (sum + rowSum) % ADLER;
  }
  const stretches = strips.map(({ from, to, plain }) => ({ from, to, plain }));
  return { colors: palette, rows, checksum: sums * 65_536 + sum, stretches };
}

/**
 * The most used colours first, each with an entry of its own unless one within its tolerance is there already. Rare ones
 * go by the sixteenths of red, green and blue they are in; there are thousands of them, and looking each up costs more
 * than drawing.
 */
function choosePalette(colors: readonly number[], counts: readonly number[]) {
  const entries = new Uint8Array(colors.length);
  const palette: number[] = [];
  const common: number[] = [];
  const rare: number[] = [];
  counts.forEach((count, id) => (count < RARE ? rare : common).push(id));
  common.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
  const entryFor = (id: number): number => {
    const color = colors[id] ?? 0;
    const tolerance = TOLERANCES.find(([pixels]) => (counts[id] ?? 0) >= pixels)?.[1] ?? 0;
    const { entry, distance } = nearest(palette, color);
    if (distance <= tolerance * tolerance || palette.length === MOST) return entry;
    return palette.push(color) - 1;
  };
  for (const id of common) entries[id] = entryFor(id);
  const cells = new Map<number, number>();
  for (const id of rare) {
    const cell = (colors[id] ?? 0) & 0xf0f0f0;
    const entry = cells.get(cell) ?? entryFor(id);
    cells.set(cell, entry);
    entries[id] = entry;
  }
  return { palette, entries };
}

/** Distance squared; infinite while the palette is empty. */
function nearest(palette: readonly number[], color: number): { readonly entry: number; readonly distance: number } {
  let entry = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let index = 0; index < palette.length; index += 1) {
    const other = palette[index] ?? 0;
    const red = (color & 255) - (other & 255);
    const green = ((color >> 8) & 255) - ((other >> 8) & 255);
    const blue = (color >> 16) - (other >> 16);
    const apart = red * red + green * green + blue * blue;
    if (apart < distance) {
      distance = apart;
      entry = index;
    }
  }
  return { entry, distance };
}
