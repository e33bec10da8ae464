/** Painting in points on a canvas of pixels: rounded boxes, banded gradients, symbols, text that fits its frame. */

import { type Canvas, createCanvas, Path2D, type SKRSContext2D } from '@napi-rs/canvas';
import { fontFor } from './fonts.ts';
import type { Look, Rect } from './model.ts';
import { SYMBOLS } from './symbols.ts';

type TextLook = NonNullable<Look['text']>;
type SymbolLook = NonNullable<Look['symbol']>;

/** Text may shrink to this share of its size before it is cut with an ellipsis. */
const SMALLEST = 0.62;

export function roundedPath(context: SKRSContext2D, { x, y, width, height }: Rect, radius: number): void {
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
}

export function fillBox(
  context: SKRSContext2D,
  frame: Rect,
  radius: number,
  fill: string | readonly string[],
  scale: number,
): void {
  if (typeof fill === 'string') {
    context.fillStyle = fill;
    if (radius === 0) context.fillRect(frame.x, frame.y, frame.width, frame.height);
    else {
      roundedPath(context, frame, radius);
      context.fill();
    }
    return;
  }
  context.save();
  if (radius > 0) {
    roundedPath(context, frame, radius);
    context.clip();
  }
  paintBands(context, frame, fill, scale);
  context.restore();
}

/**
 * A gradient as bands of one colour each, cut at whole pixels: no row has two background colours and the palette stays
 * small, which is what keeps a picture at some 20 KB.
 */
function paintBands(context: SKRSContext2D, frame: Rect, colors: readonly string[], scale: number): void {
  const stops = colors.map(parseColor);
  const pixels = Math.round(frame.height * scale);
  const bands = Math.max(2, Math.min(96, Math.round(pixels / 10)));
  for (let band = 0; band < bands; band += 1) {
    const from = Math.round((band * pixels) / bands) / scale;
    const to = Math.round(((band + 1) * pixels) / bands) / scale;
    context.fillStyle = mix(stops, bands === 1 ? 0 : band / (bands - 1));
    context.fillRect(frame.x, frame.y + from, frame.width, to - from);
  }
}

type Color = readonly [r: number, g: number, b: number, a: number];

function parseColor(css: string): Color {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(css);
  if (hex !== null) {
    const [r, g, b] = hex.slice(1).map((part) => Number.parseInt(part, 16));
    return [r ?? 0, g ?? 0, b ?? 0, 1];
  }
  const [r, g, b, a] = css.match(/[\d.]+/g)?.map(Number) ?? [];
  return [r ?? 0, g ?? 0, b ?? 0, a ?? 1];
}

function mix(stops: readonly Color[], position: number): string {
  const place = position * (stops.length - 1);
  const from = Math.min(Math.floor(place), stops.length - 2);
  const part = place - from;
  const [r, g, b, a] = [0, 1, 2, 3].map((channel) => {
    const start = stops[from]?.[channel] ?? 0;
    return start + ((stops[from + 1]?.[channel] ?? start) - start) * part;
  });
  return `rgba(${Math.round(r ?? 0)},${Math.round(g ?? 0)},${Math.round(b ?? 0)},${a ?? 1})`;
}

/** Three faint rims instead of a blur: the same impression with three colours. */
export function dropShadow(context: SKRSContext2D, frame: Rect, radius: number): void {
  for (const [spread, alpha] of [
    [7, 0.04],
    [4, 0.06],
    [1.5, 0.09],
  ] as const) {
    context.fillStyle = `rgba(0,0,0,${alpha})`;
    const { x, y, width, height } = frame;
    roundedPath(
      context,
      { x: x - spread, y: y - spread + 3, width: width + 2 * spread, height: height + 2 * spread },
      radius + spread,
    );
    context.fill();
  }
}

const stamps = new Map<string, Canvas>();

/** Symbols are made once per name, size and colour, apart from the screen, so that cut-outs do not cut the screen. */
export function drawSymbol(context: SKRSContext2D, frame: Rect, symbol: SymbolLook, scale: number): void {
  const pixels = Math.ceil(symbol.size * scale);
  const key = `${symbol.name} ${pixels} ${symbol.color}`;
  const stamp = stamps.get(key) ?? makeStamp(symbol, pixels);
  stamps.set(key, stamp);
  const size = pixels / scale;
  const x = Math.round((frame.x + (frame.width - size) / 2) * scale) / scale;
  const y = Math.round((frame.y + (frame.height - size) / 2) * scale) / scale;
  context.drawImage(stamp, x, y, size, size);
}

function makeStamp({ name, color }: SymbolLook, pixels: number): Canvas {
  const canvas = createCanvas(pixels, pixels);
  const context = canvas.getContext('2d');
  const { parts, rotate = 0 } = SYMBOLS[name];
  context.scale(pixels / 24, pixels / 24);
  context.translate(12, 12);
  context.rotate((rotate * Math.PI) / 180);
  context.translate(-12, -12);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.fillStyle = color;
  context.strokeStyle = color;
  for (const part of parts) {
    context.globalCompositeOperation = part.erase === true ? 'destination-out' : 'source-over';
    const path = new Path2D(part.d);
    if (part.stroke === undefined) {
      // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas, not an array
      context.fill(path);
    } else {
      context.lineWidth = part.stroke;
      context.stroke(path);
    }
  }
  return canvas;
}

/** One line shrinks a little and is then cut; text of several lines breaks the text at words or Chinese characters. */
export function drawText(context: SKRSContext2D, frame: Rect, text: TextLook): void {
  if (text.string === '') return;
  const rows = text.lines ?? 1;
  context.fillStyle = text.color;
  context.textAlign = text.align ?? 'left';
  context.textBaseline = 'alphabetic';
  let { size } = text;
  setFont(context, text, size);
  const natural = context.measureText(text.string).width;
  if (rows === 1 && natural > frame.width) {
    size = Math.max(size * SMALLEST, (size * frame.width) / natural);
    setFont(context, text, size);
  }
  const lines = rows === 1 ? [text.string] : breakLines(context, text.string, frame.width, rows);
  const x =
    text.align === 'center' ? frame.x + frame.width / 2 : text.align === 'right' ? frame.x + frame.width : frame.x;
  const pitch = frame.height / rows;
  const first = frame.y + pitch / 2 + size * 0.36;
  lines.forEach((line, index) => context.fillText(cut(context, line, frame.width), x, first + index * pitch));
}

function setFont(context: SKRSContext2D, text: TextLook, size: number): void {
  context.font = fontFor(text.string, size, text.weight);
  context.letterSpacing = `${(size > 30 ? -0.02 : -0.008) * size}px`;
}

function breakLines(context: SKRSContext2D, string: string, width: number, rows: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of string.split('\n')) {
    let line = '';
    for (const piece of paragraph.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/gu) ?? ['']) {
      if (line !== '' && context.measureText((line + piece).trimEnd()).width > width) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += piece;
    }
    lines.push(line.trimEnd());
  }
  return lines.length <= rows ? lines : [...lines.slice(0, rows - 1), lines.slice(rows - 1).join(' ')];
}

function cut(context: SKRSContext2D, line: string, width: number): string {
  if (context.measureText(line).width <= width + 0.5) return line;
  const characters = Array.from(line);
  while (characters.length > 1 && context.measureText(`${characters.join('')}…`).width > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
