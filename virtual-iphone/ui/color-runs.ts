/**
 * The pixels of a screen as stretches of one colour in each row. The thin soft edge of a letter or disc takes the colour
 * above it or beside it where that is near: rows then repeat more of what stands above them, which is what makes a
 * picture compress, and no eye tells at three pixels a point.
 */

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
export interface Runs {
  readonly ends: readonly number[];
  readonly ids: readonly number[];
  /** By number of colour, in order of appearance. */
  readonly colors: readonly number[];
  readonly pixels: readonly number[];
  /** By row: 1 when it is the same as the row above, whose stretches then stand for it. */
  readonly repeated: Uint8Array;
}

/** Seats for colours seen lately; 12 bits of a hash pick one. */
const SEEN = 4096;

/** Up to how many pixels wide a stretch is an edge; the stems of the smallest letters are wider and keep their colour. */
const THIN = 2;

/** Colours are handled as signed numbers, which V8 keeps without a box. */
const BLACK = 0xff000000 | 0;

/** How far the colour of an edge may be moved (distance in RGB, squared); black and white are 441 apart. */
const NEAR = 110 ** 2;

/** And by at most half of what lies between its neighbours, squared as well. */
const NEAR_SHARE = 0.5 ** 2;

/** @param strips from top to bottom, without gaps */
export function runsOf(strips: readonly Strip[], width: number, height: number): Runs {
  const runs = { ends: [] as number[], ids: [] as number[], colors: [] as number[], pixels: [] as number[] };
  const repeated = new Uint8Array(height);
  const known = new Map<number, number>();
  // In front of the map, which would take a third of the time.
  const seenWords = new Int32Array(SEEN);
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
  /** The row above as it will be drawn. */
  const above = new Int32Array(width).fill(BLACK);
  const addRow = (row: Int32Array, start: number): void => {
    let begin = 0;
    let drawn = row[0] ?? 0;
    for (let x = 0; x < width; ) {
      const word = row[x] ?? 0;
      let end = x + 1;
      while (end < width && row[end] === word) end += 1;
      const wide = end - x > THIN;
      if (wide) above.fill(word, x, end);
      for (const step = wide ? end - x : 1; x < end; x += step) {
        const color = wide ? word : edgeColor(word, above[x] ?? 0, drawn, areaFrom(row, end) ?? word);
        if (color !== drawn) {
          add(drawn, start + x, x - begin);
          drawn = color;
          begin = x;
        }
        if (!wide) above[x] = color;
      }
    }
    add(drawn, start + width, width - begin);
  };
  for (const { from, to, plain, pixels } of strips) {
    const across = plain ? 1 : width;
    const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length);
    const words = new Int32Array(pixels.buffer, pixels.byteOffset, across * (to - from));
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
      addRow(words.subarray(row / 4, next / 4), start);
    }
    if (plain) above.fill(words[to - from - 1] ?? 0);
  }
  return { ...runs, repeated };
}

/** Colour of the area that begins within an edge's width from there; of the pixel there when none does. */
function areaFrom(row: Int32Array, from: number): number | undefined {
  for (let x = from; x <= from + THIN; x += 1) {
    if (row[x] === row[x + 1] && row[x] === row[x + 2]) return row[x];
  }
  return row[from];
}

/**
 * One of the neighbours or the middle between left and right. A line as thin as an edge does not lie between its
 * neighbours, and stays.
 */
function edgeColor(color: number, above: number, left: number, right: number): number {
  const contrast = apart(left, right);
  const fromLeft = apart(color, left);
  const fromRight = apart(color, right);
  if (fromLeft > contrast || fromRight > contrast) return color;
  const near = Math.min(NEAR, contrast * NEAR_SHARE);
  if (apart(color, above) <= near) return above;
  if (fromLeft <= near) return left;
  return fromRight <= near ? right : middle(left, right);
}

/** Of each channel rounded down, without a carry from one to the next. */
function middle(one: number, other: number): number {
  return ((one & other) + (((one ^ other) & 0xfefefefe) >>> 1)) | 0;
}

/** Distance in RGB, squared. */
function apart(one: number, other: number): number {
  const red = (one & 255) - (other & 255);
  const green = ((one >> 8) & 255) - ((other >> 8) & 255);
  const blue = ((one >> 16) & 255) - ((other >> 16) & 255);
  return red * red + green * green + blue * blue;
}
