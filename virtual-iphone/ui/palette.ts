/**
 * From the pixels of a drawn screen to one byte a pixel and at most 256 colours, which is what makes a picture small
 * and quick to compress. A screen is made of flat areas and the soft edges of letters and discs: areas keep their
 * colour, edges share a few shades. Made for drawings; a photograph would look poor.
 */

export interface IndexedPicture {
  /** At most 256, as red + green × 256 + blue × 65,536. */
  readonly colors: readonly number[];
  /** PNG's rows without a filter: a zero, then one index a pixel. */
  readonly rows: Buffer;
}

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

/** Seats for colours seen lately; 12 bits of a hash pick one. */
const SEEN = 4096;

/** Rows `from` up to, not including, `to`. */
export interface Strip {
  readonly from: number;
  readonly to: number;
  /** Each row has one colour. */
  readonly plain: boolean;
  /** Opaque RGBA, four bytes a pixel, row by row; of a plain strip only one pixel a row. */
  readonly pixels: Uint8Array;
}

/** Stretches of one colour: where each ends in the rows, and the number of its colour. */
interface Runs {
  readonly ends: readonly number[];
  readonly ids: readonly number[];
  /** By number of colour, in order of appearance. */
  readonly colors: readonly number[];
  readonly pixels: readonly number[];
  /** By row: 1 when it is the same as the row above, whose stretches then stand for it. */
  readonly repeated: Uint8Array;
}

/** @param strips from top to bottom, without gaps */
export function indexPixels(strips: readonly Strip[], width: number, height: number): IndexedPicture {
  const { ends, ids, colors, pixels: counts, repeated } = runsOf(strips, width, height);
  const { palette, entries } = choosePalette(colors, counts);
  const stride = width + 1;
  const rows = Buffer.alloc(stride * height);
  let run = 0;
  for (let y = 0; y < height; y += 1) {
    const from = y * stride + 1;
    const end = from + width;
    if (repeated[y] === 1) {
      rows.copyWithin(from, from - stride, end - stride);
      continue;
    }
    for (let at = from; at < end; run += 1) {
      const to = ends[run] ?? end;
      const entry = entries[ids[run] ?? 0] ?? 0;
      if (to - at > SHORT) rows.fill(entry, at, to);
      else for (let short = at; short < to; short += 1) rows[short] = entry;
      at = to;
    }
  }
  return { colors: palette, rows };
}

function runsOf(strips: readonly Strip[], width: number, height: number): Runs {
  const runs = { ends: [] as number[], ids: [] as number[], colors: [] as number[], pixels: [] as number[] };
  const repeated = new Uint8Array(height);
  const known = new Map<number, number>();
  // In front of the map, which would take a third of the time.
  const seenWords = new Uint32Array(SEEN);
  const seenIds = new Uint32Array(SEEN);
  const add = (word: number, end: number, length: number): void => {
    const seat = Math.imul(word, 0x9e3779b1) >>> 20;
    let id = seenWords[seat] === word ? seenIds[seat] : known.get(word);
    if (id === undefined) {
      id = runs.colors.push(word & 0xffffff) - 1;
      runs.pixels.push(0);
      known.set(word, id);
    }
    seenWords[seat] = word;
    seenIds[seat] = id;
    runs.pixels[id] = (runs.pixels[id] ?? 0) + length;
    runs.ends.push(end);
    runs.ids.push(id);
  };
  for (const { from, to, plain, pixels } of strips) {
    const across = plain ? 1 : width;
    const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length);
    const words = new Uint32Array(pixels.buffer, pixels.byteOffset, across * (to - from));
    for (let y = from; y < to; y += 1) {
      const row = (y - from) * across * 4;
      const next = row + across * 4;
      if (y > from && bytes.compare(bytes, row - across * 4, row, row, next) === 0) {
        repeated[y] = 1;
        continue;
      }
      // Each row has one byte more than pixels, in front.
      const start = y * (width + 1) + 1;
      if (plain) {
        add(words[y - from] ?? 0, start + width, width);
        continue;
      }
      const first = row / 4;
      const last = next / 4;
      for (let at = first; at < last; ) {
        const begin = at;
        const word = words[at] ?? 0;
        do at += 1;
        while (at < last && words[at] === word);
        add(word, start + at - first, at - begin);
      }
    }
  }
  return { ...runs, repeated };
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
