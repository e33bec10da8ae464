/**
 * The symbols of the system's screens as our own paths in a box of 24 × 24. A symbol is one or more strokes of the
 * brush: filled, stroked with a width, or cut out of what was drawn before (`erase`), so that a slash keeps its gap.
 */

import type { SymbolName } from './model.ts';

export interface SymbolPart {
  /** SVG path data. */
  readonly d: string;
  /** Line width in the same box; filled when absent. */
  readonly stroke?: number;
  readonly erase?: boolean;
}

export interface SymbolShape {
  readonly parts: readonly SymbolPart[];
  /** Degrees clockwise around the middle. */
  readonly rotate?: number;
}

const HANDSET =
  'M1.9 14.6C1.4 9.9 6.2 7 12 7S22.6 9.9 22.1 14.6L22 15.7C21.9 16.9 21 17.6 19.8 17.4L16.9 16.9C15.8 16.7 15.2 16 15.2 15' +
  'V13.2C15.2 12.6 14.9 12.3 14.3 12.15C12.8 11.8 11.2 11.8 9.7 12.15C9.1 12.3 8.8 12.6 8.8 13.2V15C8.8 16 8.2 16.7 7.1 16.9' +
  'L4.2 17.4C3 17.6 2.1 16.9 2 15.7Z';

const dot = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;

const box = (x: number, y: number, w: number, h: number, r: number): string =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${-(w - 2 * r)}` +
  `a${r} ${r} 0 0 1 ${-r} ${-r}v${-(h - 2 * r)}a${r} ${r} 0 0 1 ${r} ${-r}Z`;

const KEYS = [5, 12, 19].flatMap((y) => [5, 12, 19].map((x) => dot(x, y, 2.45))).join('');

export const SYMBOLS: Readonly<Record<SymbolName, SymbolShape>> = {
  phone: { parts: [{ d: HANDSET }], rotate: -135 },
  'phone-down': { parts: [{ d: HANDSET }] },
  'mic-off': {
    parts: [
      { d: box(8.7, 2, 6.6, 12, 3.3) },
      { d: 'M5.6 10.6V11a6.4 6.4 0 0 0 12.8 0v-.4', stroke: 1.7 },
      { d: 'M12 17.4V21.2M8.4 21.4H15.6', stroke: 1.7 },
      { d: 'M5.2 2.2L20.6 20.4', stroke: 3.4, erase: true },
      { d: 'M4 2.8L19.4 21', stroke: 1.8 },
    ],
  },
  keypad: { parts: [{ d: KEYS }] },
  more: { parts: [{ d: [4, 12, 20].map((x) => dot(x, 12, 2.4)).join('') }] },
  message: {
    parts: [
      {
        d: 'M12 3C6 3 1.6 6.6 1.6 11.2C1.6 13.9 3.2 16.2 5.6 17.7C5.5 19 4.8 20.3 3.7 21.3C6 21.3 8 20.4 9.4 19.2C10.2 19.3 11.1 19.4 12 19.4C18 19.4 22.4 15.8 22.4 11.2S18 3 12 3Z',
      },
    ],
  },
  speaker: {
    parts: [
      {
        d: 'M2 9.4C2 8.8 2.4 8.4 3 8.4H5.8L10 4.7C10.7 4.1 11.7 4.5 11.7 5.5V18.5C11.7 19.5 10.7 19.9 10 19.3L5.8 15.6H3C2.4 15.6 2 15.2 2 14.6Z',
      },
      { d: 'M14.5 9.3a4.4 4.4 0 0 1 0 5.4', stroke: 1.7 },
      { d: 'M17.2 6.9a8.2 8.2 0 0 1 0 10.2', stroke: 1.7 },
      { d: 'M19.9 4.6a12 12 0 0 1 0 14.8', stroke: 1.7 },
    ],
  },
  swap: { parts: [{ d: 'M4 9H19L15 5M20 15H5L9 19', stroke: 2 }] },
  merge: { parts: [{ d: 'M12 21V11L5 4M12 11L19 4M8.4 7.4L12 3.8L15.6 7.4', stroke: 2 }] },
  plus: { parts: [{ d: 'M12 3.5V20.5M3.5 12H20.5', stroke: 2.2 }] },
  video: {
    parts: [
      { d: box(1.5, 6, 14, 12, 3) },
      { d: 'M16.8 10.6L21.2 7.3C21.9 6.8 22.6 7.1 22.6 8V16C22.6 16.9 21.9 17.2 21.2 16.7L16.8 13.4Z' },
    ],
  },
  person: {
    parts: [
      { d: dot(12, 7.6, 4.7) },
      { d: 'M3 20.4C3 16.6 6.9 13.9 12 13.9S21 16.6 21 20.4C21 21.4 20.3 22 19.2 22H4.8C3.7 22 3 21.4 3 20.4Z' },
    ],
  },
  pause: { parts: [{ d: box(6, 4, 4.2, 16, 1.2) + box(13.8, 4, 4.2, 16, 1.2) }] },
  'chevron-right': { parts: [{ d: 'M9 4.5L16.5 12L9 19.5', stroke: 2.4 }] },
  lock: { parts: [{ d: box(5, 10.4, 14, 10.6, 2.4) }, { d: 'M8 11V7.6a4 4 0 0 1 8 0V11', stroke: 2 }] },
  signal: {
    parts: [
      {
        d: box(1, 14.4, 4.2, 5, 1) + box(7, 11.2, 4.2, 8.2, 1) + box(13, 7.8, 4.2, 11.6, 1) + box(19, 4.4, 4.2, 15, 1),
      },
    ],
  },
  wifi: {
    parts: [
      { d: 'M1.6 9.4A15 15 0 0 1 22.4 9.4', stroke: 2.7 },
      { d: 'M5.3 13.3A9.6 9.6 0 0 1 18.7 13.3', stroke: 2.7 },
      { d: 'M12 20.4L8.7 16.9A4.8 4.8 0 0 1 15.3 16.9Z' },
    ],
  },
  battery: {
    parts: [
      { d: box(1, 6.6, 19.4, 10.8, 3.2), stroke: 0.95 },
      { d: box(2.6, 8.2, 16.2, 7.6, 1.9) },
      { d: 'M21.7 10.1C23.2 10.5 23.2 13.5 21.7 13.9Z' },
    ],
  },
  flashlight: {
    parts: [
      { d: box(6.6, 1.8, 10.8, 3, 1.1) },
      {
        d: 'M6.8 6H17.2C17.2 8.8 15.2 9.6 15.2 12V20.6C15.2 21.5 14.6 22.2 13.6 22.2H10.4C9.4 22.2 8.8 21.5 8.8 20.6V12C8.8 9.6 6.8 8.8 6.8 6Z',
      },
      { d: dot(12, 12.6, 1.25), erase: true },
    ],
  },
  camera: {
    parts: [
      {
        d: 'M8.2 5.6L9 4.4C9.3 4 9.7 3.8 10.2 3.8H13.8C14.3 3.8 14.7 4 15 4.4L15.8 5.6C16 5.9 16.4 6.1 16.8 6.1H19.4C21 6.1 22.2 7.3 22.2 8.9V17C22.2 18.6 21 19.8 19.4 19.8H4.6C3 19.8 1.8 18.6 1.8 17V8.9C1.8 7.3 3 6.1 4.6 6.1H7.2C7.6 6.1 8 5.9 8.2 5.6Z',
      },
      { d: dot(12, 12.8, 4.6), erase: true },
      { d: dot(12, 12.8, 3.2) },
    ],
  },
  clock: {
    parts: [
      { d: dot(12, 12, 9.6), stroke: 1.7 },
      { d: 'M12 6.4V12L15.8 14.2', stroke: 1.7 },
    ],
  },
  info: {
    parts: [
      { d: dot(12, 12, 9.6), stroke: 1.7 },
      { d: dot(12, 7.6, 1.35) },
      { d: 'M10.2 11H12.2V16.8M9.8 16.8H14.6', stroke: 1.8 },
    ],
  },
  shift: { parts: [{ d: 'M12 3.6L20.4 12H16V19.4H8V12H3.6Z', stroke: 1.6 }] },
  'delete-left': {
    parts: [
      { d: 'M8.4 5.2H20.2C21.4 5.2 22 5.9 22 7V17C22 18.1 21.4 18.8 20.2 18.8H8.4L2 12Z', stroke: 1.6 },
      { d: 'M11.4 9.2L17 14.8M17 9.2L11.4 14.8', stroke: 1.6 },
    ],
  },
};
